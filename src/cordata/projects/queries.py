"""Projects as partners, verifiers and payers look for them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet

from cordata.accounts.models import Person, Role
from cordata.accounts.queries import scopes_of
from cordata.applications.models import Answer, Partner
from cordata.kernel import clock
from cordata.packs.call import PaymentPlan
from cordata.packs.provenance import Text
from cordata.projects.models import DueActivity, DueDeliverable, Payment, Project, Proof
from cordata.projects.states import DeliverableState, PaymentState, ProjectState
from cordata.rules import lump_sums
from cordata.rules.deadlines import last_day
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
    projects = Project.objects.select_related(
        "application__call__programme", "application__call_version"
    )
    if "" in scopes:
        return projects
    partners = Partner.objects.filter(application=OuterRef("application"))
    own = partners.filter(organisation__in=person.organisation_ids)
    of_country = partners.filter(organisation__country__in=_within(scopes, "country:"))
    of_call = Q(application__call__pid__in=_within(scopes, "call:"))
    return projects.filter(Q(Exists(own)) | Q(Exists(of_country)) | of_call)


def _within(scopes: frozenset[str], kind: str) -> list[str]:
    return [scope.removeprefix(kind) for scope in scopes if scope.startswith(kind)]


def listed(projects: QuerySet[Project], state: str = "") -> QuerySet[Project]:
    """Projects as a list shows them, newest first."""
    partners = Partner.objects.select_related("organisation")
    titles = Answer.objects.filter(field="title", partner=None)
    if state:
        projects = projects.filter(state=state)
    return projects.prefetch_related(
        Prefetch("application__partners", partners), Prefetch("application__answers", titles)
    ).order_by("-notified_on", "-pk")


def projects_to_pay(projects: QuerySet[Project]) -> QuerySet[Project]:
    """Projects whose next payment may be due: whether it is, `amount_due` says."""
    advanced = Payment.objects.filter(project=OuterRef("pk"), kind="advance")
    settled = Payment.objects.filter(project=OuterRef("pk"), kind__in=["balance", "recovery"])
    to_advance = Q(~Exists(advanced), state=ProjectState.RUNNING)
    to_settle = Q(~Exists(settled), state=ProjectState.VERIFIED)
    return with_everything(projects.filter(to_advance | to_settle)).order_by("pk")


def payments_visible_to(person: Any, at: datetime | None = None) -> QuerySet[Payment]:
    """Payments of the projects one may see, the open ones first."""
    return (
        Payment.objects.filter(project__in=projects_visible_to(person, at).values("pk"))
        .select_related("ordered_by", "confirmed_by", "project__application__call")
        .order_by(F("paid_on").desc(nulls_first=True), "-ordered_at")
    )


def project_for(person: Any, pid: str, at: datetime | None = None) -> Project | None:
    """One project with all it shows, if the person may know of it."""
    return with_everything(projects_visible_to(person, at)).filter(pid=pid).first()


def project_loaded(pid: str, *, locked: bool = False) -> Project:
    """One project with all it shows; `locked` until the transaction ends."""
    projects = Project.objects.select_related(
        "application__call__programme", "application__call_version", "agreement", "agreement_file"
    )
    if locked:
        projects = projects.select_for_update(of=("self",))
    return with_everything(projects).get(pid=pid)


def with_everything(projects: QuerySet[Project]) -> QuerySet[Project]:
    """All that a project shows, in a number of queries that does not grow (REL-20)."""
    partners = Partner.objects.select_related("organisation")
    deliverables = DueDeliverable.objects.select_related("deliverable", "decided_by")
    activities = DueActivity.objects.select_related("activity").order_by("activity__position", "pk")
    payments = Payment.objects.select_related("ordered_by", "confirmed_by").order_by("pk")
    return projects.prefetch_related(
        Prefetch("application__partners", partners),
        Prefetch("activities", activities),
        Prefetch("activities__deliverables", deliverables.order_by("deliverable_id")),
        Prefetch("activities__deliverables__proofs", Proof.objects.select_related("file")),
        Prefetch("payments", payments),
        "application__answers",
        "application__indicators",
    )


def titles_of(project: Project) -> Mapping[str, str]:
    """Language -> title, as the application has it."""
    return _answer(project, "title")


def _answer(project: Project, field: str) -> dict[str, str]:
    return {
        one.language: one.text
        for one in project.application.answers.all()
        if one.field == field and one.partner_id is None and one.text
    }


def indicator_targets(project: Project) -> dict[str, int]:
    """Code -> target that the application promised."""
    return {one.code: one.target for one in project.application.indicators.all()}


def indicator_names(project: Project) -> dict[str, Text]:
    """Code -> name of every indicator the call lists."""
    definition = project.application.definition
    listed = definition.output_indicators + definition.result_indicators
    return {one.code: one.names for one in listed}


def period_of(project: Project) -> tuple[date, date]:
    """First and last day: the duration counts from the notification."""
    months = project.application.duration_months
    return period(project.notified_on, project.starts_on, project.ends_on, months)


def period(
    notified_on: date, starts_on: date | None, ends_on: date | None, months: int | None
) -> tuple[date, date]:
    """First and last day as agreed, else the months asked for from the notification on."""
    if starts_on and ends_on:
        return starts_on, ends_on
    return notified_on, last_day(notified_on, months or 0)


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
