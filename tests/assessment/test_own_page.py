"""The assessor's own page: what comes next, what is read offline (ACC-04, ACC-09)."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

import pikepdf
import pypdf
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cordata.assessment.actions import (
    assign_assessor,
    declare_conflict,
    hand_back,
    keep_confidential,
)
from cordata.assessment.models import Assignment, AssignmentPlan, Review
from cordata.assessment.queries import least_assessed
from cordata.kernel.clock import held_at
from cordata.kernel.models import Event
from tests.factories.assessment import (
    after_closing,
    copies,
    eligible,
    filed,
    given_to,
    review_of,
    scored,
    staff,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(db: None) -> Any:
    return staff("Odile Officier", "officer")


@pytest.fixture
def anna(db: None) -> Any:
    return staff("Anna Assessore", "assessor")


@pytest.fixture
def bruno(db: None) -> Any:
    return staff("Bruno Bilancio", "assessor")


@pytest.fixture
def later(call: Any) -> datetime:
    return after_closing(call)


@pytest.fixture
def reviews(call: Any, at: datetime, officer: Any, later: datetime) -> list[Review]:
    first = eligible(review_of(filed(call, at)), by=officer, at=later)
    return [first, *copies(first, 2)]


def asked(person: Any, name: str, *args: Any, **query: str) -> Any:
    client = Client()
    client.force_login(person)
    return client.get(reverse(f"assessment:{name}", args=args), query)


# What comes next


def test_the_next_file_is_the_one_with_the_fewest_sheets_sent(
    reviews: list[Review], anna: Any, bruno: Any, officer: Any, later: datetime
) -> None:
    own = [given_to(one, anna, by=officer, at=later) for one in reviews]
    for one in reviews[:2]:
        scored(given_to(one, bruno, by=officer, at=later), 4, at=later)
    with held_at(later):
        assert least_assessed(anna) == own[2]
        answer = asked(anna, "next")
        assert answer.url == reverse("assessment:sheet", args=[own[2].pid])
        scored(own[2], 4, at=later)
        assert least_assessed(anna) in own[:2]


def test_a_file_not_accepted_yet_opens_at_the_declaration(
    reviews: list[Review], anna: Any, officer: Any, later: datetime
) -> None:
    own = assign_assessor(reviews[0].pid, anna, by=officer, at=later)
    with held_at(later):
        assert asked(anna, "next").url == reverse("assessment:assignment", args=[own.pid])


def test_equal_files_fall_by_the_seed_of_their_plan(
    call: Any, reviews: list[Review], anna: Any, officer: Any, later: datetime
) -> None:
    own = [given_to(one, anna, by=officer, at=later) for one in reviews]
    drawn = set()
    for seed in range(60):
        plan = AssignmentPlan.objects.create(
            call=call, seed=str(seed), computed_by=officer, computed_at=later
        )
        Assignment.objects.update(plan=plan)
        first = least_assessed(anna)
        assert first == least_assessed(anna)
        drawn.add(first)
    assert drawn == set(own)


def test_without_a_file_to_read_the_page_says_so(
    reviews: list[Review], anna: Any, officer: Any, later: datetime
) -> None:
    gone = assign_assessor(reviews[0].pid, anna, by=officer, at=later)
    hand_back(gone.pid, reason="Absente.", by=anna, at=later)
    with held_at(later):
        assert asked(anna, "next").url == reverse("assessment:mine")
        assert "/next/" not in asked(anna, "mine").content.decode()


@pytest.mark.counting
def test_the_next_file_is_found_at_the_same_cost_among_two_and_twenty(
    reviews: list[Review], anna: Any, officer: Any, later: datetime
) -> None:
    for one in reviews[:2]:
        given_to(one, anna, by=officer, at=later)
    more = copies(copies(reviews[2], 1)[0], 18)
    spent = []
    for others in ([], more):
        for one in others:
            given_to(one, anna, by=officer, at=later)
        with CaptureQueriesContext(connection) as queries:
            least_assessed(anna)
        spent.append(len(queries))
    assert spent == [1, 1]


# The files to read offline


def test_one_pdf_holds_every_accepted_file_and_nothing_of_the_others(
    call: Any, at: datetime, anna: Any, bruno: Any, officer: Any, later: datetime
) -> None:
    """No other assessor, no other file; tagged, titled, with bookmarks and contents (A11-06)."""
    reviews = [eligible(review_of(filed(call, at)), by=officer, at=later) for _one in range(3)]
    for one in reviews[:2]:
        given_to(one, anna, by=officer, at=later)
        scored(given_to(one, bruno, by=officer, at=later), 4, at=later)
    given_to(reviews[2], bruno, by=officer, at=later)
    with held_at(later):
        answer = asked(anna, "own_files", call.code)
    assert answer["Content-Type"] == "application/pdf"
    document = pikepdf.open(io.BytesIO(answer.content))
    assert document.Root.MarkInfo.Marked
    with document.open_outline() as outline:
        titles = [str(one.title) for one in outline.root]
    pages = pypdf.PdfReader(io.BytesIO(answer.content)).pages
    text = " ".join(page.extract_text() for page in pages)
    for one in reviews[:2]:
        assert one.application.number in text
        assert any(title.startswith(one.application.number) for title in titles)
    assert reviews[2].application.number not in text
    assert "Bruno" not in text
    assert "Anna Assessore" in pages[0].extract_text()
    assert "Sommaire" in pages[0].extract_text()


def test_the_pdf_speaks_the_language_asked_for(
    call: Any, reviews: list[Review], anna: Any, officer: Any, later: datetime
) -> None:
    given_to(reviews[0], anna, by=officer, at=later)

    def text_in(language: str) -> str:
        answer = asked(anna, "own_files", call.code, **({"in": language} if language else {}))
        pages = pypdf.PdfReader(io.BytesIO(answer.content)).pages
        return " ".join(page.extract_text() for page in pages)

    with held_at(later):
        both, french, italian = text_in(""), text_in("fr"), text_in("it")
    assert "Chemins de mémoire" in french
    assert "Sentieri della memoria" not in french
    assert "Sentieri della memoria" in italian
    assert "Chemins de mémoire" not in italian
    assert "Chemins de mémoire" in both
    assert "Sentieri della memoria" in both


def test_each_download_stands_in_the_journal_with_its_files(
    call: Any, reviews: list[Review], anna: Any, officer: Any, later: datetime
) -> None:
    for one in reviews[:2]:
        given_to(one, anna, by=officer, at=later)
    with held_at(later):
        asked(anna, "own_files", call.code)
        asked(anna, "own_files", call.code, **{"in": "fr"})
    taken = Event.objects.filter(kind="call.files_taken")
    assert [one.actor for one in taken] == [anna.actor_key] * 2
    assert taken[0].data["files"] == [one.application.number for one in reviews[:2]]
    read = Event.objects.filter(kind="application.file_read", actor=anna.actor_key)
    assert [one.data["what"] for one in read] == ["offline"] * 2


def test_there_is_no_pdf_before_a_file_is_accepted_nor_after_a_conflict(
    call: Any, reviews: list[Review], anna: Any, officer: Any, later: datetime
) -> None:
    """EVA-02, ACC-04: the same verdict as the text itself."""
    own = assign_assessor(reviews[0].pid, anna, by=officer, at=later)
    keep_confidential(call, by=anna, at=later)
    with held_at(later):
        assert asked(anna, "own_files", call.code).status_code == 404
        other = given_to(reviews[1], anna, by=officer, at=later)
        assert asked(anna, "own_files", call.code).status_code == 200
        declare_conflict(other.pid, reason="Amitié.", by=anna, at=later)
        declare_conflict(own.pid, reason="Amitié.", by=anna, at=later)
        assert asked(anna, "own_files", call.code).status_code == 404
    assert asked(officer, "own_files", call.code).status_code == 404


def test_a_file_that_is_assessed_leaves_the_pdf(
    call: Any, reviews: list[Review], anna: Any, bruno: Any, officer: Any, later: datetime
) -> None:
    for person in (anna, bruno):
        scored(given_to(reviews[0], person, by=officer, at=later), 4, at=later)
    with held_at(later):
        assert asked(anna, "own_files", call.code).status_code == 404
