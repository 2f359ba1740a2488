"""What the probes add up to, in queries that do not grow with the span."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.conf import settings
from django.db.models import Count, Max, Min, Q, Subquery
from django.db.models.functions import TruncHour

from cordata.packs.canonical import digest
from cordata.rules.availability import Minutes, counted, whole_hour, whole_minute
from cordata.watch.models import Probe, ProbeDay

Hours = Mapping[datetime, tuple[int, int]]  # hour -> minutes well, minutes failing
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
SUMS = {"well": Count("pk", Q(failed="")), "failing": Count("pk", ~Q(failed=""))}


def watched_since() -> datetime | None:
    """The first minute of all: before it nobody watched, and nothing is missing."""
    first_day = ProbeDay.objects.aggregate(first=Min("day"))["first"]
    first: datetime | None = Probe.objects.aggregate(first=Min("minute"))["first"]
    if first is None:
        return datetime.combine(first_day, time(), UTC) if first_day else None
    return _earlier(first, first_day)


@dataclass(frozen=True, slots=True)
class Known:
    """The last probe, and since when there are any."""

    last: Probe | None = None
    since: datetime | None = None


def known() -> Known:
    """Both in one query: the public page has few."""
    first = Probe.objects.order_by("minute").values("minute")[:1]
    first_day = ProbeDay.objects.order_by("day").values("day")[:1]
    told = {"first": Subquery(first), "first_day": Subquery(first_day)}
    last = Probe.objects.annotate(**told).order_by("-minute").first()
    if last is None:
        return Known()
    return Known(last, _earlier(last.first, last.first_day))  # type: ignore[attr-defined]


def _earlier(minute: datetime, day: date | None) -> datetime:
    return min(minute, datetime.combine(day, time(), UTC)) if day else minute


def minutes_between(since: datetime, until: datetime) -> Minutes:
    """The minutes from `since` to `until`, of which those before the first probe are none."""
    found = Probe.objects.filter(minute__gte=whole_minute(since), minute__lt=whole_minute(until))
    sums = found.aggregate(**SUMS)
    return _counted(sums["well"], sums["failing"], since, until, watched_since())


def sums_by_hour(*spans: tuple[datetime, datetime]) -> Hours:
    """The sums of each hour that has probes within one of the spans, in one query."""
    within = Q(pk=None)
    for since, until in spans:
        within |= Q(minute__gte=whole_hour(since), minute__lt=whole_minute(until))
    rows = (
        Probe.objects.filter(within)
        .annotate(hour=TruncHour("minute", tzinfo=UTC))
        .values_list("hour")
        .annotate(**SUMS)
        .order_by("hour")
    )
    return {hour: (well, failing) for hour, well, failing in rows}


def by_hour(
    sums: Hours, since: datetime, until: datetime, started: datetime | None
) -> list[tuple[datetime, Minutes]]:
    """The hours from the full hour of `since` to `until`, each with its minutes."""
    first, end = whole_hour(since), whole_minute(until)
    hours = (first + number * HOUR for number in range(-((first - end) // HOUR)))
    return [
        (hour, _counted(*sums.get(hour, (0, 0)), hour, min(hour + HOUR, end), started))
        for hour in hours
    ]


def by_day(today: date, days: int) -> list[tuple[date, Minutes]]:
    """The days before today, each with its sums; those nobody watched have none."""
    first = today - days * DAY
    kept = {one.day: one for one in ProbeDay.objects.filter(day__gte=first, day__lt=today)}
    return [
        (day, Minutes(one.well, one.failing, one.missing) if one else Minutes())
        for day in (first + number * DAY for number in range(days))
        for one in [kept.get(day)]
    ]


def unsummed_days(today: date) -> list[date]:
    """Days that are over and have no sum yet, from the first probe on, earliest first."""
    first = Probe.objects.aggregate(first=Min("minute"))["first"]
    if first is None:
        return []
    last = ProbeDay.objects.aggregate(last=Max("day"))["last"]
    day = max(first.date(), last + DAY) if last else first.date()
    days = [day + number * DAY for number in range((today - day).days)]
    if days and not settings.WATCH_GAPS:
        rows = Probe.objects.filter(minute__gte=datetime.combine(day, time(), UTC))
        lived = set(rows.datetimes("minute", "day", tzinfo=UTC))
        return [one for one in days if datetime.combine(one, time(), UTC) in lived]
    return days


def probes_between(since: datetime, until: datetime) -> Iterator[Probe]:
    return Probe.objects.filter(minute__gte=since, minute__lt=until).order_by("minute").iterator()


def broken_probes() -> Iterator[Probe]:
    """Every probe that no longer holds, or whose link to the one before is cut."""
    before = ""
    for probe in Probe.objects.order_by("minute").iterator(chunk_size=2000):
        if probe.digest != digest(probe.content()) or (before and probe.previous != before):
            yield probe
        before = probe.digest


def _counted(
    well: int, failing: int, since: datetime, until: datetime, started: datetime | None
) -> Minutes:
    """The minutes of a span; in a rehearsal those that its clock jumped over were never lived."""
    if started is None or started >= until:
        return Minutes()
    sums = counted(well, failing, max(since, started), until)
    return sums if settings.WATCH_GAPS else Minutes(sums.well, sums.failing)
