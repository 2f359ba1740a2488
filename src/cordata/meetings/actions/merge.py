"""What phones at the door tell once the network is back: nothing lost, nothing counted twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from cordata.kernel.journal import Actor
from cordata.kernel.verdicts import NotPossible
from cordata.meetings.actions.attend import (
    new_walk_in,
    refuse_if_full,
    refuse_walk_in_if_full,
    settle,
)
from cordata.meetings.actions.locking import locked_meeting
from cordata.meetings.actions.register import Answers
from cordata.meetings.models import DoorAct, Meeting, Registration
from cordata.meetings.queries import organisation_key
from cordata.meetings.states import LIVE, ActKind, RegistrationState

UNKNOWN, NOT_HELD = "act.unknown_code", "registration.meeting_not_held"


@dataclass(frozen=True, slots=True)
class SentAct:
    """One act as a phone tells it. `age`: how long ago, by the phone's own clock. `decided`: the
    person was let in already; else the phone asks first."""

    key: str
    kind: ActKind
    age: timedelta
    ticket: str = ""
    undoes: str = ""
    device: str = ""
    device_at: datetime | None = None
    decided: bool = True
    walk_in: Answers | None = None


@dataclass(frozen=True, slots=True)
class Heard:
    """What became of an act: an empty code means it counts. `pid` is the registration it is
    about. A refused act was only asked for and leaves nothing behind."""

    code: str = ""
    pid: str = ""
    params: dict[str, Any] | None = None
    refused: bool = False


@transaction.atomic
def receive_acts(
    meeting_pid: str, acts: Sequence[SentAct], *, by: Actor, at: datetime
) -> dict[str, Heard]:
    """Take in what a phone kept, in its order; one answer for each act, the same each time.

    Who was let in is in the room, however full it is and whatever became of the registration
    meanwhile: the list says what happened.
    """
    meeting = locked_meeting(meeting_pid)
    told = meeting.door_acts.filter(key__in=[act.key for act in acts])
    heard = {one.key: _again(one) for one in told.select_related("registration")}
    for act in acts:
        if act.key not in heard:
            heard[act.key] = _hear(meeting, act, by=by, at=at)
    return heard


def _again(act: DoorAct) -> Heard:
    return Heard(act.outcome, act.registration.pid if act.registration else "")


def _hear(meeting: Meeting, act: SentAct, *, by: Actor, at: datetime) -> Heard:
    came_at = min(at, at - act.age)
    found = _meant(meeting, act)
    try:
        if not act.decided:
            _ask(meeting, found, act, at)
    except NotPossible as refusal:
        return Heard(refusal.code, found.pid if found else "", refusal.params, refused=True)
    if found is None and act.walk_in is not None:
        found = new_walk_in(meeting, act.walk_in, came_at=came_at, by=by, at=at)
    kept = _keep(meeting, act, found, came_at, by=by, at=at)
    if found is not None:
        settle(kept, by=by, at=at)
    return _again(kept)


def _ask(meeting: Meeting, found: Registration | None, act: SentAct, at: datetime) -> None:
    """Raises NotPossible where a page would."""
    if found is None and act.walk_in is not None:
        refuse_walk_in_if_full(meeting, act.walk_in, at)
    elif found is not None and found.state != RegistrationState.ATTENDED:
        if found.state not in LIVE:
            raise NotPossible("registration.not_attended", state=found.state)
        refuse_if_full(found, at)


def _keep(
    meeting: Meeting,
    act: SentAct,
    found: Registration | None,
    came_at: datetime,
    *,
    by: Actor,
    at: datetime,
) -> DoorAct:
    return DoorAct.objects.create(
        meeting=meeting,
        registration=found,
        key=act.key,
        kind=act.kind,
        undoes=act.undoes,
        device=act.device,
        device_at=act.device_at,
        happened_at=came_at,
        received_at=at,
        by=by.actor_key,
        outcome="" if found else UNKNOWN,
    )


def _meant(meeting: Meeting, act: SentAct) -> Registration | None:
    """The registration an act is about, locked; an address that registered anew is meant by
    its old code too."""
    mine = meeting.registrations.select_for_update(of=("self",))
    if act.walk_in is not None:
        found = _namesake(meeting, act.walk_in)
    elif act.kind == ActKind.UNDONE and not act.ticket:
        found = mine.filter(door_acts__key=act.undoes).first()
    else:
        found = mine.filter(pid=act.ticket).first()
    if found is not None and found.state not in LIVE and act.kind != ActKind.UNDONE:
        found = mine.filter(email=found.email, state__in=LIVE).first() or found
    if found is not None:
        found.meeting = meeting
    return found


def _namesake(meeting: Meeting, person: Answers) -> Registration | None:
    """Whoever is known here by this address, or by this name, organisation and side: two phones
    that both write somebody down have seen one person."""
    known = meeting.registrations.select_for_update(of=("self",)).filter(erased_at=None)
    if person.email:
        by_address = known.filter(email=person.email, state__in=LIVE).first()
        if by_address is not None:
            return by_address
    same = [
        one
        for one in known.filter(country=person.country).order_by("pk")
        if organisation_key(one.name) == organisation_key(person.name)
        and organisation_key(one.organisation) == organisation_key(person.organisation)
    ]
    return next((one for one in same if one.state in LIVE), next(iter(same), None))
