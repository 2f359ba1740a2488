"""The alarm before a disk is full (FIL-08)."""

from __future__ import annotations

import shutil
from pathlib import Path

ALARM = 80  # per cent


def nearly_full(folder: Path) -> bool:
    """Whether at least `ALARM` per cent of the folder's disk are not free to us.

    What the system keeps for root counts as taken. Raises OSError for a folder that is not there.
    """
    usage = shutil.disk_usage(folder)
    return 100 * (usage.total - usage.free) >= ALARM * usage.total
