"""Who may change a call and who sees where its values come from."""

from __future__ import annotations

from datetime import datetime

from cordata.accounts.models import Role
from cordata.accounts.queries import STAFF, Reader, has_any_scope, has_role
from cordata.kernel.verdicts import ALLOWED, Verdict, all_of, refused
from cordata.programme.models import Call, ClosingMove

DECIDERS = (Role.AUTHORITY,)
PUBLISHERS = (Role.COMMUNICATION, Role.OFFICER, Role.AUTHORITY)


def see_provenance(person: Reader, call: Call, at: datetime) -> Verdict:
    """Staff of any call or country and the administrator see every assumption."""
    held = has_any_scope(person, *STAFF, Role.ADMINISTRATOR, at=at)
    return ALLOWED if held else refused("programme.not_your_role")


def change_envelope(person: Reader, call: Call, at: datetime) -> Verdict:
    """The managing authority records what the committee decided."""
    return _holds(person, call, at, *DECIDERS)


def propose_closing(person: Reader, call: Call, at: datetime) -> Verdict:
    """The secretariat and the authority ask for a later closing."""
    return _holds(person, call, at, Role.OFFICER, Role.AUTHORITY)


def confirm_closing(person: Reader, proposal: ClosingMove, at: datetime) -> Verdict:
    """The authority confirms, never the person who asked (TIM-06)."""
    other = proposal.proposed_by_id != getattr(person, "pk", None)
    return all_of(
        _holds(person, proposal.call, at, *DECIDERS),
        ALLOWED if other else refused("closing.four_eyes"),
    )


def refuse_closing(person: Reader, proposal: ClosingMove, at: datetime) -> Verdict:
    """The authority sets a proposal aside; whoever made it withdraws it."""
    if proposal.proposed_by_id == getattr(person, "pk", None):
        return propose_closing(person, proposal.call, at)
    return _holds(person, proposal.call, at, *DECIDERS)


def publish(person: Reader, call: Call, at: datetime) -> Verdict:
    return _holds(person, call, at, *PUBLISHERS)


def announce(person: Reader, call: Call, at: datetime) -> Verdict:
    """The secretariat and the authority write to everybody with a draft."""
    return _holds(person, call, at, Role.OFFICER, Role.AUTHORITY)


def _holds(person: Reader, call: Call, at: datetime, *roles: str) -> Verdict:
    held = has_role(person, *roles, at=at, scope=f"call:{call.pid}")
    return ALLOWED if held else refused("programme.not_your_role")
