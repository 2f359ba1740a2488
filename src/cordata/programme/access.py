"""Who may change a call and who sees where its values come from."""

from __future__ import annotations

from datetime import datetime

from cordata.accounts.models import Role
from cordata.accounts.queries import STAFF, Reader, has_any_scope, has_role
from cordata.kernel.verdicts import ALLOWED, Verdict, refused
from cordata.programme.models import Call

DECIDERS = (Role.AUTHORITY,)
PUBLISHERS = (Role.COMMUNICATION, Role.OFFICER, Role.AUTHORITY)


def see_provenance(person: Reader, call: Call, at: datetime) -> Verdict:
    """Staff of any call or country and the administrator see every assumption."""
    held = has_any_scope(person, *STAFF, Role.ADMINISTRATOR, at=at)
    return ALLOWED if held else refused("programme.not_your_role")


def change_envelope(person: Reader, call: Call, at: datetime) -> Verdict:
    """The managing authority records what the committee decided."""
    return _holds(person, call, at, *DECIDERS)


def publish(person: Reader, call: Call, at: datetime) -> Verdict:
    return _holds(person, call, at, *PUBLISHERS)


def _holds(person: Reader, call: Call, at: datetime, *roles: str) -> Verdict:
    held = has_role(person, *roles, at=at, scope=f"call:{call.pid}")
    return ALLOWED if held else refused("programme.not_your_role")
