"""Partner searches end with their call."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial

from cordata.kernel.due import DueAct
from cordata.matching import actions
from cordata.matching.models import PartnerSearch
from cordata.matching.states import OPEN_STATES

AFTER = timedelta(microseconds=1)  # the closing instant itself is still in (TIM-01)


def due_acts(until: datetime) -> Iterable[DueAct]:
    """Expiries up to `until`."""
    ended = PartnerSearch.objects.filter(state__in=OPEN_STATES, expires_at__lt=until)
    for pid, expires_at in ended.values_list("pid", "expires_at"):
        run = partial(_expire, pid)
        yield DueAct(expires_at + AFTER, "matching.expire_search", pid, run)


def _expire(pid: str, at: datetime) -> object:
    return actions.expire_search(pid, at=at)
