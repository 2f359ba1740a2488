"""The daily lists of what was filed, as anyone reads them: what they hold opens at the closing.

Before it, the number of files in a list would tell how many have filed; its fingerprint does not.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Exists, Max, OuterRef

from cordata.applications.models import FiledDay, Submission
from cordata.programme.models import Call
from cordata.programme.queries import calls, local_day

A_DAY = timedelta(days=1)
A_WEEK = timedelta(days=7)  # for a call that received nothing, lists end with it


def start_of(call: Call, day: date) -> datetime:
    """Midnight where the call has its deadlines, in UTC."""
    return datetime.combine(day, time(), ZoneInfo(call.definition.zone)).astimezone(UTC)


def days_to_list(call: Call, last: date | None, at: datetime) -> list[date]:
    """Days that are over and have no list yet: from the opening to the day after the closing, on
    which what arrived in its last second may have been sealed."""
    first = last + A_DAY if last else local_day(call, call.opens_at)
    end = min(local_day(call, at), local_day(call, call.closes_at) + 2 * A_DAY)
    return [first + number * A_DAY for number in range((end - first).days)]


def listed_calls(at: datetime) -> list[tuple[Call, date | None]]:
    """Calls that have lists, or will, each with the last day that has one; two queries."""
    rows = FiledDay.objects.order_by().values_list("call").annotate(last=Max("day"))
    last = dict(rows)
    filed = Submission.objects.filter(application__call=OuterRef("pk"))
    opened = calls().filter(opens_at__lte=at).annotate(received=Exists(filed))
    found = opened.exclude(closes_at__lt=at - A_WEEK, received=False)
    return [(call, last.get(call.pk)) for call in found.order_by("-opens_at", "code")]


def are_open(call: Call, at: datetime) -> bool:
    """Whether what the lists hold may be read."""
    return at > call.closes_at


def chain_of(call: Call, at: datetime) -> list[dict[str, Any]]:
    """Every list of a call, the first first, as the public file holds it."""
    opened = are_open(call, at)
    return [_told(one, opened) for one in _days(call)]


def _days(call: Call) -> Sequence[FiledDay]:
    return list(call.filed_days.select_related("call"))


def _told(one: FiledDay, opened: bool) -> dict[str, Any]:
    told: dict[str, Any] = {"day": one.day, "previous": one.previous, "sha256": one.sha256}
    return told | ({"content": one.content()} if opened else {})
