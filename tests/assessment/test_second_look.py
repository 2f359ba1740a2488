"""Two officers: where the call asks for a second look, nobody settles alone; the journal knows."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from cordata.applications.actions import withdraw_application
from cordata.assessment.actions import (
    admit,
    find_eligible,
    refuse_admission,
    second_check,
    verify_check,
)
from cordata.assessment.models import Refusal, Review, Verification
from cordata.assessment.queries import ADMISSIBILITY, ELIGIBILITY, rows_unanswered
from cordata.kernel.clock import held_at
from cordata.kernel.models import Event
from cordata.kernel.verdicts import NotPossible
from cordata.notify.models import Message
from tests.factories.assessment import after_closing, answered, colleague, filed, review_of, staff

pytestmark = pytest.mark.django_db
AID = "aid.regime"


@pytest.fixture
def officer(db: None) -> Any:
    return staff("Odile Officier", "officer")


@pytest.fixture
def later(call: Any) -> datetime:
    return after_closing(call)


@pytest.fixture
def review(call: Any, at: datetime, officer: Any, later: datetime) -> Review:
    """Admissible, every check of eligibility answered by one officer."""
    review = review_of(filed(call, at))
    answered(review, ADMISSIBILITY, by=officer, at=later)
    admit(review.pid, by=officer, at=later)
    for row in rows_unanswered(review, ELIGIBILITY):
        verify_check(review.pid, row.code, "met", by=officer, at=later)
    if not review.verifications.filter(code=AID).exists():
        verify_check(review.pid, AID, "met", reason="Lu.", by=officer, at=later)
    review.refresh_from_db()
    return review


def test_one_officer_alone_does_not_settle_a_marked_check(
    review: Review, officer: Any, later: datetime
) -> None:
    with pytest.raises(NotPossible, match="second_look_missing") as refusal:
        find_eligible(review.pid, by=officer, at=later)
    assert refusal.value.params["checks"] == ("40",)
    second_check(review.pid, AID, agrees=True, by=colleague(), at=later)
    assert find_eligible(review.pid, by=officer, at=later).state == "assessment"


def test_the_same_person_is_refused_by_the_act_and_by_the_database(
    review: Review, officer: Any, later: datetime
) -> None:
    with pytest.raises(NotPossible, match="four_eyes"):
        second_check(review.pid, AID, agrees=True, by=officer, at=later)
    given = Verification.objects.filter(code=AID)
    with pytest.raises(IntegrityError), transaction.atomic():
        given.update(seconded_by=officer, seconded_at=later, agrees=True)


def test_a_disagreement_stays_until_a_new_answer_with_its_reason(
    review: Review, officer: Any, later: datetime
) -> None:
    with pytest.raises(NotPossible, match="reason_missing"):
        second_check(review.pid, AID, agrees=False, by=colleague(), at=later)
    second_check(review.pid, AID, agrees=False, reason="Plafond.", by=colleague(), at=later)
    with pytest.raises(NotPossible, match="second_look_missing"):
        find_eligible(review.pid, by=officer, at=later)
    with pytest.raises(NotPossible, match="reason_missing"):
        verify_check(review.pid, AID, "met", by=officer, at=later)
    verify_check(review.pid, AID, "met", reason="Sous le plafond.", by=officer, at=later)
    with pytest.raises(NotPossible, match="second_look_missing"):
        find_eligible(review.pid, by=officer, at=later)
    second_check(review.pid, AID, agrees=True, by=colleague(), at=later)
    find_eligible(review.pid, by=officer, at=later)
    assert Event.objects.get(kind="review.second_look_disagreed").reason == "Plafond."


def test_nobody_is_turned_away_by_one_person(
    call: Any, at: datetime, officer: Any, later: datetime
) -> None:
    """The file keeps its state and the lead hears nothing until a second officer agrees."""
    review, second = review_of(filed(call, at)), colleague()
    refuse_admission(review.pid, reason="Pouvoir absent.", by=officer, at=later)
    review.refresh_from_db()
    assert review.state == "admissibility"
    assert not Refusal.objects.exists()
    assert Message.objects.filter(notice="assessment.second_look_asked").count() == 1
    with pytest.raises(NotPossible, match="four_eyes"):
        second_check(review.pid, "outcome", agrees=True, by=officer, at=later)
    second_check(review.pid, "outcome", agrees=True, by=second, at=later)
    review.refresh_from_db()
    assert review.state == "inadmissible"
    assert Event.objects.get(kind="review.found_inadmissible").reason == "Pouvoir absent."


def test_a_proposed_refusal_is_settled_before_the_file_goes_on(
    call: Any, at: datetime, officer: Any, later: datetime
) -> None:
    review = review_of(filed(call, at))
    answered(review, ADMISSIBILITY, by=officer, at=later)
    refuse_admission(review.pid, reason="Doute.", by=officer, at=later)
    with pytest.raises(NotPossible, match="refusal_proposed"):
        admit(review.pid, by=colleague(), at=later)
    second_check(
        review.pid, "outcome", agrees=False, reason="Tout y est.", by=colleague(), at=later
    )
    assert admit(review.pid, by=officer, at=later).state == "eligibility"


def test_a_call_without_the_rule_needs_one_officer(aurora_call: Any, at: datetime) -> None:
    officer, review = staff("Odile Officier", "officer"), review_of(filed(aurora_call, at))
    refuse_admission(review.pid, reason="Out of area.", by=officer, at=at)
    review.refresh_from_db()
    assert review.state == "inadmissible"


def posted(person: Any, name: str, args: list[Any], **data: str) -> Any:
    client = Client()
    client.force_login(person)
    return client.post(reverse(name, args=args), data)


def test_of_two_officers_at_once_the_second_reads_the_first(
    call: Any, at: datetime, officer: Any, later: datetime
) -> None:
    """Both opened the page before anybody answered; nothing is overwritten, the journal knows."""
    review = review_of(filed(call, at))
    with held_at(later):
        first = posted(officer, "assessment:verify", [review.pid, "7"], verdict="met", seen="")
        second = posted(
            colleague(),
            "assessment:verify",
            [review.pid, "7"],
            verdict="unmet",
            reason="Non.",
            seen="",
        )
    assert (first.status_code, second.status_code) == (302, 422)
    assert review.verifications.get().verdict == "met"
    line = Event.objects.get(kind="review.attempt_refused")
    assert line.data["code"] == "assessment.check_changed"
    assert line.actor == colleague().actor_key


def test_a_decision_on_a_withdrawn_file_is_refused_and_noted(
    call: Any, at: datetime, officer: Any, later: datetime
) -> None:
    cast = filed(call, at)
    review = review_of(cast)
    withdraw_application(cast.application.pid, because="Abandon.", by=cast.signatory, at=later)
    with held_at(later):
        answer = posted(officer, "assessment:settle", [review.pid], act="admit")
    assert answer.status_code == 403
    assert "étape" in answer.content.decode()
    line = Event.objects.get(kind="review.attempt_refused")
    assert (line.data["act"], line.data["state"]) == ("settle", "withdrawn")
    with pytest.raises(NotPossible, match="stage_over"):
        verify_check(review.pid, "signatory.power", "met", by=officer, at=later)


def test_the_second_officer_has_the_form_and_the_first_has_not(
    review: Review, officer: Any, later: datetime
) -> None:
    form = reverse("assessment:second", args=[review.pid, "40"])
    with held_at(later):
        for person, there in ((officer, False), (colleague(), True)):
            client = Client()
            client.force_login(person)
            page = client.get(reverse("assessment:review", args=[review.pid])).content.decode()
            assert (form in page) is there
        own = posted(officer, "assessment:second", [review.pid, "40"], agrees="yes")
        agreed = posted(colleague(), "assessment:second", [review.pid, "40"], agrees="yes")
    assert (own.status_code, agreed.status_code) == (403, 302)
    assert Event.objects.get(kind="review.attempt_refused").data["code"] == "assessment.four_eyes"
