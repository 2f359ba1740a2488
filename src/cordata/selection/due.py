"""What falls due after a decision: the term of an approval's conditions. It refuses nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

from cordata.applications.states import State as ApplicationState
from cordata.kernel.due import DueAct
from cordata.selection.actions import tell_term_passed
from cordata.selection.models import Lifting
from cordata.selection.states import LiftingState

AFTER = timedelta(microseconds=1)  # the term itself is still in time


def due_acts(until: datetime) -> Iterator[DueAct]:
    """Conditions whose term has passed while nobody had stated anything."""
    late = Lifting.objects.filter(
        state=LiftingState.AWAITED, due_at__lt=until, told_at__isnull=True
    ).exclude(decision__application__state=ApplicationState.WITHDRAWN)
    for lifting in late:
        yield DueAct(
            lifting.due_at + AFTER,
            "selection.term_passed",
            lifting.pid,
            partial(tell_term_passed, lifting.pid),
        )
