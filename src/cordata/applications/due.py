"""What falls due for drafts: reminders before the closing, and their lapse after it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from functools import partial

from cordata.applications.actions.closing import lapse_draft, remind_draft
from cordata.applications.models import Application
from cordata.applications.states import State
from cordata.kernel.due import DueAct
from cordata.packs.call import MOST_HOURS

FIRST = timedelta(hours=MOST_HOURS)  # no pack reminds earlier
TICK = timedelta(microseconds=1)  # exactly at the closing is still in


def due_acts(until: datetime) -> Iterable[DueAct]:
    """Reminders and lapses of drafts that fall due at `until` or before, in order."""
    drafts = Application.objects.filter(
        state=State.DRAFT, call__closes_at__lte=until + FIRST
    ).with_call()
    for draft in drafts.order_by("pk"):
        if draft.call.closes_at + TICK <= until:
            run = partial(_lapse, draft.pid)
            yield DueAct(draft.call.closes_at + TICK, "applications.lapse", draft.pid, run)
        else:
            yield from _reminder(draft, until)


def _reminder(draft: Application, until: datetime) -> Iterator[DueAct]:
    """The last term passed since the draft began and not yet written about: of several that an
    outage has missed, the others would say what is no longer true."""
    after = max(draft.created_at, draft.reminded_at or draft.created_at)
    terms = (timedelta(hours=hours) for hours in draft.definition.reminder_hours)
    missed = [term for term in (draft.call.closes_at - one for one in terms) if term <= until]
    due_at = max(missed, default=after)
    if due_at > after:
        run = partial(_remind, draft.pid, due_at, until)
        yield DueAct(due_at, "applications.remind", draft.pid, run)


def _lapse(pid: str, at: datetime) -> None:
    lapse_draft(pid, at=at)


def _remind(pid: str, due_at: datetime, now: datetime, _at: datetime) -> None:
    """Counted from now: after an outage less is left than at the term."""
    remind_draft(pid, due_at, at=now)
