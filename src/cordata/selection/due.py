"""What falls due after a decision: the term of an approval's conditions. It refuses nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial

from django.db.models import QuerySet

from cordata.applications.states import State as ApplicationState
from cordata.kernel.due import DueAct
from cordata.kernel.prepared import NOW, Prepared
from cordata.selection.actions import remind_of_term, tell_term_passed
from cordata.selection.models import Lifting
from cordata.selection.states import LiftingState

AFTER = timedelta(microseconds=1)  # the term itself is still in time


def due_acts(until: datetime) -> Iterator[DueAct]:
    """Conditions about which nobody had stated anything: the term that nears, the term passed."""
    for lifting in _to_remind.rows(at=until):
        at = lifting.remind_at or until
        yield _act(lifting, at, "selection.remind", remind_of_term)
    for lifting in _passed.rows(at=until):
        yield _act(lifting, lifting.due_at + AFTER, "selection.term_passed", tell_term_passed)


def _awaited() -> QuerySet[Lifting]:
    return Lifting.objects.filter(state=LiftingState.AWAITED).exclude(
        decision__application__state=ApplicationState.WITHDRAWN
    )


_to_remind: Prepared[Lifting] = Prepared(lambda: _awaited().filter(remind_at__lte=NOW))
_passed: Prepared[Lifting] = Prepared(
    lambda: _awaited().filter(due_at__lt=NOW, told_at__isnull=True)
)


def _act(lifting: Lifting, at: datetime, code: str, act: Callable[[str, datetime], None]) -> DueAct:
    return DueAct(at, code, lifting.pid, partial(act, lifting.pid))
