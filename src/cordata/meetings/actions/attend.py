"""The day itself: who came in, who came unannounced, who did not come.

Every act at the door is written down first (`DoorAct`); who is in the room is then read from
all acts about a person, so that phones which were offline tell theirs in any order.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cordata.kernel.ids import public_id
from cordata.kernel.journal import SYSTEM, Actor
from cordata.kernel.transitions import move, tell
from cordata.kernel.verdicts import NotPossible
from cordata.meetings.actions.locking import locked_meeting, locked_registration
from cordata.meetings.actions.register import Answers
from cordata.meetings.models import DoorAct, Meeting, Registration
from cordata.meetings.queries import occupancy, organisation_key, seat_plan
from cordata.meetings.states import (
    CHECK_IN,
    LIVE,
    MISS,
    REMOVE_WALK_IN,
    UNDO_CHECK_IN,
    ActKind,
    MeetingState,
    RegistrationState,
)
from cordata.rules.arrivals import DoorFact, arrived_at
from cordata.rules.places import PlaceRequest, free_for


@transaction.atomic
def check_in(pid: str, *, by: Actor, at: datetime) -> Registration:
    """Somebody stands at the door. Two taps, or two phones, are one arrival.

    Who has a place comes in; who waits comes in while the room has space. Raises NotPossible.
    """
    registration = locked_registration(pid)
    if registration.state == RegistrationState.ATTENDED:
        return registration
    if registration.state not in LIVE - {RegistrationState.PENDING}:
        raise NotPossible("registration.not_attended", state=registration.state)
    refuse_if_full(registration, at)
    return settle(_note(ActKind.ARRIVED, registration, by=by, at=at), by=by, at=at)


@transaction.atomic
def undo_check_in(pid: str, *, by: Actor, at: datetime) -> Registration:
    """The wrong name was tapped: as before, or out of the list if the person walked in."""
    registration = locked_registration(pid)
    if registration.state != RegistrationState.ATTENDED:
        return registration
    return settle(_note(ActKind.UNDONE, registration, by=by, at=at), by=by, at=at)


@transaction.atomic
def add_walk_in(meeting_pid: str, answers: Answers, *, by: Actor, at: datetime) -> Registration:
    """Somebody who did not register comes in, while the room has space. Raises NotPossible.

    Without an address the person is known by name for this meeting only.
    """
    meeting = locked_meeting(meeting_pid)
    if meeting.state not in {MeetingState.PUBLISHED, MeetingState.HELD}:
        raise NotPossible("registration.meeting_not_held")
    known = meeting.registrations.filter(email=answers.email, state__in=LIVE).first()
    if known is not None:
        return check_in(known.pid, by=by, at=at)
    refuse_walk_in_if_full(meeting, answers, at)
    registration = new_walk_in(meeting, answers, came_at=at, by=by, at=at)
    _note(ActKind.WALKED_IN, registration, by=by, at=at)
    return registration


def new_walk_in(
    meeting: Meeting, answers: Answers, *, came_at: datetime, by: Actor, at: datetime
) -> Registration:
    """The row of somebody who is in the room of a locked meeting since `came_at`."""
    registration = Registration(
        meeting=meeting, registered_at=at, walked_in=True, **answers.columns
    )
    registration.email = answers.email or f"{registration.pid}@walk-in.invalid"
    registration.state = RegistrationState.ATTENDED
    registration.confirmed_at = registration.attended_at = came_at
    registration.save(force_insert=True)
    tell(registration, "walked_in", by=by, at=at)
    return registration


def _note(kind: ActKind, registration: Registration, *, by: Actor, at: datetime) -> DoorAct:
    """The act of a page without a script."""
    return DoorAct.objects.create(
        meeting=registration.meeting,
        registration=registration,
        key=public_id(),
        kind=kind,
        happened_at=at,
        received_at=at,
        by=by.actor_key,
    )


def settle(act: DoorAct, *, by: Actor, at: datetime) -> Registration:
    """Bring the registration of a new act, locked by the caller, to what all its acts say."""
    registration = act.registration
    if registration is None:
        raise ValueError("an act about nobody settles nothing")
    came_at, known = arrived_at(_facts(registration, act)), registration.attended_at
    if registration.state == RegistrationState.ATTENDED:
        if came_at is None:
            _take_out(registration, by=by, at=at)
        elif came_at != known:
            registration.attended_at = came_at
            registration.save(update_fields=["attended_at"])
            tell(registration, "arrival_corrected", by=by, at=at, before=known, after=came_at)
    elif came_at is not None:
        _let_in(registration, came_at, by=by, at=at)
    return registration


def _facts(registration: Registration, new: DoorAct) -> list[DoorFact]:
    """Every act about this person; one who came in before acts were written down counts too."""
    acts = list(registration.door_acts.order_by("pk"))
    facts = [
        DoorFact(act.key, act.happened_at, act.kind != ActKind.UNDONE, act.undoes) for act in acts
    ]
    if registration.attended_at and acts == [new]:
        facts.insert(0, DoorFact("", registration.attended_at))
    return facts


def _let_in(registration: Registration, came_at: datetime, *, by: Actor, at: datetime) -> None:
    registration.attended_at, registration.held_until = came_at, None
    registration.confirmed_at = registration.confirmed_at or came_at
    move(registration, CHECK_IN, by=by, at=at)


def _take_out(registration: Registration, *, by: Actor, at: datetime) -> None:
    registration.attended_at = None
    move(registration, REMOVE_WALK_IN if registration.walked_in else UNDO_CHECK_IN, by=by, at=at)


def refuse_if_full(registration: Registration, at: datetime) -> None:
    """Raises NotPossible if this person may not come in now for want of space."""
    meeting = registration.meeting
    if not registration.holds_place(at):
        _refuse_full(meeting, registration.country, registration.organisation, at)
    _refuse_over_capacity(meeting)


def refuse_walk_in_if_full(meeting: Meeting, answers: Answers, at: datetime) -> None:
    """Raises NotPossible if nobody unregistered may come in now."""
    _refuse_full(meeting, answers.country, answers.organisation, at)
    _refuse_over_capacity(meeting)


def _refuse_full(meeting: Meeting, country: str, organisation: str, at: datetime) -> None:
    """Before the start places are kept for those expected; then for those who are there."""
    if meeting.places is None or at >= meeting.starts_at:
        return
    plan = seat_plan(meeting)
    request = PlaceRequest(country, 1, organisation_key(organisation))
    if free_for(plan, occupancy(meeting, at).taken, request.side, at) < 1:
        raise NotPossible("registration.places_kept", at=meeting.starts_at)


def _refuse_over_capacity(meeting: Meeting) -> None:
    """Nobody comes in once as many people are in the room as it has places."""
    if meeting.places is None:
        return
    inside = meeting.registrations.filter(state=RegistrationState.ATTENDED).count()
    if inside >= meeting.places:
        raise NotPossible("registration.room_full", count=meeting.places)


@transaction.atomic
def close_attendance(meeting_pid: str, *, at: datetime) -> Meeting:
    """Days after, who was not seen did not come; unless nobody kept the list on a screen."""
    meeting = locked_meeting(meeting_pid)
    if meeting.attendance_closed_at is not None:
        return meeting
    meeting.attendance_closed_at = at
    meeting.save(update_fields=["attendance_closed_at"])
    if meeting.registrations.filter(state=RegistrationState.ATTENDED).exists():
        for registration in meeting.registrations.filter(state=RegistrationState.CONFIRMED):
            move(registration, MISS, by=SYSTEM, at=at)
    return meeting
