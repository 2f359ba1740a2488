"""What falls due around other software: the log of what was told is kept thirty days."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial

from cordata.api import actions, queries
from cordata.kernel.due import DueAct

LOG_KEPT = timedelta(days=30)


def due_acts(until: datetime) -> Iterable[DueAct]:
    """The logs that hold a line too old at `until`."""
    for hook, oldest in queries.oldest_lines(until - LOG_KEPT):
        yield DueAct(oldest + LOG_KEPT, "api.erase_log", hook, partial(_erase, hook))


def _erase(hook: str, at: datetime) -> object:
    return actions.erase_log(hook, until=at - LOG_KEPT)
