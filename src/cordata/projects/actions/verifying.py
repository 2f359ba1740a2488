"""Verification of a lump sum: deliverables and their proofs, never invoices."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cordata.accounts.models import Person
from cordata.kernel.transitions import move
from cordata.kernel.verdicts import NotPossible
from cordata.projects import notices
from cordata.projects.actions.locking import locked_deliverable, locked_project
from cordata.projects.models import DueDeliverable, Project
from cordata.projects.queries import settlement_of, sums_of
from cordata.projects.states import ACCEPT, REFUSE, VERIFY, ProjectState


@transaction.atomic
def decide_deliverable(
    pid: str, accepted: bool, *, reason: str = "", by: Person, at: datetime
) -> DueDeliverable:
    """Accept a deliverable on its proof, or refuse it with the reason its partners read.

    Raises `NotPossible`: `project.not_now`, `deliverable.reason_missing`,
    `duedeliverable.not_accepted` without a proof.
    """
    deliverable = locked_deliverable(pid)
    if deliverable.due_activity.project.state != ProjectState.REPORTED:
        raise NotPossible("project.not_now", state=deliverable.due_activity.project.state)
    if not accepted and not reason.strip():
        raise NotPossible("deliverable.reason_missing")
    if accepted and not deliverable.proofs.exists():
        raise NotPossible("duedeliverable.not_accepted")
    deliverable.reason = "" if accepted else reason.strip()
    deliverable.decided_by, deliverable.decided_at = by, at
    move(deliverable, ACCEPT if accepted else REFUSE, by=by, at=at, because=deliverable.reason)
    return deliverable


@transaction.atomic
def finish_verification(pid: str, *, by: Person, at: datetime) -> Project:
    """Every deliverable has its word: what is earned is fixed.

    Raises `NotPossible`: `project.not_all_decided`.
    """
    project = locked_project(pid)
    if any(one.accepted is None for one in sums_of(project)):
        raise NotPossible("project.not_all_decided")
    settlement = settlement_of(project)
    move(
        project,
        VERIFY,
        by=by,
        at=at,
        granted=settlement.granted,
        earned=settlement.earned,
        paid=settlement.paid,
        balance=settlement.balance,
        recovery=settlement.recovery,
    )
    notices.verified(project, settlement, at=at)
    return project
