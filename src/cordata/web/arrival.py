"""When a request was complete: noted before it waits for a thread, or by the proxy in front.

A proxy tells it in a header (`ARRIVAL_HEADER`), in seconds since 1970 with decimals. It is
believed from the addresses of `PROXY_FROM` only, never later than our own instant, and at most
`MOST` earlier: the worst a wrong one can do is bounded.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings

NOTED = "cordata.arrived_at"  # in the WSGI environment, a real instant
MOST = timedelta(seconds=60)  # as long as a proxy waits for us: then it has given the answer itself
SECONDS = re.compile(r"[0-9]{9,10}\.[0-9]{3,6}")
MICROSECONDS = 1_000_000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def arrived_at(meta: Mapping[str, Any], now: datetime) -> datetime:
    """The real instant, never later than `now`."""
    own = min(meta.get(NOTED) or now, now)
    told = _told_by_proxy(meta)
    return told if told is not None and own - MOST <= told <= own else own


def _told_by_proxy(meta: Mapping[str, Any]) -> datetime | None:
    header: str = settings.ARRIVAL_HEADER  # letters alone
    if not header or meta.get("REMOTE_ADDR") not in settings.PROXY_FROM:
        return None
    said = str(meta.get(f"HTTP_{header.upper()}", ""))
    return _read(said) if SECONDS.fullmatch(said) else None


def _read(seconds: str) -> datetime:
    return EPOCH + timedelta(microseconds=int(Decimal(seconds) * MICROSECONDS))
