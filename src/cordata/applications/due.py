"""What falls due for drafts: reminders before the closing, and their lapse after it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from functools import partial

from cordata.applications.actions.closing import lapse_draft, remind_draft
from cordata.applications.models import Application
from cordata.applications.states import State
from cordata.kernel.due import DueAct

REMINDERS = (timedelta(days=14), timedelta(days=3), timedelta(days=1), timedelta(hours=3))
TICK = timedelta(microseconds=1)  # exactly at the closing is still in


def due_acts(until: datetime) -> Iterable[DueAct]:
    """Reminders and lapses of drafts that fall due at `until` or before, in order."""
    soon = until + max(REMINDERS)
    drafts = Application.objects.filter(state=State.DRAFT, call__closes_at__lte=soon)
    for draft in drafts.select_related("call").order_by("pk"):
        yield from _reminders(draft, until)
        if draft.call.closes_at + TICK <= until:
            run = partial(_lapse, draft.pid)
            yield DueAct(draft.call.closes_at + TICK, "applications.lapse", draft.pid, run)


def _reminders(draft: Application, until: datetime) -> Iterator[DueAct]:
    """Terms passed since the draft began and not yet written about."""
    after = max(draft.created_at, draft.reminded_at or draft.created_at)
    for before in REMINDERS:
        due_at = draft.call.closes_at - before
        if after < due_at <= until:
            run = partial(_remind, draft.pid, due_at)
            yield DueAct(due_at, "applications.remind", draft.pid, run)


def _lapse(pid: str, at: datetime) -> None:
    lapse_draft(pid, at=at)


def _remind(pid: str, due_at: datetime, at: datetime) -> None:
    remind_draft(pid, due_at, at=at)
