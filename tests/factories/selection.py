"""Sessions of a committee, brought to each state by the real actions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from cordata.accounts.models import Person
from cordata.assessment.models import Review
from cordata.kernel.clock import held_at
from cordata.kernel.journal import SYSTEM
from cordata.programme.actions import change_envelope
from cordata.programme.models import Call
from cordata.selection.actions import (
    Seated,
    change_outcome,
    convene_session,
    note_attendance,
    open_session,
    prepare_session,
    release_session,
    seat_members,
    sign_session,
)
from cordata.selection.models import CommitteeSession, Lifting
from tests.factories.applications import Side
from tests.factories.assessment import after_closing, consolidated, staff
from tests.remembering import remembered


@dataclass(frozen=True, slots=True)
class Committee:
    """Who acts in a session."""

    officer: Person
    chair: Person
    authority: Person


def committee() -> Committee:
    return Committee(
        officer=staff("Odile Officier", "officer"),
        chair=staff("Chiara Presidente", "chair", language="it"),
        authority=staff("Armand Autorite", "authority"),
    )


def sitting_at(call: Call) -> datetime:
    """A day on which the committee sits: two months after examination began."""
    return after_closing(call) + timedelta(days=60)


def files(call: Call, at: datetime, *points: int, theme: str = "") -> list[Review]:
    """One consolidated file per score, in that order."""
    return [consolidated(call, at, one, theme=theme) for one in points]


def prepared(call: Call, themes: Sequence[str] = (), place: str = "Chambéry") -> CommitteeSession:
    at = sitting_at(call)
    session = prepare_session(
        call,
        themes or [theme.code for theme in call.definition.themes],
        held_on=at.date(),
        place=place,
        by=committee().officer,
        at=at,
    )
    return gathered(session, at)


def gathered(session: CommitteeSession, at: datetime) -> CommitteeSession:
    """The chair and a member of the other side are convened at short notice, and come."""
    officer, member = committee().officer, staff("Milo Membre", "committee")
    seated = [
        Seated(person, code)
        for person, code in zip((member, committee().chair), sides_of(session), strict=True)
    ]
    seats = seat_members(session.pid, seated, by=officer, at=at)
    convene_session(session.pid, because="Urgence.", by=officer, at=at)
    came = dict.fromkeys((one.pid for one in seats), "member")
    note_attendance(session.pid, came, by=officer, at=at)
    session.refresh_from_db()
    return session


def sides_of(session: CommitteeSession) -> tuple[str, str]:
    rules = session.call.definition.committee
    first, second = (one.code for one in rules.delegations) if rules else ("", "")
    return first, second


def signed(call: Call, themes: Sequence[str] = ()) -> CommitteeSession:
    session, at, people = prepared(call, themes), sitting_at(call), committee()
    open_session(session.pid, by=people.chair, at=at)
    return sign_session(session.pid, by=people.chair, at=at)


@remembered
def released(
    call: Call, themes: Sequence[str] = (), at: datetime | None = None
) -> CommitteeSession:
    session = signed(call, themes)
    instant = at or sitting_at(call) + timedelta(days=7)
    with held_at(instant):
        return release_session(session.pid, by=committee().authority, at=instant)


CONDITIONS = {"fr": "Décaler l’exposition.", "it": "Spostare la mostra."}


@remembered
def conditional(call: Call, at: datetime, *sides: Side) -> Lifting:
    """One file approved with conditions and notified: its term runs."""
    consolidated(call, at, 4, *sides)
    session, people, day = prepared(call), committee(), sitting_at(call)
    change_outcome(
        session.pid, session.decisions.get().pid, "conditions", because="Calendrier trop serré.",
        conditions=CONDITIONS, by=people.officer, at=day,
    )  # fmt: skip
    open_session(session.pid, by=people.chair, at=day)
    sign_session(session.pid, by=people.chair, at=day)
    with held_at(notified_at(call)):
        release_session(session.pid, by=people.authority, at=notified_at(call))
    return Lifting.objects.get(decision__session=session)


def notified_at(call: Call) -> datetime:
    return sitting_at(call) + timedelta(days=7)


def envelope_of(call: Call, amount: str, theme: str = "education") -> None:
    """From now on the theme has this much; the other one keeps what it has."""
    at = call.closes_at + timedelta(days=2)
    change_envelope(
        call,
        theme,
        amount=Decimal(amount),
        decided_on=at.date(),
        reference="CS",
        reasons={"fr": "Test"},
        by=SYSTEM,
        at=at,
    )
