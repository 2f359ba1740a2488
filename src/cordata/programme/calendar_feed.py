"""The timetable as an iCalendar feed (RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

from cordata.kernel.localised import pick
from cordata.packs.call import Milestone
from cordata.programme.models import Call
from cordata.programme.queries import dates_of, local_day

LINE_BYTES = 75
HOUR = timedelta(hours=1)


def calendar(calls: Iterable[Call], name: str, address: str, at: datetime) -> str:
    """The dates the calls have announced by `at`; `address` makes the identifiers unique."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Cordata//Timetable//EN"]
    lines += ["CALSCALE:GREGORIAN", "METHOD:PUBLISH", f"X-WR-CALNAME:{escaped(name)}"]
    for call in calls:
        for item in dates_of(call, local_day(call, at)):
            lines += _event(call, item, address, at)
    return "".join(f"{part}\r\n" for line in [*lines, "END:VCALENDAR"] for part in folded(line))


def _event(call: Call, item: Milestone, address: str, at: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{call.pid}-{item.code}@{address}"
    yield f"DTSTAMP:{_instant(at)}"
    if item.at:
        yield f"DTSTART:{_instant(item.at)}"
    else:
        yield f"DTSTART;VALUE=DATE:{item.on:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{(item.until or item.on) + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{escaped(pick(item.names))}"
    yield f"DESCRIPTION:{escaped(pick(call.definition.names))}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _instant(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def escaped(text: str) -> str:
    """TEXT of RFC 5545: backslash, semicolon, comma and line ends escaped."""
    for mark in ("\\", ";", ","):
        text = text.replace(mark, f"\\{mark}")
    return text.replace("\n", "\\n")


def folded(line: str) -> list[str]:
    """A line of at most 75 bytes, its continuations begun by a space; characters stay whole."""
    parts, part = [], ""
    for character in line:
        if len((part + character).encode()) > LINE_BYTES:
            parts.append(part)
            part = " "
        part += character
    return [*parts, part]
