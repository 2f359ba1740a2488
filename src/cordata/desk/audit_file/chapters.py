"""What each chapter of a file's audit file holds, and what it lacks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from cordata.applications.models import Annex, Application, Mandate
from cordata.assessment.models import CompletionRequest, Refusal, Review
from cordata.desk.audit_file import tables
from cordata.documents import sealing
from cordata.documents.bundles import (
    Chapter,
    Gap,
    Piece,
    ending_of,
    said,
    stored_piece,
)
from cordata.documents.models import Sealed, StoredFile
from cordata.packs.canonical import canonical_json
from cordata.projects.models import Project, Proof
from cordata.selection.minutes_pdf import minutes_pdf
from cordata.selection.models import Complaint, Decision
from cordata.web.catalogue import sentence
from cordata.web.spreadsheets import Cell, as_csv

Found = Iterator[Piece | Gap]
Rows = Callable[[], Iterable[Sequence[Cell]]]


@dataclass(frozen=True, slots=True)
class Asked:
    """Of which file, for which reader, when."""

    application: Application
    language: str
    at: datetime
    review: Review | None
    project: Project | None


def contents(application: Application, language: str, at: datetime) -> list[Chapter]:
    """Every chapter in the order of a file's life; nothing is made yet."""
    asked = Asked(
        application,
        language,
        at,
        Review.objects.filter(application=application).select_related("submission").first(),
        Project.objects.filter(application=application).first(),
    )
    return [_chapter(code).take_in(chapter(asked)) for code, chapter in CHAPTERS.items()]


def _chapter(code: str) -> Chapter:
    return Chapter(code, said(f"desk.audit.chapter.{code}"), said(f"desk.audit.folder.{code}"))


def _filing(asked: Asked) -> Found:
    """Every version as it was sealed, its dossier, what was attached."""
    versions = asked.application.submissions.select_related("sealed__dossier", "sealed_aid")
    for one in versions.order_by("version"):
        stem = f"v{one.version}"
        yield from _sealed(one.sealed, f"{stem}", "filed", one.received_at, number=one.version)
        yield from _sealed(one.sealed_aid, f"{stem}-aid", "aid", one.received_at)
        if one.sealed.dossier is None:
            yield Gap(said("desk.audit.gap.dossier", number=one.version))
        else:
            yield _stored(one.sealed.dossier, f"{stem}.pdf", "dossier", one.received_at)
    for attempt in asked.application.late_attempts.select_related("sealed").order_by("received_at"):
        yield from _sealed(attempt.sealed, f"late-{attempt.pid}", "late", attempt.received_at)
    yield from _attached(asked)


def _attached(asked: Asked) -> Found:
    annexes = Annex.objects.filter(application=asked.application).select_related("file")
    for number, annex in enumerate(annexes.order_by("pk"), 1):
        name = f"annex-{number:02d}-{annex.slot}.{ending_of(annex.file)}"
        what = "annex" if annex.removed_at is None else "annex_removed"
        yield stored_piece(annex.file, name, _words(what, name=annex.file.name), annex.added_at)
    mandates = Mandate.objects.filter(partner__application=asked.application, file__isnull=False)
    for number, mandate in enumerate(mandates.select_related("file").order_by("pk"), 1):
        if mandate.file:
            name = f"mandate-{number:02d}.{ending_of(mandate.file)}"
            yield _stored(mandate.file, name, "mandate", mandate.signed_at)


def _examination(asked: Asked) -> Found:
    if asked.review is None:
        yield _gap("examination")
        return
    review = asked.review
    yield _table(asked, "checks", lambda: tables.checks(review))
    for refusal in Refusal.objects.filter(review=review).order_by("pk"):
        yield from _letters(refusal.letters)
    for number, one in enumerate(_completions(review), 1):
        yield _table(asked, "completion", partial(tables.completion, one), f"-{number}")
        if one.sealed:
            yield from _sealed(one.sealed, f"answer-{number}", "answer", one.answered_at)
        for file in one.files.select_related("file").order_by("pk"):
            name = f"answer-{number}-{file.pid}.{ending_of(file.file)}"
            yield _stored(file.file, name, "answer_file", file.added_at)


def _completions(review: Review) -> Iterable[CompletionRequest]:
    return review.completions.select_related("sealed", "asked_by").order_by("asked_at")


def _assessment(asked: Asked) -> Found:
    if asked.review is None or not asked.review.assignments.exists():
        yield _gap("assessment")
        return
    review = asked.review
    yield _table(asked, "assignments", lambda: tables.assignments(review))
    yield _table(asked, "scores", lambda: tables.scores(review))


def _decision(asked: Asked) -> Found:
    """The ranking as signed, the minutes, the letters as they were sent."""
    decisions = asked.application.decisions.select_related("session__ranking", "session__call")
    signed = [one for one in decisions.order_by("pk") if one.session.ranking is not None]
    if not signed:
        yield _gap("decision")
    for number, one in enumerate(signed, 1):
        yield from _of_session(one, number, asked)
        yield from _letters(one.letters)
    for complaint in Complaint.objects.filter(application=asked.application).order_by("pk"):
        yield from _letters(complaint.letters)


def _letters(letters: Any) -> Found:
    """Those of a refusal, of a decision or of a complaint, as they went out."""
    for letter in letters.select_related("file", "sealed").order_by("pk"):
        name = letter.number.replace("/", "-")
        if letter.file:
            yield _stored(letter.file, f"{name}.pdf", "letter", letter.drafted_at)
        if letter.sealed:
            yield from _sealed(letter.sealed, name, "letter_sealed", letter.drafted_at)


def _of_session(decision: Decision, number: int, asked: Asked) -> Found:
    session, at = decision.session, asked.at
    signed_at = session.signed_at or at
    if session.ranking:
        yield from _sealed(session.ranking, f"ranking-{number}", "ranking", signed_at)
    yield Piece(
        f"minutes-{number}.pdf",
        _words("minutes"),
        lambda: [minutes_pdf(session, at=at)],
        signed_at,
        packed=True,
    )


def _project(asked: Asked) -> Found:
    if asked.project is None:
        yield _gap("project")
        return
    project = asked.project
    if project.agreement_file:
        yield _stored(project.agreement_file, "agreement.pdf", "agreement", asked.at)
    if project.agreement:
        signed_at = project.signed_by_authority_at or asked.at
        yield from _sealed(project.agreement, "agreement", "agreement_sealed", signed_at)
    proofs = Proof.objects.filter(due_deliverable__due_activity__project=project)
    for number, proof in enumerate(proofs.select_related("file").order_by("pk"), 1):
        if proof.file:
            name = f"proof-{number:02d}.{ending_of(proof.file)}"
            yield stored_piece(proof.file, name, _words("proof", name=proof.file.name), asked.at)
    yield _table(asked, "payments", lambda: tables.payments(project))


def _journal(asked: Asked) -> Found:
    """Every line of the file, in words and whole: each digest can be worked out anew."""
    yield _table(asked, "events", lambda: tables.events(asked.application))
    lines = tables.journal_of(asked.application)

    def whole() -> Iterable[bytes]:
        yield canonical_json([{**one.content(), "digest": one.digest} for one in lines.iterator()])

    yield Piece("journal.json", _words("journal"), whole, asked.at)


CHAPTERS: Mapping[str, Callable[[Asked], Found]] = {
    "filing": _filing,
    "examination": _examination,
    "assessment": _assessment,
    "decision": _decision,
    "project": _project,
    "journal": _journal,
}


def _words(code: str, **params: Any) -> Any:
    return said(f"desk.audit.what.{code}", **params)


def _gap(code: str) -> Gap:
    return Gap(said(f"desk.audit.gap.{code}"), missing=False)


def _sealed(sealed: Sealed, stem: str, code: str, at: datetime | None, **params: Any) -> Found:
    """What was sealed, and its seal: `docs/verify_receipt.py` checks the two together."""
    when = at or sealed.sealed_at
    words = _words(code, **params)
    yield Piece(f"{stem}.json", words, lambda: [canonical_json(sealed.content)], when)
    words = _words("seal", of=f"{stem}.json")
    yield Piece(f"{stem}-seal.json", words, lambda: [canonical_json(sealing.receipt(sealed))], when)


def _stored(file: StoredFile, name: str, code: str, at: datetime) -> Piece | Gap:
    return stored_piece(file, name, _words(code), at)


def _table(asked: Asked, code: str, rows: Rows, suffix: str = "") -> Piece:
    name = sentence(f"desk.audit.table.{code}", asked.language)
    return Piece(f"{name}{suffix}.csv", _words(code), lambda: as_csv(rows()), asked.at)
