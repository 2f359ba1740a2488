"""Completion: named parts, a term, an answer on a copy beside the sealed file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from cordata.accounts.models import Person
from cordata.assessment import notices
from cordata.assessment.actions.stages import enter, locked_review
from cordata.assessment.models import CompletionFile, CompletionRequest, Review
from cordata.assessment.parts import Kind, Part, completed, kind_of, parts_of, texts_of
from cordata.assessment.queries import grid_of
from cordata.assessment.standing import standing_of
from cordata.assessment.states import ASK_COMPLETION, COMPLETE, ReviewState
from cordata.documents.models import StoredFile
from cordata.documents.sealing import seal
from cordata.kernel.journal import SYSTEM, Actor
from cordata.kernel.localised import pick
from cordata.kernel.transitions import tell
from cordata.kernel.verdicts import NotPossible

FORM = "cordata-completion/1"

Texts = Mapping[str, Mapping[str, str]]  # code of a part -> language -> text
Placed = Sequence[tuple[str, StoredFile]]  # with the code of the slot; empty: a file of the answer


@transaction.atomic
def ask_completion(
    pid: str, items: Sequence[dict[str, str]], *, due_at: datetime, by: Person, at: datetime
) -> CompletionRequest:
    """Ask the lead for named items (`code`, `text`) until `due_at`; only these parts open.

    Raises `NotPossible`: `assessment.no_items`, `assessment.unknown_part`, `assessment.one_round`
    (the call allows no further round), `assessment.due_passed`.
    """
    review = locked_review(pid)
    if not items:
        raise NotPossible("assessment.no_items")
    if due_at <= at:
        raise NotPossible("assessment.due_passed")
    rounds = grid_of(review).completion_rounds
    if review.completions.count() >= rounds:
        raise NotPossible("assessment.one_round", count=rounds)
    _refuse_unknown(review, items)
    completion = CompletionRequest.objects.create(
        review=review, items=list(items), asked_by=by, asked_at=at, due_at=due_at
    )
    enter(review, ASK_COMPLETION, by=by, at=at, items=[item["code"] for item in items])
    notices.completion_asked(completion, at=at)
    return completion


def _refuse_unknown(review: Review, items: Sequence[dict[str, str]]) -> None:
    parts = parts_of(standing_of(review).content, review.submission.call_version.definition)
    for item in items:
        opens = kind_of(item["code"]) not in {Kind.CHECK, Kind.WORDS}
        if opens and item["code"] not in parts:
            raise NotPossible("assessment.unknown_part")


@transaction.atomic
def save_completion(
    pid: str, answer: str, texts: Texts, files: Placed = (), *, seen: int, by: Person, at: datetime
) -> CompletionRequest:
    """Keep what is written so far; nothing reaches the secretariat before it is sent.

    `seen` is how often it had been saved when the page was opened. Raises `NotPossible`:
    `assessment.saved_meanwhile`, `assessment.not_opened`, and what ends a request.
    """
    completion = _open_completion(pid, at)
    if completion.saved != seen:
        raise NotPossible("assessment.saved_meanwhile")
    _keep(completion, answer, texts, files, at=at)
    completion.save(update_fields=["answer", "texts", "saved", "saved_at"])
    tell(completion, "saved", by=by, at=at)
    return completion


def _keep(
    completion: CompletionRequest, answer: str, texts: Texts, files: Placed, *, at: datetime
) -> None:
    opened = opened_parts(completion)
    for code in (*texts, *(code for code, _file in files if code)):
        if code not in opened:
            raise NotPossible("assessment.not_opened")
    completion.answer, completion.texts = answer, {code: dict(one) for code, one in texts.items()}
    completion.saved, completion.saved_at = completion.saved + 1, at
    for code, file in files:
        _place(completion, opened.get(code), file, at)


def _place(
    completion: CompletionRequest, part: Part | None, file: StoredFile, at: datetime
) -> None:
    """A file for a slot takes the place of the one sent before it; others stand beside."""
    if part is not None and part.slot is not None:
        if part.slot.media_types and file.media_type not in part.slot.media_types:
            raise NotPossible("annex.kind_refused", kind=file.media_type)
        if file.size > part.slot.max_bytes:
            raise NotPossible("annex.too_big", size=part.slot.max_bytes // 1_000_000)
        completion.files.filter(place=part.code, replaced_at=None).update(replaced_at=at)
    code = part.code if part else ""
    CompletionFile.objects.create(completion=completion, file=file, place=code, added_at=at)


def opened_parts(completion: CompletionRequest) -> dict[str, Part]:
    """Code -> part, of those that a request opens."""
    review = completion.review
    content = standing_of(review, before=completion).content
    parts = parts_of(content, review.submission.call_version.definition)
    return {item["code"]: parts[item["code"]] for item in completion.items if item["code"] in parts}


@transaction.atomic
def answer_completion(
    pid: str,
    answer: str,
    files: Iterable[StoredFile] = (),
    *,
    texts: Texts | None = None,
    placed: Placed = (),
    seen: int | None = None,
    by: Person,
    at: datetime,
) -> CompletionRequest:
    """The lead's answer, in time: sealed as a completed version beside the file that was filed;
    the examination goes on.

    Raises `NotPossible`: `assessment.answer_missing`, `assessment.text_missing` (a text that was
    changed lacks a language), and what `save_completion` raises.
    """
    completion = _open_completion(pid, at)
    if seen is not None and completion.saved != seen:
        raise NotPossible("assessment.saved_meanwhile")
    everything = [("", file) for file in files]
    _keep(completion, answer, texts or {}, [*everything, *placed], at=at)
    changed, annexes = _changed_texts(completion), _new_annexes(completion)
    if not (answer.strip() or changed or completion.files.filter(replaced_at=None).exists()):
        raise NotPossible("assessment.answer_missing")
    completion.answered_at = at
    facts = _seal(completion, changed, annexes, at) if changed or annexes else {}
    completion.save()
    _resume(completion, by=by, at=at, **facts)
    return completion


def _changed_texts(completion: CompletionRequest) -> dict[str, Mapping[str, str]]:
    """The texts that differ from what stood. Raises NotPossible for one without a language."""
    content, opened = (
        standing_of(completion.review, before=completion).content,
        opened_parts(completion),
    )
    changed = {}
    for code, given in completion.texts.items():
        part = opened[code]
        stood = texts_of(content, part)
        if all(given.get(one, "") == stood.get(one, "") for one in part.languages):
            continue
        if not all(given.get(one, "").strip() for one in part.languages):
            raise NotPossible("assessment.text_missing", name=pick(part.names))
        changed[code] = given
    return changed


def _new_annexes(completion: CompletionRequest) -> dict[str, list[dict[str, Any]]]:
    """The files sent for slots, as a sealed file lists its annexes."""
    opened, found = opened_parts(completion), {}
    sent = completion.files.filter(replaced_at=None).exclude(place="").select_related("file")
    for one in sent:
        part = opened[one.place]
        owner = "" if part.owner == "project" else part.owner
        found[one.place] = [
            {
                "slot": part.key,
                "partner": owner,
                "pid": one.pid,
                "name": one.file.name,
                "media_type": one.file.media_type,
                "size": one.file.size,
                "sha256": one.file.sha256,
            }
        ]
    return found


def _seal(
    completion: CompletionRequest,
    texts: Texts,
    annexes: Mapping[str, Sequence[Mapping[str, Any]]],
    at: datetime,
) -> dict[str, Any]:
    """Seal the completed version; what the journal keeps of it and of the version before."""
    review = completion.review
    before = standing_of(review, before=completion)
    definition = review.submission.call_version.definition
    completion.sealed = seal(
        "completion",
        f"{review.application.number}/C{review.completions.filter(pk__lte=completion.pk).count()}",
        {
            "form": FORM,
            "completes": before.sha256,
            "items": completion.items,
            "completed": sorted({*texts, *annexes}),
            "application": completed(before.content, definition, texts, annexes),
        },
        at=at,
    )
    return {"completes": before.sha256, "sha256": completion.sealed.sha256}


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
    if completion.review.state != ReviewState.COMPLETION:
        raise NotPossible("assessment.nothing_asked")
    return completion


def _resume(completion: CompletionRequest, *, by: Actor, at: datetime, **facts: Any) -> None:
    review = locked_review(completion.review.pid)
    if review.state == ReviewState.COMPLETION:
        enter(review, COMPLETE, by=by, at=at, **facts)
