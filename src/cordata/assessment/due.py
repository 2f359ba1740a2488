"""What falls due in an examination: completion terms."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

from cordata.assessment.actions import close_completion
from cordata.assessment.models import CompletionRequest
from cordata.assessment.states import ReviewState
from cordata.kernel.due import DueAct

AFTER = timedelta(microseconds=1)  # the term itself is still in time


def due_acts(until: datetime) -> Iterator[DueAct]:
    """Completion requests whose term has passed without an answer."""
    late = CompletionRequest.objects.filter(
        answered_at__isnull=True, due_at__lt=until, review__state=ReviewState.COMPLETION
    )
    for completion in late:
        yield DueAct(
            completion.due_at + AFTER,
            "assessment.close_completion",
            completion.pid,
            partial(close_completion, completion.pid),
        )
