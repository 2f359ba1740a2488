"""People who come together: one registered, the others hang on that registration."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from cordata.kernel.journal import Actor
from cordata.kernel.transitions import Transition, move
from cordata.meetings.models import COMPANION, Registration

SHARED = ("state", "held_until", "waiting_since", "confirmed_at")


@dataclass(frozen=True, slots=True)
class Companion:
    """Somebody who comes along, as the form asks; `pid` where the person is known already."""

    name: str
    meal: str = ""
    access_needs: str = ""
    pid: str = ""


def bring(registration: Registration, companions: Sequence[Companion]) -> None:
    """The people who come along, each a row that shares the place's fate."""
    rows = [_row(registration, companion) for companion in companions]
    Registration.objects.bulk_create(rows)


def _row(registration: Registration, companion: Companion) -> Registration:
    """Consents stay off: nobody gives them for another."""
    row = Registration(
        meeting=registration.meeting,
        party=registration,
        name=companion.name,
        meal=companion.meal,
        access_needs=companion.access_needs,
        organisation=registration.organisation,
        country=registration.country,
        language=registration.language,
        registered_at=registration.registered_at,
    )
    row.email = f"{row.pid}@{COMPANION}"
    for name in SHARED:
        setattr(row, name, getattr(registration, name))
    return row


def party_of(registration: Registration) -> QuerySet[Registration]:
    """Those who come along and stand as the one who registered does."""
    return registration.companions.filter(state=registration.state).order_by("pk")


def party_size(registration: Registration) -> int:
    """How many seats the registration takes; no query where one registers alone only."""
    if registration.meeting.max_party == 1:
        return 1
    return 1 + party_of(registration).count()


def move_party(
    registration: Registration, transition: Transition, *, by: Actor, at: datetime, **facts: Any
) -> None:
    """One act for all who come together."""
    along = list(party_of(registration)) if registration.meeting.max_party > 1 else []
    move(registration, transition, by=by, at=at, **facts)
    for one in along:
        for name in SHARED[1:]:
            setattr(one, name, getattr(registration, name))
        move(one, transition, by=by, at=at)
