"""What falls due around meetings."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from cordata.meetings.models import ItemPlace, Meeting, MeetingQuerySet, Registration
from cordata.meetings.states import LIVE, MeetingState, RegistrationState


def unfinished_meetings() -> QuerySet[Meeting]:
    """Announced meetings: they have reminders, a release and an end ahead of them."""
    return Meeting.objects.filter(state=MeetingState.PUBLISHED).order_by("starts_at")


def meetings_with_needs() -> MeetingQuerySet:
    """Meetings that still hold somebody's diet or access needs."""
    needs = Registration.objects.filter(meeting=OuterRef("pk")).exclude(meal="", access_needs="")
    return Meeting.objects.filter(Exists(needs))


def meetings_with_names() -> MeetingQuerySet:
    """Meetings that still hold somebody's name and address."""
    named = Registration.objects.filter(meeting=OuterRef("pk"), erased_at=None)
    return Meeting.objects.filter(Exists(named))


def live_registrations(meeting: Meeting) -> QuerySet[Registration]:
    """Whoever would come or waits."""
    return meeting.registrations.filter(state__in=LIVE).order_by("pk")


def parties_that_yield(until: datetime) -> list[tuple[str, datetime]]:
    """Meetings where free places were kept for a waiting party long enough, and since when."""
    over = Q(state=RegistrationState.WAITLISTED, yielded=False, yields_at__lte=until)
    parties = Registration.objects.filter(over, party=None).values_list("meeting__pid", "yields_at")
    items = ItemPlace.objects.filter(over)
    in_items = items.values_list("registration__meeting__pid", "yields_at")
    return [(pid, since) for pid, since in [*parties, *in_items] if since]
