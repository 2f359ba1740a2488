"""The day itself: who came in, who came unannounced, who did not come."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cordata.kernel.journal import SYSTEM, Actor
from cordata.kernel.transitions import move, tell
from cordata.kernel.verdicts import NotPossible
from cordata.meetings.actions.locking import locked_meeting, locked_registration
from cordata.meetings.actions.register import Answers
from cordata.meetings.models import Meeting, Registration
from cordata.meetings.queries import occupancy, organisation_key, seat_plan
from cordata.meetings.states import (
    CHECK_IN,
    LIVE,
    MISS,
    REMOVE_WALK_IN,
    UNDO_CHECK_IN,
    MeetingState,
    RegistrationState,
)
from cordata.rules.places import PlaceRequest, free_for


@transaction.atomic
def check_in(pid: str, *, by: Actor, at: datetime) -> Registration:
    """Somebody stands at the door. Two taps, or two phones, are one arrival.

    Who has a place comes in; who waits comes in while the room has space. Raises NotPossible.
    """
    registration = locked_registration(pid)
    if registration.state == RegistrationState.ATTENDED:
        return registration
    if not registration.holds_place(at):
        _refuse_full(registration.meeting, registration.country, registration.organisation, at)
    _refuse_over_capacity(registration.meeting)
    registration.attended_at, registration.held_until = at, None
    registration.confirmed_at = registration.confirmed_at or at
    move(registration, CHECK_IN, by=by, at=at)
    return registration


@transaction.atomic
def undo_check_in(pid: str, *, by: Actor, at: datetime) -> Registration:
    """The wrong name was tapped: as before, or out of the list if the person walked in."""
    registration = locked_registration(pid)
    if registration.state != RegistrationState.ATTENDED:
        return registration
    registration.attended_at = None
    transition = REMOVE_WALK_IN if registration.walked_in else UNDO_CHECK_IN
    move(registration, transition, by=by, at=at)
    return registration


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
    _refuse_full(meeting, answers.country, answers.organisation, at)
    _refuse_over_capacity(meeting)
    registration = Registration(
        meeting=meeting, registered_at=at, walked_in=True, **answers.columns
    )
    registration.email = answers.email or f"{registration.pid}@walk-in.invalid"
    registration.state = RegistrationState.ATTENDED
    registration.confirmed_at = registration.attended_at = at
    registration.save(force_insert=True)
    tell(registration, "walked_in", by=by, at=at)
    return registration


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
