"""What falls due around meetings."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from cordata.meetings.models import Meeting, Registration
from cordata.meetings.states import LIVE, MeetingState


def unfinished_meetings() -> QuerySet[Meeting]:
    """Announced meetings: they have reminders, a release and an end ahead of them."""
    return Meeting.objects.filter(state=MeetingState.PUBLISHED).order_by("starts_at")


def meetings_with_needs() -> QuerySet[Meeting]:
    """Meetings that still hold somebody's diet or access needs."""
    needs = Registration.objects.filter(meeting=OuterRef("pk")).exclude(meal="", access_needs="")
    return Meeting.objects.filter(Exists(needs))


def meetings_with_names() -> QuerySet[Meeting]:
    """Meetings that still hold somebody's name and address."""
    named = Registration.objects.filter(meeting=OuterRef("pk"), erased_at=None)
    return Meeting.objects.filter(Exists(named))


def live_registrations(meeting: Meeting) -> QuerySet[Registration]:
    """Whoever would come or waits."""
    return meeting.registrations.filter(state__in=LIVE).order_by("pk")
