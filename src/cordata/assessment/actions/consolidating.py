"""From sheets to one result: the mean of all of them, a third one where two differ too much."""

from __future__ import annotations

from datetime import datetime

from cordata.assessment import notices
from cordata.assessment.actions.stages import enter
from cordata.assessment.models import Review
from cordata.assessment.priorities import priorities_of
from cordata.assessment.queries import UNSENT, grid_of, locked_sheets
from cordata.assessment.states import CONSOLIDATE
from cordata.kernel.journal import SYSTEM
from cordata.kernel.transitions import tell
from cordata.rules import scoring
from cordata.rules.scoring import Grid, Sheet


def consolidate_when_ready(review: Review, *, at: datetime) -> None:
    """Consolidate when every sheet asked for is in and enough are.

    While somebody still reads, nothing is computed. Two sheets that diverge wait for a third,
    which the officer is told to give out; a third one enters the mean, whatever it says.
    """
    grid = grid_of(review).rules
    if review.assignments.filter(state__in=UNSENT).exists():
        return
    sheets = locked_sheets(review)
    if len(sheets) < grid.assessors:
        return
    reason = scoring.divergence(sheets, grid)
    if reason:
        tell(review, "diverged", by=SYSTEM, at=at, reason=reason)
        notices.third_needed(review, reason, at=at)
        return
    _consolidate(review, sheets, grid, at)


def _consolidate(review: Review, sheets: list[Sheet], grid: Grid, at: datetime) -> None:
    priorities = priorities_of(review)
    result = scoring.consolidate(sheets, grid, priorities)
    review.score, review.priority_points = result.score, result.bonus
    review.passed = True if result.advisory else result.passes
    enter(
        review,
        CONSOLIDATE,
        by=SYSTEM,
        at=at,
        score=result.score,
        total=result.total,
        means=dict(result.means),
        priorities=sorted(priorities),
        reason=result.reason,
    )
