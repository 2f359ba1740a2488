"""What falls due: the sums of each day that is over."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import partial

from cordata.kernel.due import DueAct
from cordata.watch import actions, queries


def due_acts(until: datetime) -> Iterable[DueAct]:
    """The days before `until` without their sums."""
    for day in queries.unsummed_days(until.astimezone(UTC).date()):
        over = datetime.combine(day, time(), UTC) + timedelta(days=1)
        yield DueAct(over, "watch.sum_day", day.isoformat(), partial(_sum, day))


def _sum(day: date, at: datetime) -> None:
    actions.sum_day(day, at=at)
