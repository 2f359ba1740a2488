"""Choosing who reads a file, and the assessor's yes or no."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import CharField

from cordata.accounts.models import Person
from cordata.assessment import notices
from cordata.assessment.actions.consolidating import consolidate_when_ready
from cordata.assessment.actions.stages import locked_review
from cordata.assessment.conflicts import conflicts_of
from cordata.assessment.models import Assignment, AssignmentPlan
from cordata.assessment.pool import in_pool, keeps_confidential
from cordata.assessment.queries import UNSENT
from cordata.assessment.states import ACCEPT, DECLARE_CONFLICT, HAND_BACK, RELEASE, ReviewState
from cordata.kernel.journal import SYSTEM
from cordata.kernel.prepared import Given, Prepared
from cordata.kernel.transitions import move, tell
from cordata.kernel.verdicts import NotPossible


@transaction.atomic
def assign_assessor(
    pid: str,
    assessor: Person,
    *,
    due_at: datetime | None = None,
    plan: AssignmentPlan | None = None,
    chosen_for: Sequence[dict[str, Any]] = (),
    by: Person,
    at: datetime,
) -> Assignment:
    """Give a file to an assessor without a conflict found in the data (EVA-01).

    `plan` and `chosen_for` say where the choice comes from and why it fell on this person.
    Raises `NotPossible`: `assessment.not_eligible_yet`, `assessment.not_assessor`,
    `conflict.same_organisation` or another conflict, `assessment.assigned_already`.
    """
    review = locked_review(pid)
    made = Assignment(
        review=review,
        assessor=assessor,
        assigned_at=at,
        due_at=due_at,
        plan=plan,
        chosen_for=list(chosen_for),
    )
    pooled = in_pool(assessor, review.application.call, at)
    return give(made, pooled=pooled, conflicts=conflicts_of(assessor, review), by=by, at=at)


def give(
    made: Assignment, *, pooled: bool, conflicts: Sequence[str], by: Person, at: datetime
) -> Assignment:
    """Keep an assignment of a file under lock, once its person is of the pool and free of
    conflicts. Raises `NotPossible` as `assign_assessor` does; to be called in a transaction."""
    if made.review.state != ReviewState.ASSESSMENT:
        raise NotPossible("assessment.not_eligible_yet")
    if not pooled:
        raise NotPossible("assessment.not_assessor")
    if conflicts:
        raise NotPossible(conflicts[0])
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        raise NotPossible("assessment.assigned_already") from error
    tell(made, "made", by=by, at=at, review=made.review.pid, assessor=made.assessor.pid)
    notices.assigned(made, at=at)
    return made


@transaction.atomic
def accept_assignment(pid: str, *, by: Person, at: datetime) -> Assignment:
    """The assessor declares to have no conflict; the undertaking of the call comes before.

    Raises `NotPossible("assessment.confidential_first")`.
    """
    assignment = locked_assignment(pid)
    if not keeps_confidential(by, assignment.review.application.call):
        raise NotPossible("assessment.confidential_first")
    move(assignment, ACCEPT, by=by, at=at, declared="no_conflict")
    return assignment


@transaction.atomic
def declare_conflict(pid: str, *, reason: str, by: Person, at: datetime) -> Assignment:
    """The assessor may not read this file; it is hidden at once (EVA-02)."""
    if not reason.strip():
        raise NotPossible("assessment.reason_missing")
    assignment = locked_assignment(pid)
    assignment.conflict_reason = reason
    move(assignment, DECLARE_CONFLICT, by=by, at=at, because=reason)
    notices.conflict_declared(assignment, at=at)
    consolidate_when_ready(assignment.review, at=at)
    return assignment


@transaction.atomic
def hand_back(pid: str, *, reason: str, by: Person, at: datetime) -> Assignment:
    """The assessor cannot read this file, without any conflict: no time, not their field.

    Unlike a conflict it says nothing about other files of the same partners.
    """
    if not reason.strip():
        raise NotPossible("assessment.reason_missing")
    assignment = locked_assignment(pid)
    assignment.handed_back_reason = reason
    move(assignment, HAND_BACK, by=by, at=at, because=reason)
    notices.handed_back(assignment, at=at)
    consolidate_when_ready(assignment.review, at=at)
    return assignment


@transaction.atomic
def remind_assessor(pid: str, at: datetime) -> None:
    """One mail before the term to somebody who has not sent their sheet."""
    assignment = locked_assignment(pid)
    if assignment.state in UNSENT and assignment.reminded_at is None:
        assignment.reminded_at = at
        assignment.save(update_fields=["reminded_at"])
        tell(assignment, "reminded", by=SYSTEM, at=at)
        notices.sheet_near(assignment, at=at)


@transaction.atomic
def release_assignment(pid: str, *, reason: str, by: Person, at: datetime) -> Assignment:
    """Take a file back from an assessor who did not send a sheet; the others may suffice."""
    if not reason.strip():
        raise NotPossible("assessment.reason_missing")
    assignment = locked_assignment(pid)
    move(assignment, RELEASE, by=by, at=at, because=reason)
    consolidate_when_ready(assignment.review, at=at)
    return assignment


def locked_assignment(pid: str) -> Assignment:
    """The assignment under lock, with its file. Raises Assignment.DoesNotExist."""
    return _locked.get(pid=pid)


_locked: Prepared[Assignment] = Prepared(
    lambda: (
        Assignment.objects.filter(pid=Given("pid", CharField()))
        .select_for_update(of=("self",))
        .select_related(
            "assessor",
            "review__submission__sealed",
            "review__application__call__programme",
            "review__application__call_version",
        )
        .defer(
            "review__application__call__programme__data", "review__application__call_version__data"
        )
    )
)
