"""Whoever changes who has a place holds the meeting's row: then counting is true (MTG-01).

On PostgreSQL the row is locked; on SQLite the transaction itself is IMMEDIATE.
"""

from __future__ import annotations

from django.db.models import Exists, OuterRef

from cordata.meetings.models import Invitee, Meeting, Registration


def locked_meeting(pid: str) -> Meeting:
    """The meeting, locked until the end of the transaction. Raises Meeting.DoesNotExist."""
    return Meeting.objects.with_names().select_for_update(of=("self",)).get(pid=pid)


def locked_registration(pid: str) -> Registration:
    """The registration with its meeting, both locked. Raises Registration.DoesNotExist.

    The meeting is locked first, as everywhere: two acts never wait for each other. `is_guest`:
    the address is on the list of guests.
    """
    meetings = Meeting.objects.with_names().select_for_update(of=("self",))
    meeting = meetings.get(registrations__pid=pid)
    guests = Invitee.objects.filter(meeting=OuterRef("meeting"), email=OuterRef("email"))
    registrations = Registration.objects.annotate(is_guest=Exists(guests))
    registration = registrations.select_for_update(of=("self",)).get(pid=pid)
    registration.meeting = meeting
    return registration
