"""What the probes add up to, in queries that do not grow with the span."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from django.conf import settings
from django.db.models import Count, Max, Min, Q
from django.db.models.functions import TruncHour

from cordata.packs.canonical import digest
from cordata.rules.availability import Minutes, counted, whole_minute
from cordata.watch.models import Probe, ProbeDay

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
SUMS = {"well": Count("pk", Q(failed="")), "failing": Count("pk", ~Q(failed=""))}


def watched_since() -> datetime | None:
    """The first minute of all: before it nobody watched, and nothing is missing."""
    first_day = ProbeDay.objects.aggregate(first=Min("day"))["first"]
    first: datetime | None = Probe.objects.aggregate(first=Min("minute"))["first"]
    if first_day is None:
        return first
    return min(datetime.combine(first_day, time(), UTC), first or datetime.max.replace(tzinfo=UTC))


def last_probe() -> Probe | None:
    return Probe.objects.order_by("-minute").first()


def minutes_between(since: datetime, until: datetime) -> Minutes:
    """The minutes from `since` to `until`, of which those before the first probe are none."""
    found = Probe.objects.filter(minute__gte=whole_minute(since), minute__lt=whole_minute(until))
    sums = found.aggregate(**SUMS)
    return _counted(sums["well"], sums["failing"], since, until, watched_since())


def by_hour(since: datetime, until: datetime) -> list[tuple[datetime, Minutes]]:
    """The hours from the full hour of `since` to `until`, each with its minutes."""
    first, end = since.replace(minute=0, second=0, microsecond=0), whole_minute(until)
    rows = (
        Probe.objects.filter(minute__gte=first, minute__lt=end)
        .annotate(hour=TruncHour("minute", tzinfo=UTC))
        .values_list("hour")
        .annotate(**SUMS)
        .order_by("hour")
    )
    found, started = {hour: (well, failing) for hour, well, failing in rows}, watched_since()
    hours = (first + number * HOUR for number in range(-((first - end) // HOUR)))
    return [
        (hour, _counted(*found.get(hour, (0, 0)), hour, min(hour + HOUR, end), started))
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
