"""A meeting is held, or it is cancelled and everybody is told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from cordata.kernel.journal import SYSTEM, Actor
from cordata.kernel.transitions import move
from cordata.kernel.verdicts import NotPossible
from cordata.meetings import notices
from cordata.meetings.actions.locking import locked_meeting
from cordata.meetings.models import Meeting
from cordata.meetings.queries import live_registrations
from cordata.meetings.states import (
    CANCEL,
    CANCEL_MEETING,
    EXPIRE,
    HOLD,
    MeetingState,
    RegistrationState,
)

WAITS = (
    RegistrationState.PENDING,
    RegistrationState.APPLIED,
    RegistrationState.WAITLISTED,
    RegistrationState.OFFERED,
)


@transaction.atomic
def cancel_meeting(
    meeting_pid: str, *, reasons: Mapping[str, str], by: Actor, at: datetime
) -> Meeting:
    """Call the meeting off; everyone who would come or waits gets one mail. Twice is once."""
    meeting = locked_meeting(meeting_pid)
    if meeting.state == MeetingState.CANCELLED:
        return meeting
    if at >= meeting.ends_at:
        raise NotPossible("meeting.over")
    meeting.cancel_reasons = dict(reasons)
    meeting.sequence += 1
    move(meeting, CANCEL_MEETING, by=by, at=at, because=" / ".join(reasons.values()))
    for registration in live_registrations(meeting).exclude(state=RegistrationState.ATTENDED):
        registration.meeting, registration.held_until = meeting, None
        move(registration, CANCEL, by=by, at=at)
        notices.meeting_cancelled(registration, at=at)
    return meeting


@transaction.atomic
def hold_meeting(meeting_pid: str, *, at: datetime) -> Meeting:
    """The meeting is over: whoever still waited waits no more."""
    meeting = locked_meeting(meeting_pid)
    if meeting.state != MeetingState.PUBLISHED:
        return meeting
    move(meeting, HOLD, by=SYSTEM, at=at)
    for registration in meeting.registrations.filter(state__in=WAITS):
        registration.held_until = registration.held_until or at
        move(registration, EXPIRE, by=SYSTEM, at=at)
    return meeting
