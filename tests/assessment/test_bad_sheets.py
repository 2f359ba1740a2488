"""What is tried by hand on a sheet: refused in words, written in the journal (EVA-03)."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cordata.accounts.models import Membership, Person
from cordata.assessment.actions import lock_sheet, reopen_sheet, save_score
from cordata.assessment.models import Assignment, Review
from cordata.kernel.clock import held_at
from cordata.kernel.models import Event
from cordata.kernel.verdicts import NotPossible
from cordata.web.catalogue import sentence
from tests.factories.assessment import (
    MOTIVATION,
    after_closing,
    consolidated,
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
def anna(db: None) -> Any:
    return staff("Anna Assessore", "assessor")


@pytest.fixture
def later(call: Any) -> datetime:
    return after_closing(call)


@pytest.fixture
def own(call: Any, at: datetime, officer: Any, anna: Any, later: datetime) -> Assignment:
    review = eligible(review_of(filed(call, at)), by=officer, at=later)
    return given_to(review, anna, by=officer, at=later)


def sent(person: Any, name: str, *args: str, **answers: str) -> Any:
    client = Client()
    client.force_login(person)
    return client.post(reverse(f"assessment:{name}", args=args), answers)


def refusals() -> list[tuple[str, str]]:
    events = Event.objects.filter(kind="assignment.attempt_refused").order_by("number")
    return [(one.actor, one.data["code"]) for one in events]


def test_an_assessor_does_not_score_the_file_of_their_own_body(
    own: Assignment, anna: Any, later: datetime
) -> None:
    """They joined a partner after the file was given to them: no conflict stood against it then."""
    body = own.review.application.partners.get(is_lead=True).organisation
    Membership.objects.create(person=anna, organisation=body, kind="editor", started_at=later)
    anna = Person.objects.get(pk=anna.pk)
    with held_at(later):
        for name, args in (("save", [own.pid, "Q1"]), ("sheet", [own.pid]), ("send", [own.pid])):
            answer = sent(anna, name, *args, points_Q1="5", motivation_Q1=MOTIVATION)
            assert answer.status_code == 403
            assert sentence("assessment.own_body", "fr") in answer.content.decode()
    assert not own.scores.exists()
    assert refusals() == [(anna.actor_key, "assessment.own_body")]  # once that day
    for act in (
        lambda: save_score(own.pid, "Q1", Decimal(5), MOTIVATION, by=anna, at=later),
        lambda: lock_sheet(own.pid, by=anna, at=later),
    ):
        with pytest.raises(NotPossible, match="own_body"):
            act()


@pytest.mark.parametrize("points", ["6", "-1", "4.5", "NaN", "5 points", "٤"])
def test_points_outside_the_scale_are_refused_and_noted(
    own: Assignment, anna: Any, later: datetime, points: str
) -> None:
    with held_at(later):
        saved = sent(anna, "save", own.pid, "Q1", points_Q1=points, motivation_Q1=MOTIVATION)
        whole = sent(anna, "sheet", own.pid, points_Q1=points)
    assert (saved.status_code, whole.status_code) == (422, 422)
    assert not own.scores.exists()
    assert refusals() == [(anna.actor_key, "sheet.off_scale")]


@pytest.mark.parametrize(("points", "good"), [(-1, False), (0, True), (5, True), (6, False)])
def test_the_action_keeps_points_of_the_scale_alone(
    own: Assignment, anna: Any, later: datetime, points: int, good: bool
) -> None:
    if good:
        save_score(own.pid, "Q1", Decimal(points), MOTIVATION, by=anna, at=later)
        return
    with pytest.raises(NotPossible, match="off_scale"):
        save_score(own.pid, "Q1", Decimal(points), MOTIVATION, by=anna, at=later)


def test_points_of_the_scale_leave_no_such_line(
    own: Assignment, anna: Any, later: datetime
) -> None:
    with held_at(later):
        assert sent(anna, "sheet", own.pid, points_Q1="5", points_Q2="").status_code == 302
    assert refusals() == []


def test_a_sheet_is_not_reopened_once_the_file_is_consolidated(
    call: Any, at: datetime, officer: Any, later: datetime
) -> None:
    """Nor after the committee: a file that is consolidated never goes back to its assessors."""
    review = consolidated(call, at)
    sheet = review.assignments.first()
    assert sheet is not None
    with held_at(later):
        answer = sent(officer, "reopen", sheet.pid, reason="Après coup.")
    assert answer.status_code == 403
    assert sentence("assessment.sheets_consolidated", "fr") in answer.content.decode()
    assert refusals() == [(officer.actor_key, "assessment.sheets_consolidated")]
    with pytest.raises(NotPossible, match="stage_over"):
        reopen_sheet(sheet.pid, reason="Après coup.", by=officer, at=later)
    assert Review.objects.get(pk=review.pk).score == review.score


def test_a_refusal_is_noted_again_the_next_day(own: Assignment, anna: Any, later: datetime) -> None:
    for days in (0, 0, 1):
        with held_at(later + timedelta(days=days)):
            sent(anna, "sheet", own.pid, points_Q1="7")
    assert len(refusals()) == 2
