"""A meeting as an iCalendar entry: added by publishing, taken out by cancelling."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
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


def calendar_of(meeting: Meeting, language: str = "", *, at: datetime, link: str = "") -> bytes:
    """The iCalendar file of one meeting, in the reader's language or the one asked for.

    `link` is given for who has a place: the public file never holds it.
    """
    with override(language or get_language()):
        calendar = Calendar()
        calendar.add("prodid", "-//Cordata//Meetings//EN")
        calendar.add("version", "2.0")
        cancelled = meeting.state == MeetingState.CANCELLED
        calendar.add("method", "CANCEL" if cancelled else "PUBLISH")
        calendar.add_component(_zone(meeting.definition.zone))
        calendar.add_component(_event(meeting, at=at, link=link))
        content: bytes = calendar.to_ical()
        return content


@cache
def _zone(name: str) -> Timezone:
    """The rules of a zone: worked out once, they are the slow part."""
    return Timezone.from_tzid(name)


def feed_of(meetings: Iterable[Meeting], name: str, *, at: datetime) -> bytes:
    """Every announced meeting as one calendar to subscribe to; a cancelled one is not in it."""
    kept = [meeting for meeting in meetings if meeting.state != MeetingState.CANCELLED]
    calendar = Calendar()
    calendar.add("prodid", "-//Cordata//Meetings//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", timedelta(hours=6), parameters={"VALUE": "DURATION"})
    for zone in sorted({meeting.definition.zone for meeting in kept}):
        calendar.add_component(_zone(zone))
    for meeting in kept:
        calendar.add_component(_event(meeting, at=at))
    content: bytes = calendar.to_ical()
    return content


def _event(meeting: Meeting, *, at: datetime, link: str = "") -> Event:
    cancelled = meeting.state == MeetingState.CANCELLED
    definition, zone = meeting.definition, ZoneInfo(meeting.definition.zone)
    event = Event()
    event.add("uid", f"{meeting.pid}@{urlsplit(settings.ORIGIN).hostname}")
    event.add("dtstamp", at)
    event.add("dtstart", meeting.starts_at.astimezone(zone))
    event.add("dtend", meeting.ends_at.astimezone(zone))
    event.add("summary", pick(definition.names))
    words = (pick(definition.summaries), link, meeting.link_words if link else "")
    event.add("description", "\n".join(part for part in words if part))
    if place := place_line(definition.venue) or link:
        event.add("location", place)
    event.add("url", links.page("meetings:detail", get_language() or "", pid=meeting.pid))
    event.add("sequence", meeting.sequence)  # an entry is updated only for a higher number
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    return event


def place_line(venue: Venue, language: str | None = None) -> str:
    """Building, room, street and town in one line, in `language` or the reader's."""
    town = f"{venue.postcode} {venue.city}".strip()
    parts = (pick(venue.names, language), pick(venue.rooms, language), venue.street, town)
    return ", ".join(part for part in parts if part)
