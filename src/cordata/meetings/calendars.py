"""A meeting as an iCalendar entry: added by publishing, taken out by cancelling."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import get_language, override
from icalendar import Calendar, Event, Timezone

from cordata.kernel.localised import pick
from cordata.meetings.models import Meeting
from cordata.meetings.states import MeetingState
from cordata.notify import links
from cordata.packs.meeting import Venue

MEDIA_TYPE = "text/calendar; charset=utf-8"


def calendar_of(meeting: Meeting, language: str = "", *, at: datetime) -> bytes:
    """The iCalendar file of one meeting, in the reader's language or the one asked for."""
    with override(language or get_language()):
        calendar = Calendar()
        calendar.add("prodid", "-//Cordata//Meetings//EN")
        calendar.add("version", "2.0")
        cancelled = meeting.state == MeetingState.CANCELLED
        calendar.add("method", "CANCEL" if cancelled else "PUBLISH")
        calendar.add_component(_zone(meeting.definition.zone))
        calendar.add_component(_event(meeting, at=at, cancelled=cancelled))
        content: bytes = calendar.to_ical()
        return content


@cache
def _zone(name: str) -> Timezone:
    """The rules of a zone: worked out once, they are the slow part."""
    return Timezone.from_tzid(name)


def _event(meeting: Meeting, *, at: datetime, cancelled: bool) -> Event:
    definition, zone = meeting.definition, ZoneInfo(meeting.definition.zone)
    event = Event()
    event.add("uid", f"{meeting.pid}@{urlsplit(settings.ORIGIN).hostname}")
    event.add("dtstamp", at)
    event.add("dtstart", meeting.starts_at.astimezone(zone))
    event.add("dtend", meeting.ends_at.astimezone(zone))
    event.add("summary", pick(definition.names))
    event.add("description", pick(definition.summaries))
    if place := place_line(definition.venue):
        event.add("location", place)
    event.add("url", links.page("meetings:detail", get_language() or "", pid=meeting.pid))
    # Whoever holds the entry updates it only for a higher number.
    event.add("sequence", int(at.timestamp()) // 60 if cancelled else 0)
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    return event


def place_line(venue: Venue, language: str | None = None) -> str:
    """Building, room, street and town in one line, in `language` or the reader's."""
    town = f"{venue.postcode} {venue.city}".strip()
    parts = (pick(venue.names, language), pick(venue.rooms, language), venue.street, town)
    return ", ".join(part for part in parts if part)
