"""What falls due in an examination: completion terms, reminders of sheets not sent."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

from django.db.models import Exists, F, OuterRef

from cordata.assessment.actions import (
    close_completion,
    end_consensus,
    remind_assessor,
    show_spread,
)
from cordata.assessment.models import Assignment, Calibration, CompletionRequest, Consensus
from cordata.assessment.queries import UNSENT
from cordata.assessment.states import CalibrationState, ConsensusState, ReviewState
from cordata.kernel.due import DueAct
from cordata.kernel.journal import SYSTEM

REMINDED = timedelta(days=3)  # default: before the term of a sheet
AFTER = timedelta(microseconds=1)  # the term itself is still in time


def due_acts(until: datetime) -> Iterator[DueAct]:
    """What an examination owes to a term."""
    yield from _completions(until)
    yield from _reminders(until)
    yield from _calibrations(until)
    yield from _consensus(until)


def _consensus(until: datetime) -> Iterator[DueAct]:
    """Common sheets not agreed to on the term; while a third assessor reads, nothing is due."""
    reads = Assignment.objects.filter(review=OuterRef("review"), state__in=UNSENT)
    late = Consensus.objects.filter(
        state__in=(ConsensusState.OPEN, ConsensusState.WRITTEN),
        due_at__lt=until,
        review__state=ReviewState.ASSESSMENT,
    ).exclude(Exists(reads))
    for one in late:
        yield DueAct(
            one.due_at + AFTER, "assessment.end_consensus", one.pid, partial(end_consensus, one.pid)
        )


def _calibrations(until: datetime) -> Iterator[DueAct]:
    """Common texts whose term has passed: the spread is shown with the sheets there are."""
    passed = Calibration.objects.filter(state=CalibrationState.OPEN, due_at__lt=until)
    for one in passed:
        yield DueAct(
            one.due_at + AFTER, "assessment.show_spread", one.pid, partial(_show_spread, one.pid)
        )


def _show_spread(pid: str, at: datetime) -> None:
    show_spread(pid, by=SYSTEM, at=at)


def _reminders(until: datetime) -> Iterator[DueAct]:
    """Sheets not sent whose term is near; one given out later than that needs no reminder."""
    near = Assignment.objects.filter(
        state__in=UNSENT,
        reminded_at__isnull=True,
        due_at__lte=until + REMINDED,
        assigned_at__lt=F("due_at") - REMINDED,
        review__state=ReviewState.ASSESSMENT,
    )
    for assignment in near.exclude(due_at=None):
        if assignment.due_at is not None:
            yield DueAct(
                assignment.due_at - REMINDED,
                "assessment.remind_assessor",
                assignment.pid,
                partial(remind_assessor, assignment.pid),
            )


def _completions(until: datetime) -> Iterator[DueAct]:
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
