"""Closure: all money settled; until when documents are kept is said at once."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cordata.accounts.models import Person
from cordata.kernel.transitions import move
from cordata.kernel.verdicts import NotPossible
from cordata.projects import notices
from cordata.projects.actions.locking import locked_project
from cordata.projects.models import Project
from cordata.projects.queries import settlement_of
from cordata.projects.states import CLOSE, PaymentState, ProjectState
from cordata.rules.deadlines import retention_until


@transaction.atomic
def close_project(pid: str, *, by: Person, at: datetime) -> Project:
    """Close a verified project whose account is even.

    Raises `NotPossible`: `project.not_now`; `project.money_open` while something is due or on
    its way.
    """
    project = locked_project(pid)
    if project.state != ProjectState.VERIFIED:
        raise NotPossible("project.not_now", state=project.state)
    settlement = settlement_of(project)
    moving = project.payments.exclude(state=PaymentState.PAID).exists()
    if moving or settlement.balance or settlement.recovery:
        raise NotPossible("project.money_open")
    last = project.payments.order_by("-paid_on").values_list("paid_on", flat=True).first()
    project.closed_at = at
    project.retention_until = retention_until(last or at.date())
    move(project, CLOSE, by=by, at=at, retention_until=project.retention_until)
    notices.closed(project, at=at)
    return project
