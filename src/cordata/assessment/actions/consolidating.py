"""From sheets to one result: mean, median, or a common sheet where the call wants consensus."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from cordata.assessment import notices
from cordata.assessment.actions.stages import enter
from cordata.assessment.models import Consensus, Review
from cordata.assessment.priorities import priorities_of
from cordata.assessment.queries import UNSENT, common_sheet, grid_of, locked_sheets
from cordata.assessment.states import CONSOLIDATE, END_CONSENSUS, ConsensusState
from cordata.kernel.journal import SYSTEM
from cordata.kernel.transitions import can_move, move, tell
from cordata.rules import scoring
from cordata.rules.scoring import Method, Sheet


def consolidate_when_ready(review: Review, *, at: datetime) -> None:
    """Consolidate when every sheet asked for is in and enough are.

    While somebody still reads, nothing is computed. Where the call wants consensus the authors of
    the sheets are asked for it. Otherwise two sheets that diverge wait for a third, which the
    officer is told to give out; a third one enters the mean, whatever it says.
    """
    grid = grid_of(review).rules
    if review.assignments.filter(state__in=UNSENT).exists():
        return
    sheets = locked_sheets(review)
    if len(sheets) < grid.assessors:
        return
    if grid.method is Method.CONSENSUS:
        _seek_consensus(review, sheets, at)
        return
    reason = scoring.divergence(sheets, grid)
    if reason:
        tell(review, "diverged", by=SYSTEM, at=at, reason=reason)
        notices.third_needed(review, reason, at=at)
        return
    _consolidate(review, sheets, at)


def _seek_consensus(review: Review, sheets: Sequence[Sheet], at: datetime) -> None:
    """Ask for the common sheet, once; a third sheet, which the officer gave out instead, ends it.
    One sheet alone needs nobody's agreement."""
    found = Consensus.objects.select_for_update().filter(review=review).first()
    grid = grid_of(review)
    if len(sheets) == 1 or len(sheets) > grid.assessors:
        if found and can_move(found, END_CONSENSUS):
            move(found, END_CONSENSUS, by=SYSTEM, at=at)
        _consolidate(review, sheets, at)
    elif found is None:
        due_at = at + timedelta(days=grid.consensus_days)
        made = Consensus.objects.create(review=review, opened_at=at, due_at=due_at)
        tell(made, "opened", by=SYSTEM, at=at, due_at=due_at)
        notices.consensus_opened(made, at=at)
    elif found.state == ConsensusState.ENDED:
        _consolidate(review, sheets, at)


def consolidate_by_mean(review: Review, *, at: datetime) -> None:
    """No agreement on the term: the mean of the sheets there are, unless somebody still reads."""
    if not review.assignments.filter(state__in=UNSENT).exists():
        _consolidate(review, locked_sheets(review), at)


def consolidate_commonly(review: Review, found: Consensus, at: datetime) -> None:
    """All authors agreed: the common sheet is the file's."""
    _consolidate(review, [common_sheet(found)], at)


def _consolidate(review: Review, sheets: Sequence[Sheet], at: datetime) -> None:
    priorities, grid = priorities_of(review), grid_of(review).rules
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
