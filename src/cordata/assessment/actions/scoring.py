"""The sheet: points and motivations saved as they come, then sent for good."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from cordata.accounts.models import Person
from cordata.assessment import notices
from cordata.assessment.actions.assigning import locked_assignment
from cordata.assessment.models import Assignment, Review, Score
from cordata.assessment.priorities import priorities_of
from cordata.assessment.queries import grid_of, locked_sheets, sheet_of
from cordata.assessment.states import CONSOLIDATE, LOCK, AssignmentState
from cordata.kernel.journal import SYSTEM
from cordata.kernel.transitions import move, tell
from cordata.kernel.verdicts import NotPossible
from cordata.rules import scoring


@transaction.atomic
def save_score(
    pid: str,
    criterion: str,
    points: Decimal | None,
    motivation: str,
    *,
    by: Person,
    at: datetime,
) -> Score:
    """Keep one criterion of a sheet that is not sent; whole or not is judged when it is sent.

    Raises `NotPossible`: `assessment.accept_first`, `assessment.unknown_criterion`.
    """
    assignment = locked_assignment(pid)
    if assignment.state != AssignmentState.ACCEPTED:
        raise NotPossible("assessment.accept_first")
    if criterion not in {item.code for item in grid_of(assignment.review).scored}:
        raise NotPossible("assessment.unknown_criterion", criterion=criterion)
    score, _ = Score.objects.update_or_create(
        assignment=assignment,
        criterion=criterion,
        defaults={"points": points, "motivation": motivation, "saved_at": at},
    )
    return score


@transaction.atomic
def save_comment(pid: str, comment: str, *, by: Person, at: datetime) -> Assignment:
    """The assessor's word to the secretariat; it is not quoted in the letter."""
    assignment = locked_assignment(pid)
    if assignment.state != AssignmentState.ACCEPTED:
        raise NotPossible("assessment.accept_first")
    assignment.comment = comment
    assignment.save(update_fields=["comment"])
    return assignment


@transaction.atomic
def lock_sheet(pid: str, *, by: Person, at: datetime) -> Assignment:
    """Send the sheet: complete, motivated, frozen from then on (EVA-03).

    Raises `NotPossible` with the first fault: `sheet.missing`, `sheet.off_scale`,
    `sheet.motivation_short`. The last sheet needed consolidates the file.
    """
    assignment = locked_assignment(pid)
    grid = grid_of(assignment.review).rules
    sheet = sheet_of(assignment)
    if faults := scoring.sheet_faults(sheet, grid):
        first = faults[0]
        raise NotPossible(f"sheet.{first.code}", criterion=first.criterion, **first.params)
    assignment.total = scoring.sheet_total(sheet, grid)
    assignment.locked_at = at
    move(assignment, LOCK, by=by, at=at, total=assignment.total, scores=dict(sheet.scores))
    consolidate_when_ready(assignment.review, at=at)
    return assignment


def consolidate_when_ready(review: Review, *, at: datetime) -> None:
    """Consolidate once enough sheets are in; a divergence calls for one more first."""
    grid = grid_of(review).rules
    sheets = locked_sheets(review)
    reason = scoring.divergence(sheets, grid)
    if len(sheets) < grid.assessors:
        return
    if reason:
        tell(review, "diverged", by=SYSTEM, at=at, reason=reason)
        notices.third_needed(review, reason, at=at)
        return
    if review.assignments.filter(
        state__in=[AssignmentState.ASSIGNED, AssignmentState.ACCEPTED]
    ).exists():
        return
    priorities = priorities_of(review)
    result = scoring.consolidate(sheets, grid, priorities)
    review.score, review.priority_points = result.score, result.bonus
    review.passed = True if result.advisory else result.passes
    move(
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
