"""Who prepares, opens, signs and releases a session (four eyes)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from cordata.accounts.models import Role
from cordata.accounts.queries import has_any_scope, has_role
from cordata.kernel import clock
from cordata.kernel.verdicts import ALLOWED, Verdict, all_of, refused
from cordata.programme.models import Call
from cordata.selection.models import CommitteeSession, Letter
from cordata.selection.queries import COMMITTEE
from cordata.selection.states import SessionState


def sits(person: Any) -> bool:
    """Whether the bar shows the committee: its people and staff of any call."""
    return has_any_scope(person, *COMMITTEE, at=clock.now())


def _holds(person: Any, call: Call, code: str, *roles: str, at: datetime | None) -> Verdict:
    allowed = has_role(person, *roles, at=at or clock.now(), scope=f"call:{call.pid}")
    return ALLOWED if allowed else refused(code)


def read(person: Any, session: CommitteeSession, *, at: datetime | None = None) -> Verdict:
    return _holds(person, session.call, "selection.not_committee", *COMMITTEE, at=at)


def prepare(person: Any, call: Call, *, at: datetime | None = None) -> Verdict:
    """The secretariat prepares sessions, of a call that has closed."""
    officer = _holds(person, call, "selection.not_officer", Role.OFFICER, at=at)
    closed = (at or clock.now()) > call.closes_at or call.definition.continuous
    stage = ALLOWED if closed else refused("selection.call_open", closes_at=call.closes_at)
    return all_of(officer, stage)


def change(person: Any, session: CommitteeSession, *, at: datetime | None = None) -> Verdict:
    """Outcomes and reasons, while the session is not signed: the secretariat and the chair."""
    who = _holds(person, session.call, "selection.not_officer", Role.OFFICER, Role.CHAIR, at=at)
    signed = session.state in {SessionState.SIGNED, SessionState.RELEASED}
    return all_of(who, refused("selection.signed") if signed else ALLOWED)


def open_session(person: Any, session: CommitteeSession, *, at: datetime | None = None) -> Verdict:
    who = _holds(person, session.call, "selection.not_officer", Role.OFFICER, Role.CHAIR, at=at)
    ready = session.state == SessionState.PREPARED
    return all_of(who, ALLOWED if ready else refused("selection.not_prepared"))


def sign(person: Any, session: CommitteeSession, *, at: datetime | None = None) -> Verdict:
    """Only the chair signs, and only a session that sits."""
    who = _holds(person, session.call, "selection.not_chair", Role.CHAIR, at=at)
    sits = session.state == SessionState.OPEN
    return all_of(who, ALLOWED if sits else refused("selection.not_open"))


def release(person: Any, session: CommitteeSession, *, at: datetime | None = None) -> Verdict:
    """The authority notifies; never the person who signed."""
    who = _holds(person, session.call, "selection.not_authority", Role.AUTHORITY, at=at)
    signed = session.state == SessionState.SIGNED
    other = session.signed_by_id != getattr(person, "pk", None)
    return all_of(
        who,
        ALLOWED if signed else refused("selection.not_signed"),
        ALLOWED if other else refused("selection.four_eyes"),
    )


def read_letter(person: Any, letter: Letter, *, at: datetime | None = None) -> Verdict:
    """The addressee once released; staff of the call before."""
    if letter.organisation_id in getattr(person, "organisation_ids", frozenset()):
        now = at or clock.now()
        released = letter.released_at is not None and letter.released_at <= now
        return ALLOWED if released else refused("selection.not_released")
    call = letter.decision.session.call
    return _holds(person, call, "selection.not_committee", *COMMITTEE, at=at)
