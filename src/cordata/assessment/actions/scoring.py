"""The sheet: points and motivations saved as they come, then sent for good."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from cordata.accounts.models import Person
from cordata.assessment.actions.assigning import locked_assignment
from cordata.assessment.actions.consolidating import consolidate_when_ready
from cordata.assessment.calibration import missing_before_sheets
from cordata.assessment.conflicts import own_body
from cordata.assessment.models import Agreement, Assignment, Score
from cordata.assessment.queries import grid_of, sheet_of
from cordata.assessment.states import LOCK, REOPEN, AssignmentState, ReviewState
from cordata.kernel.transitions import move
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

    Raises `NotPossible`: `assessment.accept_first`, `assessment.calibration_first`,
    `assessment.calibration_awaited`, `assessment.unknown_criterion`, `sheet.off_scale`,
    `assessment.own_body`.
    """
    assignment = locked_assignment(pid)
    if assignment.state != AssignmentState.ACCEPTED:
        raise NotPossible("assessment.accept_first")
    if code := missing_before_sheets(by, assignment.review.application.call):
        raise NotPossible(code)
    _untied(by, assignment)
    _on_scale(assignment, criterion, points)
    score, _ = Score.objects.update_or_create(
        assignment=assignment,
        criterion=criterion,
        defaults={"points": points, "motivation": motivation, "saved_at": at},
    )
    return score


def _untied(by: Person, assignment: Assignment) -> None:
    if own_body(by, assignment.review):
        raise NotPossible("assessment.own_body")


def _on_scale(assignment: Assignment, criterion: str, points: Decimal | None) -> None:
    item = next((one for one in grid_of(assignment.review).scored if one.code == criterion), None)
    if item is None:
        raise NotPossible("assessment.unknown_criterion", criterion=criterion)
    if points is not None and not scoring.on_scale(points, item.rules):
        low, high = item.scale_min, item.scale_max
        raise NotPossible("sheet.off_scale", criterion=criterion, low=low, high=high)


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

    Raises `NotPossible`: `assessment.own_body`, or the first fault: `sheet.missing`,
    `sheet.off_scale`, `sheet.motivation_short`. The last sheet needed consolidates the file.
    """
    assignment = locked_assignment(pid)
    _untied(by, assignment)
    grid = grid_of(assignment.review).rules
    sheet = sheet_of(assignment)
    if faults := scoring.sheet_faults(sheet, grid):
        first = faults[0]
        raise NotPossible(f"sheet.{first.code}", criterion=first.criterion, **first.params)
    assignment.total = scoring.sheet_total(sheet, grid)
    assignment.locked_at = at
    move(
        assignment,
        LOCK,
        by=by,
        at=at,
        total=assignment.total,
        scores=dict(sheet.scores),
        motivations=dict(sheet.motivations),
    )
    consolidate_when_ready(assignment.review, at=at)
    return assignment


@transaction.atomic
def reopen_sheet(pid: str, *, reason: str, by: Person, at: datetime) -> Assignment:
    """Hand a sent sheet back before the file is consolidated; what was sent stays in the journal.

    Raises `NotPossible`: `assessment.reason_missing`, `assessment.stage_over`.
    """
    if not reason.strip():
        raise NotPossible("assessment.reason_missing")
    assignment = locked_assignment(pid)
    if assignment.review.state != ReviewState.ASSESSMENT:
        raise NotPossible("assessment.stage_over")
    Agreement.objects.filter(consensus__review=assignment.review).delete()  # of other sheets
    assignment.locked_at = assignment.total = None
    move(assignment, REOPEN, by=by, at=at, because=reason)
    return assignment
