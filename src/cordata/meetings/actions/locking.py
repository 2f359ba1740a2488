"""Whoever changes who has a place holds the meeting's row: then counting is true (MTG-01).

On PostgreSQL the row is locked; on SQLite the transaction itself is IMMEDIATE.
"""

from __future__ import annotations

from django.db.models import CharField, Exists, OuterRef, QuerySet

from cordata.kernel.prepared import Given, Prepared
from cordata.meetings.models import Invitee, Meeting, MeetingQuerySet, Registration

PID = Given("pid", CharField())


def locked_meeting(pid: str) -> Meeting:
    """The meeting, locked until the end of the transaction. Raises Meeting.DoesNotExist."""
    return _meeting.get(pid=pid)


def locked_registration(pid: str) -> Registration:
    """The registration with its meeting, both locked. Raises Registration.DoesNotExist.

    The meeting is locked first, as everywhere: two acts never wait for each other. `is_guest`:
    the address is on the list of guests.
    """
    meeting = _meeting_of_registration.get(pid=pid)
    registration = _registration.get(pid=pid)
    registration.meeting = meeting
    return registration


def _locked_meetings() -> MeetingQuerySet:
    return Meeting.objects.with_names().select_for_update(of=("self",))


def _with_guests() -> QuerySet[Registration]:
    guests = Invitee.objects.filter(meeting=OuterRef("meeting"), email=OuterRef("email"))
    registrations = Registration.objects.annotate(is_guest=Exists(guests))
    return registrations.select_for_update(of=("self",))


_meeting: Prepared[Meeting] = Prepared(lambda: _locked_meetings().filter(pid=PID))
_meeting_of_registration: Prepared[Meeting] = Prepared(
    lambda: _locked_meetings().filter(registrations__pid=PID)
)
_registration: Prepared[Registration] = Prepared(lambda: _with_guests().filter(pid=PID))
