"""Minutes in which a service answered, and what their lack adds to a closing (peers 6.11).

A minute is well when its probe found everything working, failing when the probe said otherwise,
and missing when there is none: the machine was down, or nobody watched.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Minutes:
    """What the minutes of a span add up to."""

    well: int = 0
    failing: int = 0
    missing: int = 0

    @property
    def expected(self) -> int:
        return self.well + self.failing + self.missing

    @property
    def unavailable(self) -> int:
        return self.failing + self.missing

    def __add__(self, other: Minutes) -> Minutes:
        return Minutes(
            self.well + other.well, self.failing + other.failing, self.missing + other.missing
        )


@dataclass(frozen=True, slots=True)
class ExtensionRule:
    """When a closing is put off, and by how much; written before anybody needs it."""

    within_hours: int = 24  # before the closing
    more_than_minutes: int = 10  # unavailable in them, all together
    times: int = 2  # so many times the unavailable minutes are added, up to the full hour
    notice_hours: int = 4  # at least, from the proposal to the new closing


@dataclass(frozen=True, slots=True)
class Extension:
    """A closing that the rule proposes, with its arithmetic."""

    unavailable: int  # minutes
    added: int  # minutes, before rounding up
    after: datetime


def whole_minute(at: datetime) -> datetime:
    """The beginning of the minute of `at`."""
    return at.replace(second=0, microsecond=0)


def whole_hour(at: datetime) -> datetime:
    """The beginning of the hour of `at`."""
    return at.replace(minute=0, second=0, microsecond=0)


def up_to_the_hour(at: datetime) -> datetime:
    """`at` itself at a full hour, else the next one."""
    hour = whole_hour(at)
    return hour if hour == at else hour + HOUR


def counted(well: int, failing: int, since: datetime, until: datetime) -> Minutes:
    """The minutes from `since` to `until` (exclusive); those without a probe are missing."""
    expected = max(0, (whole_minute(until) - whole_minute(since)) // MINUTE)
    return Minutes(well, failing, max(0, expected - well - failing))


def extension(
    rule: ExtensionRule, closes_at: datetime, unavailable: int, at: datetime
) -> Extension | None:
    """What the rule makes of the minutes measured before the closing; None where they are too
    few. The new closing leaves people `notice_hours` from `at`, whatever the arithmetic says."""
    if unavailable <= rule.more_than_minutes:
        return None
    added = unavailable * rule.times
    after = up_to_the_hour(
        max(closes_at + added * MINUTE, at + rule.notice_hours * HOUR, closes_at + MINUTE)
    )
    return Extension(unavailable, added, after)
