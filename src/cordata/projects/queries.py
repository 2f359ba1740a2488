"""Projects as partners, verifiers and payers look for them."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from cordata.accounts.models import Person, Role
from cordata.accounts.queries import scopes_of
from cordata.applications.models import Partner
from cordata.kernel import clock
from cordata.packs.call import PaymentPlan
from cordata.projects.models import DueActivity, DueDeliverable, Payment, Project
from cordata.projects.states import DeliverableState, PaymentState
from cordata.rules import lump_sums
from cordata.rules.lump_sums import LumpSum, Settlement

READERS = (
    Role.OFFICER,
    Role.AUTHORITY,
    Role.ORDERER,
    Role.CONFIRMER,
    Role.CONTROLLER,
    Role.AUDITOR,
)
ZERO = Decimal("0.00")


def projects_visible_to(person: Any, at: datetime | None = None) -> QuerySet[Project]:
    """One's organisations' projects; staff: those of the calls in their scope."""
    if not isinstance(person, Person):
        return Project.objects.none()
    scopes = scopes_of(person, *READERS, at=at or clock.now())
    own = Partner.objects.filter(
        application=OuterRef("application"), organisation__in=person.organisation_ids
    )
    seen = Q(Exists(own))
    if any(not scope.startswith("call:") for scope in scopes):
        seen = Q()
    elif scopes:
        seen |= Q(application__call__pid__in=[scope.removeprefix("call:") for scope in scopes])
    return Project.objects.filter(seen).select_related(
        "application__call__programme", "application__call_version"
    )


def project_for(person: Any, pid: str, at: datetime | None = None) -> Project | None:
    """One project with all it shows, in a number of queries that does not grow."""
    partners = Partner.objects.select_related("organisation")
    deliverables = DueDeliverable.objects.select_related("deliverable").prefetch_related(
        "proofs__file"
    )
    activities = DueActivity.objects.select_related("activity").prefetch_related(
        Prefetch("deliverables", deliverables)
    )
    return (
        projects_visible_to(person, at)
        .prefetch_related(
            Prefetch("application__partners", partners),
            Prefetch("activities", activities),
            Prefetch("payments", Payment.objects.select_related("ordered_by", "confirmed_by")),
            "application__answers",
        )
        .filter(pid=pid)
        .first()
    )


def plan_of(project: Project) -> PaymentPlan:
    return project.application.call_version.definition.payment


def verified(due: DueActivity) -> bool | None:
    """An activity is accepted when all its deliverables are, refused when one is; else open."""
    states = {one.state for one in due.deliverables.all()}
    if DeliverableState.REFUSED in states:
        return False
    return True if states == {DeliverableState.ACCEPTED} else None


def sums_of(project: Project) -> list[LumpSum]:
    return [LumpSum(str(due.pk), due.lump_sum, verified(due)) for due in project.activities.all()]


def paid(project: Project) -> Decimal:
    """ERDF euros that have left, recoveries taken off."""
    total = ZERO
    for payment in project.payments.all():
        if payment.state == PaymentState.PAID:
            total += -payment.amount if payment.kind == "recovery" else payment.amount
    return total


def settlement_of(project: Project) -> Settlement:
    """The account of a verified project. Raises ValueError while something is not verified."""
    return lump_sums.settle(sums_of(project), paid(project), plan_of(project).earning)
