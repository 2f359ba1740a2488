"""A notified grant opens its project, in the same transaction (`desk.reactions`)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from cordata.applications.models import Activity, Application
from cordata.kernel.jobs import later
from cordata.kernel.journal import SYSTEM
from cordata.kernel.models import Event
from cordata.kernel.numbering import next_number
from cordata.kernel.transitions import tell
from cordata.projects.models import DueActivity, DueDeliverable, Project
from cordata.projects.states import ProjectState
from cordata.rules.deadlines import add_months
from cordata.rules.money import cents
from cordata.rules.ruleset import Rounding
from cordata.selection.models import Decision, Lifting
from cordata.selection.states import Outcome
from cordata.web import moments

GRANTED = frozenset({Outcome.APPROVED})
ZERO = Decimal("0.00")


def open_project(decision: Decision, event: Event) -> Project | None:
    """Open the project of an approved application; nothing for any other outcome."""
    return _opened(decision, event) if decision.outcome in GRANTED else None


def open_lifted_project(lifting: Lifting, event: Event) -> Project:
    """Open the project of an approval whose conditions are lifted: the duration begins now."""
    return _opened(lifting.decision, event)


def _opened(decision: Decision, event: Event) -> Project:
    application = decision.application
    prefix = application.call_version.definition.file_prefix
    project = Project.objects.create(
        application=application,
        number=f"{prefix}-OP{next_number(f'operations:{application.call.pid}'):03d}",
        state=ProjectState.CONTRACTING,
        total=decision.total,
        grant=decision.grant,
        notified_on=moments.local(event.at, application.call.zone).date(),
    )
    _take_over(project, application)
    tell(project, "opened", by=SYSTEM, at=event.at, number=project.number, grant=project.grant)
    later("cordata.projects.jobs.draw_up_agreement", project.pid)
    return project


def _take_over(project: Project, application: Application) -> None:
    """The activities as sealed at filing become what is due, each with its lump sum."""
    activities = list(application.activities.prefetch_related("deliverables"))
    for activity, amount in zip(activities, lump_sums(project.grant, activities), strict=True):
        due = DueActivity.objects.create(project=project, activity=activity, lump_sum=amount)
        DueDeliverable.objects.bulk_create(
            DueDeliverable(
                due_activity=due,
                deliverable=deliverable,
                due_on=add_months(project.notified_on, deliverable.month or 0),
            )
            for deliverable in activity.deliverables.all()
        )


def lump_sums(grant: Decimal, activities: Sequence[Activity]) -> list[Decimal]:
    """The grant split over the activities by their deliverables' sums, else in equal parts.

    Each part is truncated to the cent; the last one takes what is left, so that the parts
    add up to the grant.
    """
    if not activities:
        return []
    weights = [
        sum((one.amount or ZERO for one in activity.deliverables.all()), ZERO)
        for activity in activities
    ]
    if not all(weights):
        weights = [Decimal(1)] * len(activities)
    whole = sum(weights, ZERO)
    parts = [cents(grant * weight / whole, Rounding.TRUNCATE) for weight in weights[:-1]]
    return [*parts, grant - sum(parts, ZERO)]
