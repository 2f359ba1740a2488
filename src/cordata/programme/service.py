"""The state of the service in words, drawings and figures: today, a day, 90 days, a closing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cordata.kernel.localised import pick
from cordata.programme.models import Call
from cordata.rules.availability import Minutes
from cordata.watch import queries as watch
from cordata.web import moments
from cordata.web.catalogue import sentence
from cordata.web.strips import Span, Strip, strip_of
from cordata.web.templatetags.numbers import number

DAYS, HOURS = 90, 24
LAST_DAY, SHOWN_AFTER = timedelta(hours=24), timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Period:
    """One drawing of the page."""

    code: str
    title: str
    minutes: Minutes
    strip: Strip
    head: str

    @property
    def words(self) -> str:
        return words_of(self.minutes)


def words_of(minutes: Minutes) -> str:
    """What the minutes of a period add up to, as a sentence."""
    code = "programme.status.minutes" if minutes.expected else "programme.status.unknown"
    return sentence(
        code,
        well=minutes.well,
        expected=minutes.expected,
        failing=minutes.failing,
        missing=minutes.missing,
    )


def periods(calls: Sequence[Call], zone: Any, at: datetime) -> list[Period]:
    """The last 24 hours, 90 days, and the last day of a call that closes or has just closed."""
    hours = watch.by_hour(at - LAST_DAY + timedelta(hours=1), at)
    days = watch.by_day(at.astimezone(UTC).date(), DAYS)
    shown = [
        _of_hours("hours", _("The last 24 hours"), hours, zone),
        _of_days("days", _("The last 90 days"), days),
    ]
    if (closing := closing_shown(calls, at)) is not None:
        title = _("The last day of “%(call)s”") % {"call": pick(closing.definition.names)}
        until = min(at, closing.closes_at)
        found = watch.by_hour(closing.closes_at - LAST_DAY, until)
        shown.insert(0, _of_hours("closing", title, found, zone))
    return shown


def closing_shown(calls: Sequence[Call], at: datetime) -> Call | None:
    """The call whose last day has begun, or ended less than two weeks ago."""
    for call in calls:
        begun = call.closes_at - LAST_DAY <= at <= call.closes_at + SHOWN_AFTER
        if begun and not call.definition.continuous:
            return call
    return None


def _of_hours(
    code: str, title: str, found: Sequence[tuple[datetime, Minutes]], zone: Any
) -> Period:
    named = [(_hour(instant, zone), minutes) for instant, minutes in found]
    return _period(code, title, named, pgettext("column", "Hour"))


def _hour(instant: datetime, zone: Any) -> str:
    return f"{moments.day_words(instant, 'no_year')}, {moments.clock_words(instant, zone)}"


def _of_days(code: str, title: str, found: Sequence[tuple[Any, Minutes]]) -> Period:
    named = [(moments.day_words(day, "short"), minutes) for day, minutes in found]
    return _period(code, title, named, pgettext("column", "Day"))


def _period(code: str, title: str, named: Sequence[tuple[str, Minutes]], head: str) -> Period:
    total = sum((minutes for _label, minutes in named), Minutes())
    spans = [Span(label, one.unavailable, one.expected, _cells(one)) for label, one in named]
    return Period(code, title, total, strip_of(spans, words_of(total)), head)


def _cells(minutes: Minutes) -> tuple[str, ...]:
    if not minutes.expected:
        return ("–", "–", "–")
    return tuple(number(one) for one in (minutes.well, minutes.failing, minutes.missing))


def figures(calls: Sequence[Call], at: datetime) -> dict[str, Any]:
    """The same for machines: minutes by hour and by day, instants in UTC."""
    last = watch.last_probe()
    closing = closing_shown(calls, at)
    hours = watch.by_hour(at - LAST_DAY + timedelta(hours=1), at)
    days = watch.by_day(at.astimezone(UTC).date(), DAYS)
    return {
        "at": at,
        "last": {"minute": last.minute, "failed": last.failed, "milliseconds": last.milliseconds}
        if last
        else None,
        "hours": [{"from": hour, **_figures(minutes)} for hour, minutes in hours],
        "days": [{"on": day, **_figures(minutes)} for day, minutes in days],
        "closing": _closing_figures(closing, at) if closing else None,
    }


def _closing_figures(call: Call, at: datetime) -> dict[str, Any]:
    since, until = call.closes_at - LAST_DAY, min(at, call.closes_at)
    sums = _figures(watch.minutes_between(since, until))
    return {"call": call.code, "closes_at": call.closes_at, "from": since, **sums}


def _figures(minutes: Minutes) -> dict[str, int]:
    return {"well": minutes.well, "failing": minutes.failing, "missing": minutes.missing}
