"""What the partners of a project and its payers are told, each in their language."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from cordata.accounts.models import Person, Role
from cordata.accounts.queries import holders
from cordata.applications.queries import people_of, people_of_all
from cordata.notify import links, outbox
from cordata.projects.models import Payment, Project
from cordata.projects.queries import plan_of, titles_of
from cordata.rules.lump_sums import Settlement


def _lead_people(project: Project) -> Iterable[Person]:
    return people_of(project.application.partners.get(is_lead=True))


def _tell(
    notice: str, people: Iterable[Person], project: Project, *, at: datetime, **context: Any
) -> None:
    titles = titles_of(project)
    for person in people:
        outbox.post(
            f"projects.{notice}",
            person,
            project,
            {
                "number": project.number,
                "titles": titles,
                "link": links.page("projects:detail", person.language, pid=project.pid),
                **context,
            },
            at=at,
        )


def agreement_ready(project: Project, *, at: datetime) -> None:
    """The lead signs next, then the authority."""
    _tell("agreement_ready", _lead_people(project), project, at=at, grant=project.grant)


def agreement_signed(project: Project, *, at: datetime) -> None:
    _tell(
        "agreement_signed",
        people_of_all(project.application),
        project,
        at=at,
        starts_on=project.starts_on,
        ends_on=project.ends_on,
    )


def bank_given(project: Project, by: Person, *, at: datetime) -> None:
    """Everybody of the lead learns of new bank details, whoever gave them (MON-07)."""
    _tell("bank_given", _lead_people(project), project, at=at, by=str(by))


def report_awaited(project: Project, *, at: datetime) -> None:
    days = plan_of(project).report_due_days
    ends_on = project.ends_on or at.date()
    due_on = ends_on + timedelta(days=days)
    _tell("report_awaited", _lead_people(project), project, at=at, due_on=due_on)


def report_received(project: Project, *, at: datetime) -> None:
    """The secretariat verifies next."""
    scope = f"call:{project.application.call.pid}"
    _tell("report_received", holders(Role.OFFICER, at=at, scope=scope), project, at=at)


def verified(project: Project, settlement: Settlement, *, at: datetime) -> None:
    _tell(
        "verified",
        people_of_all(project.application),
        project,
        at=at,
        earned=settlement.earned,
        balance=settlement.balance,
        recovery=settlement.recovery,
    )


def paid(payment: Payment, *, at: datetime) -> None:
    _tell(
        "paid",
        people_of_all(payment.project.application),
        payment.project,
        at=at,
        amount=payment.amount,
        kind=payment.kind,
        paid_on=payment.paid_on,
    )


def closed(project: Project, *, at: datetime) -> None:
    _tell(
        "closed",
        people_of_all(project.application),
        project,
        at=at,
        retention_until=project.retention_until,
    )
