"""The half-days a meeting covers: an attendance sheet is signed for each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

NOON = time(13)  # default: lunch parts the day
SHORTEST = timedelta(hours=1)  # default: what runs over by less belongs to the other half


class Half(StrEnum):
    """Which half of a day."""

    MORNING = "morning"
    AFTERNOON = "afternoon"


@dataclass(frozen=True, slots=True)
class HalfDay:
    """One half of one day, with the hours the meeting has in it (local wall time)."""

    day: date
    half: Half
    starts: datetime
    ends: datetime

    @property
    def code(self) -> str:
        """`2025-02-13-morning`."""
        return f"{self.day:%Y-%m-%d}-{self.half}"


def half_days(starts: datetime, ends: datetime) -> tuple[HalfDay, ...]:
    """The half-days between two local wall times of one zone, in order; at least one.

    A half the meeting only touches, by less than an hour, is part of its neighbour of that day.
    """
    found: list[HalfDay] = []
    day = starts.date()
    while day <= ends.date():
        found += _of_day(day, starts, ends)
        day += timedelta(days=1)
    return tuple(found)


def _of_day(day: date, starts: datetime, ends: datetime) -> Iterator[HalfDay]:
    midnight = datetime.combine(day, time(), tzinfo=starts.tzinfo)
    first, last = max(starts, midnight), min(ends, midnight + timedelta(days=1))
    noon = min(max(datetime.combine(day, NOON, tzinfo=starts.tzinfo), first), last)
    if last <= first:
        return
    if min(noon - first, last - noon) >= SHORTEST:
        yield HalfDay(day, Half.MORNING, first, noon)
        yield HalfDay(day, Half.AFTERNOON, noon, last)
    else:
        longer = Half.MORNING if noon - first >= last - noon else Half.AFTERNOON
        yield HalfDay(day, longer, first, last)
