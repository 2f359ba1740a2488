"""The state of the service in words, drawings and figures: today, a day, 90 days, a closing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cordata.kernel.localised import pick
from cordata.programme.models import Call
from cordata.rules.availability import Minutes
from cordata.watch import queries as watch
from cordata.watch.models import Probe
from cordata.web import moments
from cordata.web.catalogue import sentence
from cordata.web.strips import Span, Strip, strip_of
from cordata.web.templatetags.numbers import number

Hour = tuple[datetime, Minutes]
DAYS = 90
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


def why_failed(probe: Probe | None) -> str:
    """At which step the probe failed, as a sentence; nothing if it did not."""
    return sentence(f"programme.status.failed.{probe.failed}") if probe and probe.failed else ""


@dataclass(frozen=True, slots=True)
class Service:
    """All that was measured, as far as it is shown: four queries, whatever the span."""

    at: datetime
    known: watch.Known
    hours: Sequence[Hour]
    days: Sequence[tuple[date, Minutes]]
    closing: Call | None = None
    closing_hours: Sequence[Hour] = ()

    @property
    def today(self) -> Minutes:
        """Since midnight, UTC."""
        today = self.at.astimezone(UTC).date()
        return total(minutes for hour, minutes in self.hours if hour.date() == today)


def measured(calls: Sequence[Call], at: datetime) -> Service:
    """What the page and the machines are told."""
    known, closing = watch.known(), closing_shown(calls, at)
    spans = {"day": (at - LAST_DAY + timedelta(hours=1), at)}
    if closing is not None:
        spans["closing"] = (closing.closes_at - LAST_DAY, min(at, closing.closes_at))
    sums = watch.sums_by_hour(*spans.values())
    shown = {name: watch.by_hour(sums, *span, known.since) for name, span in spans.items()}
    days = watch.by_day(at.astimezone(UTC).date(), DAYS)
    return Service(at, known, shown["day"], days, closing, shown.get("closing", ()))


def total(minutes: Iterable[Minutes]) -> Minutes:
    return sum(minutes, Minutes())


def periods(found: Service, zone: Any) -> list[Period]:
    """The last 24 hours, 90 days, and the last day of a call that closes or has just closed."""
    shown = [
        _of_hours("hours", _("The last 24 hours"), found.hours, zone),
        _of_days("days", _("The last 90 days"), found.days),
    ]
    if found.closing is not None:
        title = _("The last day of “%(call)s”") % {"call": pick(found.closing.definition.names)}
        shown.insert(0, _of_hours("closing", title, found.closing_hours, zone))
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
    whole = total(minutes for _label, minutes in named)
    spans = [Span(label, one.unavailable, one.expected, _cells(one)) for label, one in named]
    return Period(code, title, whole, strip_of(spans, words_of(whole)), head)


def _cells(minutes: Minutes) -> tuple[str, ...]:
    if not minutes.expected:
        return ("–", "–", "–")
    return tuple(number(one) for one in (minutes.well, minutes.failing, minutes.missing))


def figures(found: Service) -> dict[str, Any]:
    """The same for machines: minutes by hour and by day, instants in UTC."""
    last, closing = found.known.last, found.closing
    return {
        "at": found.at,
        "last": {"minute": last.minute, "failed": last.failed, "milliseconds": last.milliseconds}
        if last
        else None,
        "hours": [{"from": hour, **_figures(minutes)} for hour, minutes in found.hours],
        "days": [{"on": day, **_figures(minutes)} for day, minutes in found.days],
        "closing": {
            "call": closing.code,
            "closes_at": closing.closes_at,
            **_figures(total(minutes for _hour, minutes in found.closing_hours)),
        }
        if closing
        else None,
    }


def _figures(minutes: Minutes) -> dict[str, int]:
    return {"well": minutes.well, "failing": minutes.failing, "missing": minutes.missing}
