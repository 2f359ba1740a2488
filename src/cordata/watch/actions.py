"""Keep what a probe found, sum up a day, and write the row that a probe asks for."""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction

from cordata.kernel import clock
from cordata.kernel.journal import SYSTEM, record
from cordata.packs.canonical import digest
from cordata.rules.availability import whole_minute
from cordata.watch.models import Probe, ProbeDay, Trial
from cordata.watch.queries import minutes_between

GENESIS = "0" * 64
TRIES = 5  # more processes than that watch nowhere
KEPT = timedelta(days=180)  # minute by minute; then the sums of the day alone
FILE = b"x" * 20_000  # as large as the largest filing


def keep_probe(
    at: datetime, *, failed: str, milliseconds: int, offset_ms: int | None = None
) -> Probe | None:
    """One row for the minute of `at`; None where it or a later one has its own (two watch).

    Whoever is overtaken between reading the last probe and adding to it reads anew: no two follow
    the same one, on either database.
    """
    found = {"failed": failed, "milliseconds": milliseconds, "offset_ms": offset_ms}
    for _try in range(TRIES):
        last = Probe.objects.order_by("-minute").first()
        if last is not None and last.minute >= whole_minute(at):
            return None
        probe = _following(last, minute=whole_minute(at), **found)
        with suppress(IntegrityError), transaction.atomic():
            probe.save(force_insert=True)
            return probe
    return None


def _following(last: Probe | None, **found: Any) -> Probe:
    """The next link of the chain."""
    before = last.digest if last else GENESIS
    probe = Probe(recorded_at=clock.real_now(), previous=before, **found)
    probe.digest = digest(probe.content())
    return probe


@transaction.atomic
def sum_day(day: date, *, at: datetime) -> ProbeDay:
    """The sums of a day that is over, into the journal, too; minutes too old are let go."""
    since = datetime.combine(day, time(), UTC)
    until = since + timedelta(days=1)
    minutes = minutes_between(since, until)
    last = Probe.objects.filter(minute__gte=since, minute__lt=until).order_by("-minute").first()
    kept, _made = ProbeDay.objects.update_or_create(
        day=day,
        defaults={
            "well": minutes.well,
            "failing": minutes.failing,
            "missing": minutes.missing,
            "digest": last.digest if last else "",
        },
    )
    sums = [kept.well, kept.failing, kept.missing]
    record("watch.day_summed", kept, by=SYSTEM, at=at, digest=kept.digest, minutes=sums)
    Probe.objects.filter(minute__lt=until - KEPT).delete()
    return kept


def try_writing(folder: Path, *, at: datetime) -> None:
    """What a filing needs of the machine: a committed row, and a file that is on the disk.

    Raises `DatabaseError` or `OSError`.
    """
    with transaction.atomic():
        Trial.objects.update_or_create(pk=1, defaults={"tried_at": at})
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f".probe-{os.getpid()}"
    try:
        with path.open("wb") as stream:
            stream.write(FILE)
            stream.flush()
            os.fsync(stream.fileno())
    finally:
        path.unlink(missing_ok=True)
