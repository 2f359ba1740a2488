"""Where the organisers decide: who applied gets a place, a turn, or a reasoned no."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cordata.kernel.journal import Actor
from cordata.kernel.verdicts import NotPossible
from cordata.meetings import notices
from cordata.meetings.actions.items import leave_items
from cordata.meetings.actions.locking import locked_registration
from cordata.meetings.actions.parties import move_party
from cordata.meetings.actions.register import seat_or_queue
from cordata.meetings.models import Registration
from cordata.meetings.states import DECLINE, RegistrationState


@transaction.atomic
def approve_registration(pid: str, *, by: Actor, at: datetime) -> Registration:
    """Say yes: a place if one is free after everyone who waits, else a turn on the waiting list
    by the hour of the application. Twice is once. Raises NotPossible once the meeting begins."""
    registration = locked_registration(pid)
    if registration.state != RegistrationState.APPLIED:
        return registration
    if at >= registration.meeting.starts_at:
        raise NotPossible("registration.meeting_begun")
    return seat_or_queue(registration, by=by, at=at)


@transaction.atomic
def decline_registration(pid: str, *, reason: str, by: Actor, at: datetime) -> Registration:
    """Say no, with the reason that the mail gives. Twice is once."""
    registration = locked_registration(pid)
    if registration.state != RegistrationState.APPLIED:
        return registration
    registration.decline_reason = reason
    move_party(registration, DECLINE, by=by, at=at)
    leave_items(registration, by=by, at=at)
    notices.registration_declined(registration, at=at)
    return registration
