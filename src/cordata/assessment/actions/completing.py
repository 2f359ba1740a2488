"""One round of completion: named items, a term, an answer beside the sealed file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from cordata.accounts.models import Person
from cordata.assessment import notices
from cordata.assessment.actions.stages import enter, locked_review
from cordata.assessment.models import CompletionFile, CompletionRequest
from cordata.assessment.states import ASK_COMPLETION, COMPLETE, ReviewState
from cordata.documents.models import StoredFile
from cordata.kernel.journal import SYSTEM, Actor
from cordata.kernel.verdicts import NotPossible


@transaction.atomic
def ask_completion(
    pid: str, items: Sequence[dict[str, str]], *, due_at: datetime, by: Person, at: datetime
) -> CompletionRequest:
    """Ask the lead for named items (`code`, `text`) until `due_at`; once for a file.

    Raises `NotPossible`: `assessment.no_items`, `assessment.one_round`, `assessment.due_passed`.
    """
    review = locked_review(pid)
    if not items:
        raise NotPossible("assessment.no_items")
    if due_at <= at:
        raise NotPossible("assessment.due_passed")
    if review.completions.exists():
        raise NotPossible("assessment.one_round")
    completion = CompletionRequest.objects.create(
        review=review, items=list(items), asked_by=by, asked_at=at, due_at=due_at
    )
    enter(review, ASK_COMPLETION, by=by, at=at, items=[item["code"] for item in items])
    notices.completion_asked(completion, at=at)
    return completion


@transaction.atomic
def answer_completion(
    pid: str, answer: str, files: Sequence[StoredFile] = (), *, by: Person, at: datetime
) -> CompletionRequest:
    """The lead's answer, in time; the examination goes on."""
    completion = _open_completion(pid, at)
    if not answer.strip() and not files:
        raise NotPossible("assessment.answer_missing")
    completion.answer, completion.answered_at = answer, at
    completion.save(update_fields=["answer", "answered_at"])
    for file in files:
        CompletionFile.objects.create(completion=completion, file=file, added_at=at)
    _resume(completion, by=by, at=at)
    return completion


@transaction.atomic
def close_completion(pid: str, at: datetime) -> None:
    """The term has passed without an answer: the secretariat decides on what it has."""
    completion = CompletionRequest.objects.get(pid=pid)
    if completion.answered_at is None and completion.due_at < at:
        _resume(completion, by=SYSTEM, at=at)


def _open_completion(pid: str, at: datetime) -> CompletionRequest:
    completion = CompletionRequest.objects.select_for_update(of=("self",)).get(pid=pid)
    if completion.answered_at is not None:
        raise NotPossible("assessment.already_answered")
    if at > completion.due_at:
        raise NotPossible("assessment.answer_late", due_at=completion.due_at)
    return completion


def _resume(completion: CompletionRequest, *, by: Actor, at: datetime) -> None:
    review = locked_review(completion.review.pid)
    if review.state == ReviewState.COMPLETION:
        enter(review, COMPLETE, by=by, at=at)
