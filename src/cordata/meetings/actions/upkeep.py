"""What time does to registrations: holds run out, reminders go, personal data is erased."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cordata.kernel.journal import SYSTEM
from cordata.kernel.transitions import tell
from cordata.meetings import notices
from cordata.meetings.actions.erasing import erase
from cordata.meetings.actions.items import leave_items
from cordata.meetings.actions.locking import locked_meeting, locked_registration
from cordata.meetings.actions.parties import move_party
from cordata.meetings.actions.places import offer_free_places
from cordata.meetings.actions.register import HOLD_TERM
from cordata.meetings.models import Meeting, Registration, SurveyAnswer
from cordata.meetings.states import EXPIRE, MeetingState, RegistrationState
from cordata.notify import outbox

REMINDERS = {"week": "week_reminder_at", "day": "day_reminder_at"}


@transaction.atomic
def expire_registration(pid: str, *, at: datetime) -> Registration:
    """A hold or an offer ran out: the place goes to the next who waits."""
    registration = locked_registration(pid)
    was_offered = registration.state == RegistrationState.OFFERED
    if registration.state not in {RegistrationState.PENDING, RegistrationState.OFFERED}:
        return registration
    if (registration.held_until or registration.registered_at + HOLD_TERM) > at:
        return registration
    move_party(registration, EXPIRE, by=SYSTEM, at=at)
    if was_offered:
        leave_items(registration, by=SYSTEM, at=at)
        notices.offer_expired(registration, at=at)
    offer_free_places(registration.meeting, by=SYSTEM, at=at)
    return registration


@transaction.atomic
def remind(meeting_pid: str, reminder: str, *, at: datetime) -> int:
    """Remind everyone confirmed, once, a week or a day ahead; how many were told.

    Who confirmed within the last day knows. A reminder whose time has passed is left out.
    """
    meeting = locked_meeting(meeting_pid)
    if getattr(meeting, REMINDERS[reminder]) is not None:
        return 0
    setattr(meeting, REMINDERS[reminder], at)
    meeting.save(update_fields=[REMINDERS[reminder]])
    days_left = (meeting.starts_at - at).days
    if meeting.state != MeetingState.PUBLISHED or days_left < (2 if reminder == "week" else 0):
        return 0
    confirmed = (
        meeting.registrations.leading().filter(state=RegistrationState.CONFIRMED).order_by("pk")
    )
    told = [one for one in confirmed if one.confirmed_at and (at - one.confirmed_at).days >= 1]
    for registration in told:
        registration.meeting = meeting
        notices.reminder(registration, reminder, at=at)
    return len(told)


@transaction.atomic
def erase_needs(meeting_pid: str, *, at: datetime) -> int:
    """Diets and access needs, in the days of the pack (PRI-05); how many people's."""
    meeting = locked_meeting(meeting_pid)
    with_needs = meeting.registrations.exclude(meal="", access_needs="")
    count = with_needs.update(meal="", access_needs="")
    if count:
        tell(meeting, "needs_erased", by=SYSTEM, at=at, count=count)
    return count


@transaction.atomic
def erase_registrations(meeting_pid: str, *, at: datetime) -> int:
    """Names and addresses, and what was typed of the meeting, in the months of the pack (PRI-05).
    Counts by country, theme and answer stay."""
    meeting = locked_meeting(meeting_pid)
    named = list(meeting.registrations.filter(erased_at=None))
    if named:  # told first: what followed is counted while it can be, in the same transaction
        tell(meeting, "registrations_erased", by=SYSTEM, at=at, count=len(named))
    erase(named, at=at)
    outbox.erase("question", list(meeting.questions.values_list("pid", flat=True)))
    meeting.questions.update(registration=None, asker_name="", asker_email="")
    _erase_words(meeting)
    return len(named)


def _erase_words(meeting: Meeting) -> None:
    """What people typed in the survey goes with the names; what is counted stays."""
    terms = meeting.programme.definition.meetings
    counted = {question.code for question in terms.survey if question.answers}
    told = list(meeting.survey_answers.all())
    for one in told:
        one.answers = {code: given for code, given in one.answers.items() if code in counted}
        one.language = ""
    SurveyAnswer.objects.bulk_update(told, ["answers", "language"], batch_size=100)
