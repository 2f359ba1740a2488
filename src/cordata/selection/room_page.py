"""What the page of a session's members shows, and the votes on the page of a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cordata.accounts.models import Person, Role
from cordata.accounts.queries import holders
from cordata.kernel.localised import pick
from cordata.packs.provenance import Text
from cordata.rules.committee import Result
from cordata.selection import access
from cordata.selection.actions.convening import term_of
from cordata.selection.models import Ballot, CommitteeSession, Decision, Seat
from cordata.selection.room import Room, ends_at, room_of
from cordata.selection.room_forms import (
    AsideForm,
    AttendanceForm,
    ConveneForm,
    SeatsForm,
    VoteForm,
)
from cordata.selection.states import Attendance
from cordata.web.forms import Form

TONES = {
    Attendance.UNKNOWN: ("", "clock"),
    Attendance.MEMBER: ("ok", "check"),
    Attendance.SUBSTITUTE: ("ok", "users"),
    Attendance.EXCUSED: ("mute", "x"),
}
RESULTS = {
    Result.CARRIED: ("ok", "check"),
    Result.RUNNING: ("", "clock"),
    Result.OBJECTED: ("ko", "x"),
    Result.LACKING: ("warn", "circle-alert"),
}


@dataclass(frozen=True, slots=True)
class SeatRow:
    """One place of the session, as its table shows it."""

    seat: Seat
    delegation: Text
    aside: int  # files on which whoever sits there stands aside

    @property
    def tone(self) -> tuple[str, str]:
        return TONES[Attendance(self.seat.attendance)]


def members_context(
    person: Any,
    session: CommitteeSession,
    *,
    at: datetime,
    refused: Form | None = None,
    act: str = "",
) -> dict[str, Any]:
    """`refused` is the form of the act that was not possible."""
    room = room_of(session)
    may_convene = access.convene(person, session, at=at)
    may_note = access.note_attendance(person, session, at=at)
    given = refused if act == "seats" else None
    return {
        "session": session,
        "call": session.call,
        "room": room,
        "rows": [_row(one, room) for one in room.seats],
        "quorum": room.quorum if room.definition else None,
        "missing": [_named(room, code) for code in room.quorum.missing],
        "term": term_of(session),
        "ends_at": ends_at(session),
        "refused": refused,
        "has_errors": refused is not None,
        "seats_form": (given or seats_form(session, at=at)) if may_convene else None,
        "convene_form": _form(act == "convene", refused, ConveneForm(auto_id="convene-%s"))
        if may_convene and room.seats
        else None,
        "attendance_form": _form(act == "attendance", refused, AttendanceForm(seats=room.seats))
        if may_note and room.seats and not room.written
        else None,
    }


def _form(this: bool, refused: Form | None, form: Form) -> Form:
    return refused if this and refused is not None else form


def _row(seat: Seat, room: Room) -> SeatRow:
    delegation = room.definition.delegation(seat.delegation) if room.definition else None
    aside = sum(one.person_id == seat.holder.pk for one in room.recusals)
    return SeatRow(seat, delegation.names if delegation else {}, aside)


def _named(room: Room, code: str) -> str:
    found = room.definition.delegation(code) if room.definition else None
    return pick(found.names) if found else code


def seats_form(session: CommitteeSession, *, at: datetime, data: Any = None) -> SeatsForm:
    """Everybody who holds a role of the committee in the call, who may be given a seat."""
    scope = f"call:{session.call.pid}"
    voting = list(holders(Role.CHAIR, Role.COMMITTEE, at=at, scope=scope).order_by("name", "pk"))
    known = {one.pk for one in voting}
    watching = [
        one
        for one in holders(Role.COMMITTEE_OBSERVER, at=at, scope=scope).order_by("name", "pk")
        if one.pk not in known
    ]
    seats = list(session.seats.select_related("person", "substitute")) or before(session)
    return SeatsForm(
        data,
        people=[*voting, *watching],
        observers=watching,
        committee=session.call.definition.committee,
        seats=seats,
    )


def before(session: CommitteeSession) -> Sequence[Seat]:
    """The seats of the call's session before this one: proposed again."""
    earlier = (
        CommitteeSession.objects.filter(call=session.call, seats__isnull=False)
        .exclude(pk=session.pk)
        .order_by("-held_on", "-pk")
        .first()
    )
    return list(earlier.seats.select_related("person", "substitute")) if earlier else []


@dataclass(frozen=True, slots=True)
class Said:
    """One vote as the committee and its staff read it."""

    ballot: Ballot
    seat: Seat


def votes_context(
    person: Any,
    session: CommitteeSession,
    decision: Decision,
    *,
    at: datetime,
    vote: Form | None = None,
    aside: Form | None = None,
) -> dict[str, Any]:
    """What is said to one proposal, and the forms of whoever may still say something."""
    room = room_of(session)
    seats: dict[int, Seat] = {one.pk: one for one in room.seats}
    own: Person | None = person if isinstance(person, Person) else None
    tally = room.tally(decision, at) if room.seats else None
    return {
        "tally": tally,
        "tally_tone": RESULTS[tally.result] if tally else None,
        "tally_code": f"selection.result.{tally.result.value}" if tally else "",
        "said": [Said(one, seats[one.seat_id]) for one in room.ballots_on(decision.pk)],
        "stood_aside": [
            one.person for one in room.recusals if one.application_id == decision.application_id
        ],
        "vote_form": (vote or VoteForm()) if access.vote(own, session, room=room, at=at) else None,
        "aside_form": (aside or AsideForm(auto_id="aside-%s"))
        if access.stand_aside(own, session, room=room)
        else None,
    }
