"""The final report: saved as it comes, then sealed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from cordata.accounts.models import Person
from cordata.documents.sealing import seal
from cordata.kernel.transitions import move
from cordata.kernel.verdicts import NotPossible
from cordata.projects import notices
from cordata.projects.actions.locking import locked_project
from cordata.projects.models import DueDeliverable, Report
from cordata.projects.states import REPORT, DeliverableState, ProjectState

QUESTIONS = ("done", "changed", "remains")


@transaction.atomic
def save_report(
    pid: str,
    texts: Mapping[str, Mapping[str, str]],
    indicators: Mapping[str, int],
    *,
    seen: datetime | None = None,
    by: Person,
    at: datetime,
) -> Report:
    """Keep the report as it stands: question -> language -> text, indicator -> reached.

    `seen` is when the version on the writer's page was saved. Raises `NotPossible`:
    `report.changed` when somebody has saved another one since.
    """
    project = locked_project(pid)
    if project.state != ProjectState.RUNNING:
        raise NotPossible("project.not_now", state=project.state)
    present = Report.objects.filter(project=project).first()
    if seen is not None and present is not None and present.saved_at != seen:
        raise NotPossible("report.changed")
    report, _ = Report.objects.update_or_create(
        project=project,
        defaults={
            "texts": {question: dict(words) for question, words in texts.items()},
            "indicators": dict(indicators),
            "saved_at": at,
        },
    )
    return report


@transaction.atomic
def submit_report(pid: str, *, without_proofs: bool = False, by: Person, at: datetime) -> Report:
    """Seal and send the final report; `without_proofs` says the lead knows that some are missing.

    Raises `NotPossible`: `report.missing` (a question without an answer in one of the call's
    languages), `report.proofs_missing` (how many deliverables have no proof).
    """
    project = locked_project(pid)
    report = Report.objects.filter(project=project).first()
    if report is None or _unanswered(report, project.application.definition.languages):
        raise NotPossible("report.missing")
    planned = DueDeliverable.objects.filter(
        due_activity__project=project, state=DeliverableState.PLANNED
    ).count()
    if planned and not without_proofs:
        raise NotPossible("report.proofs_missing", count=planned)
    content = {"project": project.number, "texts": report.texts, "indicators": report.indicators}
    report.sealed = seal("report", project.number, content, at=at)
    report.submitted_by, report.submitted_at = by, at
    report.save()
    move(project, REPORT, by=by, at=at, report=report.sealed.sha256)
    notices.report_received(project, at=at)
    return report


@transaction.atomic
def remind_of_report(pid: str, at: datetime) -> None:
    """The project has ended: its lead learns by when the final report is awaited, once."""
    project = locked_project(pid)
    if project.state == ProjectState.RUNNING and project.reminded_at is None:
        project.reminded_at = at
        project.save(update_fields=["reminded_at"])
        notices.report_awaited(project, at=at)


def _unanswered(report: Report, languages: tuple[str, ...]) -> bool:
    return any(
        not report.texts.get(question, {}).get(language, "").strip()
        for question in QUESTIONS
        for language in languages
    )
