"""Completion: only the named parts open, on a copy; both versions are kept, told apart, sealed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cordata.assessment.actions import answer_completion, ask_completion, save_completion
from cordata.assessment.completion_page import round_of
from cordata.assessment.models import CompletionRequest, Review
from cordata.assessment.parts import Kind, groups_of, parts_of
from cordata.assessment.standing import reading_of_review, standing_of
from cordata.documents.sealing import holds
from cordata.kernel.clock import held_at
from cordata.kernel.models import Event
from cordata.kernel.verdicts import NotPossible
from tests.documents.files import pdf
from tests.factories.assessment import (
    after_closing,
    eligible,
    filed,
    given_to,
    review_of,
    staff,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(db: None) -> Any:
    return staff("Odile Officier", "officer")


@pytest.fixture
def later(call: Any) -> datetime:
    return after_closing(call)


def text_part(review: Review) -> Any:
    """A text of the project in every language of the call."""
    parts = parts_of(review.submission.sealed.content, review.submission.call_version.definition)
    return next(one for one in parts.values() if one.kind is Kind.TEXT and len(one.languages) == 2)


def slot_part(review: Review) -> Any:
    parts = parts_of(review.submission.sealed.content, review.submission.call_version.definition)
    return next(one for one in parts.values() if one.kind is Kind.ANNEX)


def asked(review: Review, officer: Any, at: datetime, *codes: str) -> CompletionRequest:
    items = [{"code": code, "text": "À préciser."} for code in codes]
    return ask_completion(review.pid, items, due_at=at + timedelta(days=10), by=officer, at=at)


NEW = {"fr": "Un texte précisé.", "it": "Un testo precisato."}


def test_the_completed_text_is_read_and_the_sealed_file_stays(
    call: Any, at: datetime, officer: Any, later: datetime
) -> None:
    cast = filed(call, at)
    review = review_of(cast)
    part, before = text_part(review), review.submission.sealed.content
    completion = asked(review, officer, later, part.code)
    answer_completion(completion.pid, "", texts={part.code: NEW}, by=cast.editor, at=later)
    review = review_of(cast)
    read = reading_of_review(review).field(part.key)
    assert read is not None
    assert (dict(read.texts), read.completed_at) == (NEW, later)
    assert review.submission.sealed.content == before
    assert holds(review.submission.sealed)


def test_the_completed_version_is_sealed_and_the_journal_names_both(
    call: Any, at: datetime, officer: Any, later: datetime
) -> None:
    cast = filed(call, at)
    review = review_of(cast)
    part = text_part(review)
    completion = asked(review, officer, later, part.code)
    answer_completion(completion.pid, "", texts={part.code: NEW}, by=cast.editor, at=later)
    completion.refresh_from_db()
    assert completion.sealed is not None
    assert holds(completion.sealed)
    event = Event.objects.get(kind="review.completed")
    assert event.data["completes"] == review.submission.sealed.sha256
    assert event.data["sha256"] == completion.sealed.sha256 == standing_of(review).sha256


def test_the_officer_sees_what_was_changed_and_what_was_not(
    call: Any, at: datetime, officer: Any, later: datetime
) -> None:
    cast = filed(call, at)
    review = review_of(cast)
    part, slot = text_part(review), slot_part(review)
    completion = asked(review, officer, later, part.code, slot.code)
    answer_completion(completion.pid, "", texts={part.code: NEW}, by=cast.editor, at=later)
    first, second = round_of(CompletionRequest.objects.get()).items
    assert [language for language, _pieces in first.changes] == ["fr", "it"]
    kinds = {piece.kind for _language, pieces in first.changes for piece in pieces}
    assert {"removed", "added"} <= kinds
    assert (first.answered, second.answered) == (True, False)


def test_a_part_that_was_not_named_stays_closed(
    call: Any, at: datetime, officer: Any, later: datetime
) -> None:
    cast = filed(call, at)
    review = review_of(cast)
    part, slot = text_part(review), slot_part(review)
    completion = asked(review, officer, later, slot.code)
    for act in (answer_completion, save_completion):
        with pytest.raises(NotPossible, match="not_opened"):
            act(completion.pid, "", texts={part.code: NEW}, seen=0, by=cast.editor, at=later)  # type: ignore[operator]


def test_activities_and_annexes_stand_under_their_own_names(call: Any, at: datetime) -> None:
    review = review_of(filed(call, at))
    groups = groups_of(review.submission.sealed.content, review.submission.call_version.definition)
    named = {one.names.get("fr", ""): {part.kind for part in one.parts} for one in groups}
    assert named["Activités"] == {Kind.ACTIVITY}
    assert named[""] >= {Kind.ANNEX}


def test_a_part_the_file_does_not_have_cannot_be_named(
    call: Any, at: datetime, officer: Any, later: datetime
) -> None:
    review = review_of(filed(call, at))
    for code in ("text:project:title", "text:9:competence", "annex:project:nothing"):
        with pytest.raises(NotPossible, match="unknown_part"):
            asked(review, officer, later, code)


def test_a_text_is_completed_in_every_language_or_in_none(
    call: Any, at: datetime, officer: Any, later: datetime
) -> None:
    cast = filed(call, at)
    review = review_of(cast)
    part = text_part(review)
    completion = asked(review, officer, later, part.code)
    half = {part.code: {"fr": "Un texte.", "it": " "}}
    with pytest.raises(NotPossible, match="text_missing"):
        answer_completion(completion.pid, "", texts=half, by=cast.editor, at=later)


def test_two_people_who_answer_at_once_replace_nothing(
    call: Any, at: datetime, officer: Any, later: datetime
) -> None:
    cast = filed(call, at)
    review = review_of(cast)
    part = text_part(review)
    completion = asked(review, officer, later, part.code)
    texts = {part.code: NEW}
    save_completion(completion.pid, "", texts, seen=0, by=cast.editor, at=later)
    other = {part.code: {"fr": "Autre.", "it": "Altro."}}
    with pytest.raises(NotPossible, match="saved_meanwhile"):
        save_completion(completion.pid, "", other, seen=0, by=cast.signatory, at=later)
    completion.refresh_from_db()
    assert completion.texts == texts


def test_what_is_saved_and_not_sent_is_nobodys_elses(
    call: Any, at: datetime, officer: Any, later: datetime
) -> None:
    """The secretariat reads nothing before the answer is sent; then the file as it was."""
    cast = filed(call, at)
    review = review_of(cast)
    part = text_part(review)
    completion = asked(review, officer, later, part.code)
    save_completion(
        completion.pid, "Brouillon.", {part.code: NEW}, seen=0, by=cast.editor, at=later
    )
    client = Client()
    client.force_login(officer)
    with held_at(later):
        for name, pid in (("review", review.pid), ("text", review.pid)):
            text = client.get(reverse(f"assessment:{name}", args=[pid])).content.decode()
            assert NEW["fr"] not in text
            assert "Brouillon." not in text
    assert reading_of_review(review_of(cast)).field(part.key).completed_at is None  # type: ignore[union-attr]


def test_the_call_says_how_many_rounds(
    call: Any, at: datetime, officer: Any, later: datetime
) -> None:
    cast = filed(call, at)
    review = review_of(cast)
    definition = review.application.call_version.definition
    object.__setattr__(definition.grid, "completion_rounds", 2)
    part = text_part(review)
    try:
        for number in (1, 2):
            completion = asked(review, officer, later, part.code)
            texts = {part.code: {"fr": f"Texte {number}.", "it": f"Testo {number}."}}
            answer_completion(completion.pid, "", texts=texts, by=cast.editor, at=later)
        with pytest.raises(NotPossible, match="one_round") as refusal:
            asked(review, officer, later, part.code)
    finally:
        object.__setattr__(definition.grid, "completion_rounds", 1)
    assert refusal.value.params["count"] == 2
    review = review_of(cast)
    assert reading_of_review(review).field(part.key).texts["fr"] == "Texte 2."  # type: ignore[union-attr]
    second = CompletionRequest.objects.order_by("pk").last()
    assert second is not None
    assert "1" in "".join(
        p.text for p in round_of(second).items[0].changes[0][1] if p.kind == "removed"
    )


def test_the_pages_lead_from_the_remark_to_the_marked_text(
    call: Any, at: datetime, officer: Any, later: datetime
) -> None:
    """The officer names a text and a slot; the lead saves, then sends; an assessor reads."""
    cast = filed(call, at)
    review = review_of(cast)
    part, slot = text_part(review), slot_part(review)
    client, lead = Client(), Client()
    client.force_login(officer)
    lead.force_login(cast.editor)
    with held_at(later):
        url = reverse("assessment:ask", args=[review.pid])
        form = client.get(url).context["form"]
        names = {code: name for name, code in form.codes.items()}
        due = str((later + timedelta(days=10)).date())
        remarks = {names[part.code]: "Précisez.", names[slot.code]: "Signez.", "due_on": due}
        assert client.post(url, remarks).status_code == 302
        completion = CompletionRequest.objects.get()
        url = reverse("assessment:completion", args=[completion.pid])
        text = lead.get(url).content.decode()
        assert "Précisez." in text
        typed = {f"text_1_{language}": words for language, words in NEW.items()}
        saved = lead.post(url, {**typed, "seen": "0", "act": "save"})
        assert saved.status_code == 302
        assert review_of(cast).state == "completion"
        stale = lead.post(url, {**typed, "seen": "0", "act": "send"})
        assert stale.status_code == 422
        file = SimpleUploadedFile("statuts.pdf", pdf(), "application/pdf")
        sent = lead.post(url, {**typed, "slot_2": file, "seen": "1", "act": "send"})
        assert sent.status_code == 302
        page = client.get(reverse("assessment:review", args=[review.pid])).content.decode()
        assert "statuts.pdf" in page
        assert "<ins>" in page
        eligible(review, by=officer, at=later)
        anna = staff("Anna Assessore", "assessor")
        given = given_to(review, anna, by=officer, at=later)
        reader = Client()
        reader.force_login(anna)
        read = reader.get(reverse("assessment:text", args=[review.pid]))
        assert NEW["fr"] in read.content.decode()
        assert read.content.decode().count("icon") > 0
        annexes = [one for one in read.context["reading"].annexes if one.completed_at]
        assert [one.name for one in annexes] == ["statuts.pdf"]
        opened = reader.get(reverse("assessment:annex", args=[review.pid, annexes[0].pid]))
        assert opened.status_code == 200
        assert given.state == "accepted"
