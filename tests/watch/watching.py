"""A process that watches: it keeps a probe for each minute it is told, as fast as it can."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime, timedelta

from cordata.config.sqlite import use_bundled

use_bundled()

import django  # noqa: E402 - sqlite3 must be replaced first

NOON = datetime(2025, 4, 23, 10, 0, tzinfo=UTC)


def main() -> None:
    for line in sys.stdin:
        print(json.dumps(kept(*map(int, line.split()))), flush=True)


def kept(first: int, count: int) -> int:
    """How many of the minutes this process kept."""
    from cordata.watch.actions import keep_probe

    minutes = (NOON + timedelta(minutes=first + number) for number in range(count))
    return sum(keep_probe(one, failed="", milliseconds=1) is not None for one in minutes)


if __name__ == "__main__":
    django.setup()
    main()
