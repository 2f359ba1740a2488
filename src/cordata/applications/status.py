"""Where an application stands, with the day of each step, for all its partners alike (SUB-08).

What happens after filing belongs to later steps, which this one does not know: each adds its own
source when the application starts, and says only what its applicants may know at that instant.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from cordata.applications.models import Application
from cordata.applications.states import State
from cordata.kernel.localised import pick
from cordata.kernel.models import Event
from cordata.packs import MilestoneKind
from cordata.programme.queries import dates_of, local_day
from cordata.web import moments
from cordata.web.catalogue import sentence

AFTER_FILING = frozenset(
    {
        MilestoneKind.ADMISSIBILITY,
        MilestoneKind.ASSESSMENT,
        MilestoneKind.COMMITTEE,
        MilestoneKind.NOTIFICATION,
    }
)
STEPS = ("submitted", "withdrawn", "lapsed", "resumed", "deleted", "restored")
ENDS = frozenset({"withdrawn", "deleted", "inadmissible", "ineligible", "rejected", "closed"})


@dataclass(frozen=True, slots=True)
class Stop:
    """One step that was reached: its code (`application.status.<code>`), when, and its page."""

    at: datetime
    code: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Expected:
    """A step to come by the call's own terms: `application.status.expected.<code>`, and by when.

    `passed` is the day by which it was expected, where that is over.
    """

    on: date
    code: str
    passed: date | None = None


Source = Callable[[Application, datetime], Iterable[Stop]]
Forecast = Callable[[Application, Sequence[Stop], datetime], Iterable[Expected]]
_sources: list[Source] = []
_forecasts: list[Forecast] = []


def add_forecast(forecast: Forecast) -> None:
    """Have a later step say what is to be expected of it, from what its applicants know."""
    if forecast not in _forecasts:
        _forecasts.append(forecast)


def add_source(source: Source) -> None:
    """Have a later step say what it did to an application; called when the application starts."""
    if source not in _sources:
        _sources.append(source)


def stops_of(application: Application, at: datetime) -> list[Stop]:
    """Everything that was reached by `at`, the earliest first."""
    known = [stop for source in (_own, *_sources) for stop in source(application, at)]
    return sorted((stop for stop in known if stop.at <= at), key=lambda stop: stop.at)


def _own(application: Application, at: datetime) -> Iterator[Stop]:
    """Opened, submitted, submitted again, taken back: from the journal, which keeps the days."""
    yield Stop(application.created_at, "started")
    kinds = {f"application.{code}": code for code in STEPS}
    lines = Event.objects.filter(
        subject_type="application", subject_id=application.pid, kind__in=kinds
    ).order_by("number")
    filed = 0
    for event in lines:
        code = kinds[event.kind]
        filed += code == "submitted"
        yield Stop(event.at, "replaced" if code == "submitted" and filed > 1 else code)


def status_line(application: Application, at: datetime) -> list[dict[str, Any]]:
    """The line as `{% timeline %}` draws it: what was reached, today, what the call announced."""
    reached = stops_of(application, at)
    done = [_item(stop, application, "done") for stop in reached]
    today = local_day(application.call, at)
    now = {"when": moments.day_words(today), "text": sentence("application.status.today"),
           "state": "now"}  # fmt: skip
    if reached and reached[-1].code in ENDS:
        return done
    return [*done, now, *_ahead(application, reached, at)]


def _item(stop: Stop, application: Application, state: str) -> dict[str, Any]:
    day = moments.local(stop.at, application.call.zone).date()
    return {
        "when": moments.day_words(day),
        "iso": day.isoformat(),
        "text": sentence(f"application.status.{stop.code}"),
        "url": stop.url,
        "state": state,
    }


def _ahead(
    application: Application, reached: Sequence[Stop], at: datetime
) -> Iterator[dict[str, Any]]:
    """The closing of a draft; for what was filed, what the call has announced after it."""
    call, today = application.call, local_day(application.call, at)
    if application.state == State.DRAFT:
        day = local_day(call, call.closes_at)
        text = sentence("application.status.closing")
        yield {"when": moments.day_words(day), "iso": day.isoformat(), "text": text, "state": ""}
        return
    if application.state != State.SUBMITTED:
        return
    announced = [
        (item.on, {"text": pick(item.names)})
        for item in dates_of(call, today)
        if item.kind in AFTER_FILING and item.on > today
    ]
    expected = [
        (one.on, _forecast(one))
        for forecast in _forecasts
        for one in forecast(application, reached, at)
    ]
    for day, words in sorted([*announced, *expected], key=lambda pair: pair[0]):
        yield {"when": moments.day_words(day), "iso": day.isoformat(), "state": "", **words}


def _forecast(one: Expected) -> dict[str, Any]:
    """A term is the call's aim and no promise; one that has passed says so, and no new day."""
    said = {"text": sentence(f"application.status.expected.{one.code}")}
    if one.passed is None:
        return said | {"note": sentence("application.status.expected.by_term")}
    passed = sentence("application.status.expected.passed", day=one.passed)
    return said | {"when": "", "iso": "", "note": passed}
