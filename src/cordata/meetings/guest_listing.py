"""The list of guests as a table to take away, one line a guest."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import get_language, override

from cordata.meetings.models import Invitee, Meeting
from cordata.web import moments
from cordata.web.catalogue import label, sentence

AT_ONCE = 200  # guests read together
COLUMNS = (
    *("name", "email", "organisation", "language", "state"),
    *("invited_at", "reminded_at", "answered_at", "sent_by"),
)


def rows_of(guests: QuerySet[Invitee], meeting: Meeting) -> Iterator[list[str]]:
    """The head, then every guest with the state of the invitation, in the language spoken now."""
    return _rows(guests, meeting, get_language())


def _rows(guests: QuerySet[Invitee], meeting: Meeting, language: str | None) -> Iterator[list[str]]:
    with override(language):
        yield [sentence(f"meetings.column.{name}") for name in COLUMNS]
        for guest in guests.iterator(AT_ONCE):
            yield [_cell(guest, name, meeting) for name in COLUMNS]


def _cell(guest: Invitee, name: str, meeting: Meeting) -> str:
    if name == "state":
        return label(guest.state, "meetings.guest")
    if name == "sent_by":
        return (guest.sent_by.name or guest.sent_by.email) if guest.sent_by else ""
    value = getattr(guest, name)
    if isinstance(value, datetime):
        return f"{moments.local(value, meeting.zone):%Y-%m-%d %H:%M}"
    return str(value or "")
