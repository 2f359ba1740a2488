"""Minutes that were watched, without waiting for them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from cordata.packs.canonical import digest
from cordata.watch.actions import GENESIS
from cordata.watch.models import Failed, Probe

MINUTE = timedelta(minutes=1)


def watched(
    since: datetime,
    until: datetime,
    *,
    missing: Collection[datetime] = (),
    failing: Collection[datetime] = (),
) -> None:
    """A probe for each minute from `since` to `until`, but for those missing."""
    last = Probe.objects.order_by("-minute").first()
    before, rows = last.digest if last else GENESIS, []
    for number in range((until - since) // MINUTE):
        minute = since + number * MINUTE
        if minute in missing:
            continue
        failed = Failed.READY if minute in failing else ""
        row = Probe(
            minute=minute, failed=failed, milliseconds=40, recorded_at=minute, previous=before
        )
        row.digest = before = digest(row.content())
        rows.append(row)
    Probe.objects.bulk_create(rows, batch_size=500)


def span(since: datetime, count: int) -> set[datetime]:
    """So many minutes from `since` on."""
    return {since + number * MINUTE for number in range(count)}
