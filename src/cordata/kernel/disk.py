"""The alarm before a disk is full (FIL-08)."""

from __future__ import annotations

import errno
import shutil
from pathlib import Path

ALARM = 80  # per cent
FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


def nearly_full(folder: Path) -> bool:
    """Whether at least `ALARM` per cent of the folder's disk are not free to us.

    What the system keeps for root counts as taken. Raises OSError for a folder that is not there.
    """
    usage = shutil.disk_usage(folder)
    return 100 * (usage.total - usage.free) >= ALARM * usage.total


def is_full(error: BaseException) -> bool:
    """Whether something failed because nothing more can be written."""
    return "full" in str(error).lower() or (isinstance(error, OSError) and error.errno in FULL)
