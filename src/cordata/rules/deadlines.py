"""Instants and days: closings, project periods, retention, working days, local times.

Instants are aware datetimes and every duration is computed on UTC (TIM-03): subtracting two
datetimes of one zone would ignore a change of hour between them.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
SATURDAY = 5
LAST_MINUTE = time(23, 59)
FIRST_YEAR, LAST_YEAR = 2000, 2100  # outside of it, a date is a slip of the pen
HOLIDAY = re.compile(
    r"(?:(?P<month>\d\d)-(?P<day>\d\d)|easter(?P<after>[+-]\d{1,2})?)(?: from (?P<first>\d{4}))?"
)
LEAP_YEAR = 2000  # has every day there is


class HourRefused(ValueError):
    """A local time that is not one instant: `nonexistent`, `ambiguous` or `out_of_range`.

    `readings` holds the two instants an ambiguous hour may mean, in UTC, earlier first.
    """

    def __init__(self, code: str, readings: tuple[datetime, ...] = ()) -> None:
        super().__init__(code)
        self.code = code
        self.readings = readings

    @property
    def sentence_code(self) -> str:
        return f"hour.{self.code}"

    @property
    def params(self) -> dict[str, datetime]:
        if len(self.readings) != 2:
            return {}
        return {"earlier": self.readings[0], "later": self.readings[1]}


@dataclass(frozen=True, slots=True)
class TimeLeft:
    """What remains until an instant, in whole minutes; all zero once it has passed."""

    days: int
    hours: int
    minutes: int


def is_open(opens_at: datetime, closes_at: datetime, at: datetime) -> bool:
    """Whether `at` lies in the window, both ends included to the microsecond (TIM-01)."""
    return opens_at <= at <= closes_at


def read_local(wall: datetime, zone: str) -> datetime:
    """Turn a naive local time of an IANA zone into an instant in UTC (TIM-02).

    Raises HourRefused for an hour skipped or doubled by a clock change, or an unlikely year.
    """
    if not FIRST_YEAR <= wall.year <= LAST_YEAR:
        raise HourRefused("out_of_range")
    tz = ZoneInfo(zone)
    first, second = (wall.replace(tzinfo=tz, fold=fold).astimezone(UTC) for fold in (0, 1))
    if first.astimezone(tz).replace(tzinfo=None) != wall:
        raise HourRefused("nonexistent")
    if first != second:
        raise HourRefused("ambiguous", (first, second))
    return first


def end_of_day(day: date, zone: str) -> datetime:
    """The last minute of a day in an IANA zone, as an instant in UTC: a term counted in days."""
    return read_local(datetime.combine(day, LAST_MINUTE), zone)


def time_left(closes_at: datetime, at: datetime) -> TimeLeft:
    """Whole days, hours and minutes from `at` to a closing, computed on UTC (TIM-03)."""
    left = max(timedelta(0), closes_at.astimezone(UTC) - at.astimezone(UTC))
    days, rest = divmod(left, DAY)
    hours, rest = divmod(rest, HOUR)
    return TimeLeft(days, hours, rest // MINUTE)


def days_left(closes_at: datetime, at: datetime) -> int:
    """Whole days of 24 hours left; 0 in the last day and after the closing."""
    return time_left(closes_at, at).days


def reminder_instants(
    closes_at: datetime, days_before: Iterable[int], after: datetime | None = None
) -> tuple[datetime, ...]:
    """When to remind of a closing, in UTC, earliest first; nothing at or before `after`."""
    closing = closes_at.astimezone(UTC)
    instants = sorted({closing - days * DAY for days in days_before})
    return tuple(instant for instant in instants if after is None or instant > after)


def add_months(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def last_day(notified_on: date, months: int) -> date:
    """The last day of a period of whole months that starts on `notified_on`.

    18 months from 13 November 2025 end on 12 May 2027; from 31 August 2025 on 28 February 2027.
    """
    end = add_months(notified_on, months)
    return end - DAY if end.day == notified_on.day else end


def retention_until(last_payment_on: date, years: int = 5) -> date:
    """Until when documents are kept: 31 December of the payment's year and five more.

    Regulation (EU) 2021/1060, article 82.
    """
    return date(last_payment_on.year + years, 12, 31)


def aid_record_until(granted_on: date, years: int = 10) -> date:
    """Until when a record of State aid is kept, counted from the day it was granted."""
    return add_months(granted_on, 12 * years)


def easter(year: int) -> date:
    """Easter Sunday of a year of the Gregorian calendar (J. Meeus, Astronomical Algorithms, 8)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    ell = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * ell) // 451
    month, day = divmod(h + ell - 7 * m + 114, 31)
    return date(year, month, day + 1)


def is_holiday_rule(text: str) -> bool:
    """Whether `text` says a public holiday: `05-01`, `easter+1`, `10-04 from 2026`."""
    found = HOLIDAY.fullmatch(text)
    if found is None or not found["month"]:
        return found is not None
    month, day = int(found["month"]), int(found["day"])
    return 1 <= month <= 12 and 1 <= day <= calendar.monthrange(LEAP_YEAR, month)[1]


def holidays(rules: Iterable[str], first: int, last: int) -> frozenset[date]:
    """The days that rules like `05-01` or `easter+1` make of the years `first` to `last`.

    `10-04 from 2026` begins with that year; 29 February is left out where a year has none.
    """
    said = [found for rule in rules if (found := HOLIDAY.fullmatch(rule))]
    days = (_holiday(one, year) for one in said for year in range(first, last + 1))
    return frozenset(day for day in days if day)


def _holiday(rule: re.Match[str], year: int) -> date | None:
    if year < int(rule["first"] or year):
        return None
    if not rule["month"]:
        return easter(year) + int(rule["after"] or 0) * DAY
    month, day = int(rule["month"]), int(rule["day"])
    return date(year, month, day) if day <= calendar.monthrange(year, month)[1] else None


def is_working_day(
    day: date, holidays: AbstractSet[date], *, eves_count_as_holidays: bool = False
) -> bool:
    """Whether offices are open: no weekend, no holiday, and on demand no eve of a holiday."""
    if day.weekday() >= SATURDAY or day in holidays:
        return False
    return not (eves_count_as_holidays and day + DAY in holidays)


def roll_forward(
    day: date, holidays: AbstractSet[date], *, eves_count_as_holidays: bool = False
) -> date:
    """The day itself if it is a working day, otherwise the next one.

    `holidays` are those of every State concerned, given by the caller.
    """
    while not is_working_day(day, holidays, eves_count_as_holidays=eves_count_as_holidays):
        day += DAY
    return day


def add_working_days(day: date, count: int, holidays: AbstractSet[date] = frozenset()) -> date:
    """The day on which `count` working days have passed; the first is the next working day."""
    for _ in range(count):
        day = roll_forward(day + DAY, holidays)
    return day


def last_overdue(day: date, count: int, holidays: AbstractSet[date] = frozenset()) -> date:
    """The latest day whose term of `count` working days was over before `day`."""
    start = day - DAY
    while add_working_days(start, count, holidays) >= day:
        start -= DAY
    return start


def working_days_between(start: date, end: date, holidays: AbstractSet[date] = frozenset()) -> int:
    """How many working days follow `start` up to and including `end`; 0 when `end` is earlier."""
    days = (start + offset * DAY for offset in range(1, (end - start).days + 1))
    return sum(is_working_day(day, holidays) for day in days)
