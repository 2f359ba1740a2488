"""What the door works with: when it is open, until when a phone keeps the list, the log."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.db.models import QuerySet

from cordata.accounts.models import Grant, Person, Role
from cordata.accounts.queries import Reader, has_role
from cordata.meetings.models import DoorAct, Meeting, Registration
from cordata.meetings.queries.meetings import ORGANISERS, scope_of
from cordata.meetings.states import RegistrationState
from cordata.rules.half_days import HalfDay, half_days
from cordata.web.moments import local

LONGEST_KEPT = timedelta(hours=24)  # default: a list on a phone is never older
AT_THE_DOOR = (
    RegistrationState.CONFIRMED,
    RegistrationState.ATTENDED,
    RegistrationState.WAITLISTED,
    RegistrationState.OFFERED,
)


def door_day(meeting: Meeting) -> tuple[datetime, datetime]:
    """From the midnight before a meeting to the midnight after it, on the meeting's own clocks."""
    first, last = local(meeting.starts_at, meeting.zone), local(meeting.ends_at, meeting.zone)
    after = last.date() + timedelta(days=1)
    return (
        datetime.combine(first.date(), time(), tzinfo=first.tzinfo),
        datetime.combine(after, time(), tzinfo=last.tzinfo),
    )


def half_days_of(meeting: Meeting) -> tuple[HalfDay, ...]:
    """The half-days a meeting covers, by its own clocks."""
    return half_days(local(meeting.starts_at, meeting.zone), local(meeting.ends_at, meeting.zone))


def kept_until(person: Reader, meeting: Meeting, at: datetime) -> datetime:
    """Until when this person's phone may keep the list: the end of the day, or of the role."""
    _opens, closes = door_day(meeting)
    ends = [closes, at + LONGEST_KEPT]
    if isinstance(person, Person) and not has_role(
        person, *ORGANISERS, at=at, scope=scope_of(meeting)
    ):
        ends.append(max((grant.ends_at or closes for grant in _helping(person, at)), default=at))
    return max(at, min(ends))


def _helping(person: Person, at: datetime) -> list[Grant]:
    return [one for one in person.grants if one.role == Role.CHECKIN and one.in_force(at)]


def at_the_door(meeting: Meeting) -> QuerySet[Registration]:
    """Who may come in: everyone expected, and everyone who waits; by name."""
    return meeting.registrations.filter(state__in=AT_THE_DOOR).order_by("name", "pk")


def helpers_of(meeting: Meeting) -> QuerySet[Grant]:
    """The helpers of this meeting, their days to come or not, by name."""
    return (
        Grant.objects.filter(role=Role.CHECKIN, scope=scope_of(meeting), revoked_at=None)
        .select_related("person")
        .order_by("person__name", "person__email", "pk")
    )


def acts_of(meeting: Meeting) -> QuerySet[DoorAct]:
    """The log of the door, the last told first."""
    return meeting.door_acts.select_related("registration").order_by("-received_at", "-pk")
