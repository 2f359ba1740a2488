"""Who prepares, opens, signs and releases a session, and who lifts conditions (four eyes)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from cordata.accounts.models import Person, Role
from cordata.accounts.queries import has_any_scope, has_role
from cordata.applications.models import Application
from cordata.applications.states import State as ApplicationState
from cordata.kernel import clock
from cordata.kernel.verdicts import ALLOWED, Verdict, all_of, refused
from cordata.programme.models import Call
from cordata.selection.models import CommitteeSession, Decision, Letter, Lifting, Recusal
from cordata.selection.queries import COMMITTEE
from cordata.selection.room import Room, room_of, stands_aside
from cordata.selection.states import DecisionState, LiftingState, Outcome, SessionState


def sits(person: Any) -> bool:
    """Whether the bar shows the committee: its people and staff of any call."""
    return has_any_scope(person, *COMMITTEE, at=clock.now())


def list_sessions(person: Any, call: Call, at: datetime) -> Verdict:
    """Whether somebody opens the list of a call's sessions: the committee and staff of it."""
    return _holds(person, call, "selection.not_committee", *COMMITTEE, at=at)


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


def convene(person: Any, session: CommitteeSession, *, at: datetime | None = None) -> Verdict:
    """Who sits and is convened: the secretariat and the chair, until the session opens."""
    who = _holds(person, session.call, "selection.not_officer", Role.OFFICER, Role.CHAIR, at=at)
    ready = session.state == SessionState.PREPARED
    return all_of(who, ALLOWED if ready else refused("selection.seats_closed"))


def note_attendance(
    person: Any, session: CommitteeSession, *, at: datetime | None = None
) -> Verdict:
    """Who came: noted by the secretariat or the chair, until the signature."""
    return change(person, session, at=at)


def vote(
    person: Any, session: CommitteeSession, *, room: Room | None = None, at: datetime | None = None
) -> Verdict:
    """Whoever sits for a seat with a vote, while the session is open; in writing, in time."""
    room, now = room or room_of(session), at or clock.now()
    seat = room.seat_of(person)
    late = room.written and room.closed(now)
    return all_of(
        read(person, session, at=at),
        ALLOWED if seat is not None and seat.votes else refused("selection.no_vote"),
        signable(session),
        refused("selection.vote_closed", held_on=session.held_on) if late else ALLOWED,
    )


def stand_aside(person: Any, session: CommitteeSession, *, room: Room | None = None) -> Verdict:
    """Members, substitutes and observers of a session that is not signed."""
    room = room or room_of(session)
    key = getattr(person, "pk", None)
    seated = any(key in {one.person_id, one.substitute_id} for one in room.seats)
    signed = session.state in {SessionState.SIGNED, SessionState.RELEASED}
    return all_of(
        ALLOWED if seated and key is not None else refused("selection.not_seated"),
        refused("selection.signed") if signed else ALLOWED,
    )


def read_file(
    person: Any, session: CommitteeSession, application_id: int, *, at: datetime | None = None
) -> Verdict:
    """A file's talk, scores and votes: not for whoever stands aside on it (EVA-02)."""
    hidden = stands_aside(person, session, application_id)
    return all_of(
        read(person, session, at=at), refused("selection.stands_aside") if hidden else ALLOWED
    )


def read_minutes(person: Any, session: CommitteeSession, *, at: datetime | None = None) -> Verdict:
    """The minutes tell of every file, so whoever stands aside on one of them gets none: sums and
    ranks would tell the rest (EVA-02)."""
    hidden = isinstance(person, Person) and (
        Recusal.objects.filter(
            session__call=session.call_id,
            person=person,
            application__decisions__session=session.pk,
        ).exists()
    )
    return all_of(
        read(person, session, at=at), refused("selection.minutes_aside") if hidden else ALLOWED
    )


def open_session(person: Any, session: CommitteeSession, *, at: datetime | None = None) -> Verdict:
    who = _holds(person, session.call, "selection.not_officer", Role.OFFICER, Role.CHAIR, at=at)
    ready = session.state == SessionState.PREPARED
    return all_of(who, ALLOWED if ready else refused("selection.not_prepared"))


def sign(person: Any, session: CommitteeSession, *, at: datetime | None = None) -> Verdict:
    """Only the chair signs, and only a session that sits."""
    who = _holds(person, session.call, "selection.not_chair", Role.CHAIR, at=at)
    return all_of(who, signable(session))


def signable(session: CommitteeSession) -> Verdict:
    """Whether the session is open: before it has to be opened, afterwards it is signed."""
    if session.state == SessionState.OPEN:
        return ALLOWED
    before = session.state == SessionState.PREPARED
    return refused("selection.not_open" if before else "selection.signed")


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
    decision = letter.decision
    return read_file(person, decision.session, decision.application_id, at=at)


def leaves_open(application: Application) -> Verdict:
    """Whether no decision on the file was notified. Until then it may be withdrawn: a door that
    closed with the signature would tell of it (ACC-11)."""
    told = Decision.objects.filter(application=application, state=DecisionState.NOTIFIED)
    told = told.exclude(outcome=Outcome.DEFERRED)  # another session decides
    return refused("application.withdraw.decided") if told.exists() else ALLOWED


def answer_conditions(person: Any, lifting: Lifting) -> Verdict:
    """The lead's people, until somebody has stated that the conditions are met or not."""
    leads = {
        one.organisation_id for one in lifting.decision.application.partners.all() if one.is_lead
    }
    own = bool(leads & getattr(person, "organisation_ids", frozenset()))
    return all_of(ALLOWED if own else refused("selection.not_lead"), _awaited(lifting))


def state_conditions(person: Any, lifting: Lifting, *, at: datetime | None = None) -> Verdict:
    """The secretariat, while the conditions are to be met; a later term too."""
    call = lifting.decision.application.call
    officer = _holds(person, call, "selection.conditions_not_officer", Role.OFFICER, at=at)
    return all_of(officer, _awaited(lifting))


def confirm_conditions(person: Any, lifting: Lifting, *, at: datetime | None = None) -> Verdict:
    """The authority, never the person who stated."""
    call = lifting.decision.application.call
    who = _holds(person, call, "selection.conditions_not_authority", Role.AUTHORITY, at=at)
    stated = lifting.state == LiftingState.STATED
    other = lifting.stated_by_id != getattr(person, "pk", None)
    return all_of(
        who,
        ALLOWED if stated else refused("selection.conditions_not_stated"),
        ALLOWED if other else refused("selection.conditions_four_eyes"),
    )


def _awaited(lifting: Lifting) -> Verdict:
    if lifting.decision.application.state == ApplicationState.WITHDRAWN:
        return refused("selection.withdrawn")
    awaited = lifting.state == LiftingState.AWAITED
    return ALLOWED if awaited else refused("selection.conditions_settled")
