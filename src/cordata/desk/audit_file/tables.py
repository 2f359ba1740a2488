"""The tables of a file's audit file, head first, in the language that is spoken now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db.models import QuerySet

from cordata.applications.models import Application
from cordata.assessment.models import CompletionRequest, Review
from cordata.assessment.queries import checklist, grid_of
from cordata.desk import journal
from cordata.desk.things import done_with
from cordata.kernel.localised import pick
from cordata.kernel.models import Event
from cordata.projects.models import Project
from cordata.web.catalogue import sentence
from cordata.web.spreadsheets import Cell

Rows = Iterator[Sequence[Cell]]


def _head(*names: str) -> list[str]:
    return [sentence(f"desk.audit.head.{name}") for name in names]


def checks(review: Review) -> Rows:
    """What the machine found and what each officer said of it."""
    yield _head("check", "what", "machine", "verdict", "reason", "by", "at", "second", "agrees")
    for row in checklist(review):
        given = row.verification
        yield [
            row.number,
            row.code,
            str(row.finding["verdict"]),
            given.verdict if given else "",
            given.reason if given else "",
            str(given.verified_by) if given else "",
            given.verified_at.isoformat() if given else "",
            str(given.seconded_by) if given and given.seconded_by else "",
            "" if given is None or given.agrees is None else str(given.agrees),
        ]


def completion(request: CompletionRequest) -> Rows:
    """What was asked, by when, and what was answered."""
    yield _head("part", "what", "by", "at", "due", "answered")
    answered = request.answered_at.isoformat() if request.answered_at else ""
    for item in request.items:
        yield [
            str(item["code"]),
            str(item.get("text", "")),
            str(request.asked_by),
            request.asked_at.isoformat(),
            request.due_at.isoformat(),
            answered,
        ]


def assignments(review: Review) -> Rows:
    """Who was asked to read the file and what became of it."""
    yield _head("assessor", "state", "at", "locked", "total", "conflict", "handed_back", "comment")
    for one in review.assignments.select_related("assessor").order_by("pk"):
        yield [
            str(one.assessor),
            str(one.get_state_display()),
            one.assigned_at.isoformat(),
            one.locked_at.isoformat() if one.locked_at else "",
            one.total,
            one.conflict_reason,
            one.handed_back_reason,
            one.comment,
        ]


def scores(review: Review) -> Rows:
    """Every point of every sheet with its motivation, then what they came to."""
    yield _head("assessor", "criterion", "what", "points", "motivation")
    names = {one.code: pick(one.names) for one in grid_of(review).criteria}
    for one in review.assignments.select_related("assessor").order_by("pk"):
        for score in one.scores.order_by("criterion"):
            who, code = str(one.assessor), score.criterion
            yield [who, code, names.get(code, ""), score.points, score.motivation]
    yield [sentence("desk.audit.head.consolidated"), "", "", review.score, ""]


def payments(project: Project) -> Rows:
    """What was ordered, by whom, and confirmed by whom else."""
    yield _head("kind", "amount", "state", "by", "at", "second", "paid")
    for one in project.payments.select_related("ordered_by", "confirmed_by").order_by("pk"):
        yield [
            one.kind,
            one.amount,
            str(one.get_state_display()),
            str(one.ordered_by),
            one.ordered_at.isoformat(),
            str(one.confirmed_by or ""),
            one.paid_on,
        ]


def journal_of(application: Application) -> QuerySet[Event]:
    """Every line of the journal that tells of the file, in order."""
    wanted = done_with(Application.objects.filter(pk=application.pk))
    return Event.objects.filter(wanted).order_by("number")


def events(application: Application) -> Rows:
    """The journal of the file in words."""
    yield _head("number", "what", "kind", "by", "role", "at", "reason")
    for row in journal.rows_of(journal_of(application)):
        event = row.event
        when = event.at.isoformat()
        yield [event.number, row.words, event.kind, row.who, row.office, when, event.reason]
