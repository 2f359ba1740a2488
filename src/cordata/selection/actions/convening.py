"""Before and at a session: who sits, who is convened when, who came, who stands aside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from cordata.accounts.models import Person
from cordata.kernel.transitions import move, tell
from cordata.kernel.verdicts import NotPossible
from cordata.programme.queries import local_day
from cordata.rules.committee import convened_in_time
from cordata.selection import notices
from cordata.selection.actions.sitting import locked_session
from cordata.selection.models import Ballot, CommitteeSession, Decision, Recusal, Seat
from cordata.selection.room import WRITTEN, room_of
from cordata.selection.states import OPEN, Attendance, SessionState

BEFORE_SIGNATURE = frozenset({SessionState.PREPARED, SessionState.OPEN})


@dataclass(frozen=True, slots=True)
class Seated:
    """A person given a seat: of which delegation, with a vote or not, replaced by whom."""

    person: Person
    delegation: str = ""
    votes: bool = True
    substitute: Person | None = None


@transaction.atomic
def seat_members(pid: str, seated: Sequence[Seated], *, by: Person, at: datetime) -> list[Seat]:
    """The members of the session; whoever is not named loses the seat.

    Raises `NotPossible`: `selection.seats_closed` once the session has opened,
    `selection.delegation_missing` for a vote without a delegation of the pack,
    `selection.substitute_seated` for somebody who would sit twice.
    """
    session = locked_session(pid)
    if session.state != SessionState.PREPARED:
        raise NotPossible("selection.seats_closed")
    _placed(session, seated)
    session.seats.exclude(person__in=[one.person for one in seated]).delete()
    for one in seated:
        Seat.objects.update_or_create(
            session=session,
            person=one.person,
            defaults={
                "delegation": one.delegation if one.votes else "",
                "votes": one.votes,
                "substitute": one.substitute,
            },
        )
    seats = list(session.seats.select_related("person", "substitute"))
    tell(session, "seated", by=by, at=at, seats=[_told(one) for one in seats])
    return seats


def _placed(session: CommitteeSession, seated: Sequence[Seated]) -> None:
    """Every vote belongs to a delegation, and nobody has two places."""
    committee = session.call.definition.committee
    known = {one.code for one in committee.delegations} if committee else set()
    lost = [one.person for one in seated if known and one.votes and one.delegation not in known]
    if lost:
        raise NotPossible("selection.delegation_missing", people=tuple(str(one) for one in lost))
    places = [one.person.pk for one in seated]
    places += [one.substitute.pk for one in seated if one.substitute]
    if len(places) != len(set(places)):
        raise NotPossible("selection.substitute_seated")


def _told(seat: Seat) -> dict[str, object]:
    substitute = seat.substitute.actor_key if seat.substitute else ""
    return {
        "person": seat.person.actor_key,
        "substitute": substitute,
        "delegation": seat.delegation,
        "votes": seat.votes,
    }


@transaction.atomic
def convene_session(pid: str, *, because: str = "", by: Person, at: datetime) -> CommitteeSession:
    """Write to everybody who sits, with the agenda; a written procedure opens with it.

    Raises `NotPossible`: `selection.nobody_seated`, `selection.already_convened`,
    `selection.short_notice` when the pack's term is not kept and no reason is given.
    """
    session = locked_session(pid)
    if session.convened_at is not None or session.state != SessionState.PREPARED:
        raise NotPossible("selection.already_convened")
    if not session.seats.filter(votes=True).exists():
        raise NotPossible("selection.nobody_seated")
    in_time = _in_time(session, at)
    if not in_time and not because.strip():
        raise NotPossible("selection.short_notice", days=term_of(session), held_on=session.held_on)
    session.convened_at, session.convened_by = at, by
    session.short_notice = "" if in_time else because
    session.save(update_fields=["convened_at", "convened_by", "short_notice"])
    tell(session, "convened", by=by, at=at, because=session.short_notice, held_on=session.held_on)
    if session.kind == WRITTEN:
        move(session, OPEN, by=by, at=at)
    notices.session_convened(session, at=at)
    return session


def term_of(session: CommitteeSession) -> int:
    """Calendar days that the pack asks between the convocation and the decision."""
    committee = session.call.definition.committee
    if committee is None:
        return 0
    rules = committee.procedure
    return rules.answer_days if session.kind == WRITTEN else rules.convening_days


def _in_time(session: CommitteeSession, at: datetime) -> bool:
    return convened_in_time(local_day(session.call, at), session.held_on, term_of(session))


@transaction.atomic
def note_attendance(pid: str, came: Mapping[str, str], *, by: Person, at: datetime) -> list[Seat]:
    """Seat (public id) -> member, substitute, excused or unknown; until the signature.

    Raises `NotPossible`: `selection.signed`, `selection.no_substitute`.
    """
    session = locked_session(pid)
    if session.state not in BEFORE_SIGNATURE:
        raise NotPossible("selection.signed")
    seats = list(session.seats.select_related("person", "substitute"))
    for seat in seats:
        seat.attendance = Attendance(came.get(seat.pid, seat.attendance))
        if seat.attendance == Attendance.SUBSTITUTE and seat.substitute_id is None:
            raise NotPossible("selection.no_substitute", person=str(seat.person))
    Seat.objects.bulk_update(seats, ["attendance"])
    told = {one.person.actor_key: one.attendance for one in seats}
    tell(session, "attended", by=by, at=at, attendance=told)
    return seats


@transaction.atomic
def stand_aside(pid: str, decision_pid: str, *, because: str, by: Person, at: datetime) -> Recusal:
    """A conflict declared on one file: hidden from then on, its vote taken back (EVA-02).

    Raises `NotPossible`: `selection.signed`, `selection.not_seated`,
    `selection.recusal_reason_missing`.
    """
    session = locked_session(pid)
    if session.state not in BEFORE_SIGNATURE:
        raise NotPossible("selection.signed")
    if not because.strip():
        raise NotPossible("selection.recusal_reason_missing")
    if not any(by.pk in {one.person_id, one.substitute_id} for one in session.seats.all()):
        raise NotPossible("selection.not_seated")
    decision = session.decisions.select_related("application").get(pid=decision_pid)
    recusal, _new = Recusal.objects.get_or_create(
        session=session,
        application=decision.application,
        person=by,
        defaults={"reason": because, "at": at},
    )
    Ballot.objects.filter(decision=decision, by=by).delete()
    number = decision.application.number
    tell(session, "recused", by=by, at=at, because=because, application=number)
    return recusal


@transaction.atomic
def cast_votes(
    pid: str,
    decisions: Sequence[str],
    stance: str,
    *,
    comment: str = "",
    by: Person,
    at: datetime,
) -> list[Ballot]:
    """What a seat says to one proposal or to many at once; said again, the last word counts.

    Files on which the person stands aside are left out. Raises `NotPossible`:
    `selection.not_open`, `selection.signed`, `selection.no_vote`, `selection.vote_closed` after
    the term of a written procedure, `selection.objection_reason_missing`, `selection.stands_aside`.
    """
    session = locked_session(pid)
    if session.state != SessionState.OPEN:
        before = session.state == SessionState.PREPARED
        raise NotPossible("selection.not_open" if before else "selection.signed")
    room = room_of(session)
    seat = room.seat_of(by)
    if seat is None or not seat.votes:
        raise NotPossible("selection.no_vote")
    if room.written and room.closed(at):
        raise NotPossible("selection.vote_closed", held_on=session.held_on)
    if stance == "against" and not comment.strip():
        raise NotPossible("selection.objection_reason_missing")
    hidden = room.files_hidden_from(by)
    wanted = session.decisions.filter(pid__in=decisions).exclude(application__in=hidden)
    found = [_vote(seat, one, stance, comment, by, at) for one in wanted]
    if not found:
        raise NotPossible("selection.stands_aside")
    numbers = [one.decision.application.number for one in found]
    tell(
        session, "voted", by=by, at=at, because=comment, seat=seat.person.actor_key,
        stance=stance, files=numbers,
    )  # fmt: skip
    return found


def _vote(
    seat: Seat, decision: Decision, stance: str, comment: str, by: Person, at: datetime
) -> Ballot:
    ballot, _new = Ballot.objects.update_or_create(
        seat=seat,
        decision=decision,
        defaults={"stance": stance, "comment": comment, "by": by, "at": at},
    )
    return ballot
