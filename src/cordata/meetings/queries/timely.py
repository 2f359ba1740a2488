"""What falls due around meetings."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from cordata.kernel.prepared import NOW, Prepared
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


def count_to_tell(meeting: Meeting) -> int:
    """How many get a mail when the meeting moves or is called off: one each party."""
    expected = live_registrations(meeting).exclude(state=RegistrationState.ATTENDED)
    return expected.filter(party=None).count()


def parties_that_yield(until: datetime) -> list[tuple[str, datetime]]:
    """Meetings where free places were kept for a waiting party long enough, and since when."""
    return [*_parties_behind.rows(at=until), *_items_behind.rows(at=until)]


_over = Q(state=RegistrationState.WAITLISTED, yielded=False, yields_at__lte=NOW)
_parties_behind: Prepared[Any] = Prepared(
    lambda: Registration.objects.filter(_over, party=None).values_list("meeting__pid", "yields_at")
)
_items_behind: Prepared[Any] = Prepared(
    lambda: ItemPlace.objects.filter(_over).values_list("registration__meeting__pid", "yields_at")
)
