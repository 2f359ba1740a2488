"""Admissibility and eligibility: machine's finding kept, person's word beside it, once each."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from cordata.applications.actions import submit_application, withdraw_application
from cordata.assessment import access, due
from cordata.assessment.actions import (
    admit,
    answer_completion,
    ask_completion,
    find_ineligible,
    verify_check,
)
from cordata.assessment.models import Review
from cordata.assessment.queries import ADMISSIBILITY, ELIGIBILITY, rows_unanswered
from cordata.kernel.verdicts import NotPossible
from tests.factories.applications import STATED
from tests.factories.assessment import (
    after_closing,
    answered,
    consolidated,
    eligible,
    filed,
    review_of,
    staff,
)

pytestmark = pytest.mark.django_db
ITEMS = [{"code": "item.1", "text": "Statuts"}]


@pytest.fixture
def officer(db: None) -> Any:
    return staff("Odile Officier", "officer")


@pytest.fixture
def later(call: Any) -> datetime:
    return after_closing(call)


def test_a_file_is_not_admitted_while_a_check_waits(
    call: Any, at: datetime, officer: Any, later: datetime
) -> None:
    review = review_of(filed(call, at))
    with pytest.raises(NotPossible, match="checks_open") as refusal:
        admit(review.pid, by=officer, at=later)
    assert refusal.value.params["checks"] == ("7",)


def test_a_check_that_is_not_met_stops_the_file(
    call: Any, at: datetime, officer: Any, later: datetime
) -> None:
    review = review_of(filed(call, at))
    verify_check(
        review.pid, "signatory.power", "unmet", reason="Pas de pouvoir.", by=officer, at=later
    )
    with pytest.raises(NotPossible, match="checks_unmet"):
        admit(review.pid, by=officer, at=later)


def test_a_no_and_a_contradiction_need_their_reason(
    call: Any, at: datetime, officer: Any, later: datetime
) -> None:
    review = review_of(filed(call, at))
    for code, verdict in (("signatory.power", "unmet"), ("filing.deadline", "not_applicable")):
        with pytest.raises(NotPossible, match="reason_missing"):
            verify_check(review.pid, code, verdict, by=officer, at=later)


def test_the_machines_finding_stays_as_it_was_sealed(
    call: Any, at: datetime, officer: Any, later: datetime
) -> None:
    review = review_of(filed(call, at))
    before = review.submission.findings
    answered(review, ADMISSIBILITY, by=officer, at=later)
    review.submission.refresh_from_db()
    assert review.submission.findings == before
    assert review.submission.sealed.content["findings"] == before


def test_nothing_is_examined_before_the_closing(call: Any, at: datetime, officer: Any) -> None:
    """A later version may still replace the file."""
    review = review_of(filed(call, at))
    assert access.examine(officer, review, at=call.closes_at).code == "assessment.call_open"
    assert access.examine(officer, review, at=call.closes_at + timedelta(microseconds=1))


def test_a_continuous_call_is_examined_at_once(aurora_call: Any, at: datetime) -> None:
    officer = staff("Odile Officier", "officer")
    review = review_of(filed(aurora_call, at))
    assert access.examine(officer, review, at=at)


def test_a_replaced_file_is_examined_in_its_last_version(call: Any, at: datetime) -> None:
    cast = filed(call, at)
    again = at + timedelta(days=1)
    submit_application(
        cast.application.pid,
        by=cast.signatory,
        key="second",
        statements=STATED,
        received_at=again,
        at=again,
    )
    assert review_of(cast).submission.version == 2


def test_a_file_under_examination_is_not_replaced(aurora_call: Any, at: datetime) -> None:
    """In a continuous call no closing settles which version stands: the officer's work does."""
    officer, cast = staff("Odile Officier", "officer"), filed(aurora_call, at)
    review = review_of(cast)
    code = rows_unanswered(review, ADMISSIBILITY | ELIGIBILITY)[0].code
    verify_check(review.pid, code, "met", by=officer, at=at)
    with pytest.raises(NotPossible, match="being_examined"):
        submit_application(
            cast.application.pid,
            by=cast.signatory,
            key="second",
            statements=STATED,
            received_at=at,
            at=at,
        )


def test_a_withdrawn_file_leaves_the_work(call: Any, at: datetime) -> None:
    cast = filed(call, at)
    withdraw_application(cast.application.pid, because="Abandon.", by=cast.signatory, at=at)
    assert review_of(cast).state == "withdrawn"


def test_completion_is_asked_once_and_answered_in_time(
    call: Any, at: datetime, officer: Any, later: datetime
) -> None:
    cast = filed(call, at)
    review, term = review_of(cast), later + timedelta(days=10)
    completion = ask_completion(review.pid, ITEMS, due_at=term, by=officer, at=later)
    late = term + timedelta(microseconds=1)
    with pytest.raises(NotPossible, match="answer_late"):
        answer_completion(completion.pid, "Voici.", by=cast.editor, at=late)
    answer_completion(completion.pid, "Voici.", by=cast.editor, at=term)
    assert review_of(cast).state == "admissibility"
    with pytest.raises(NotPossible, match="one_round"):
        ask_completion(review.pid, ITEMS, due_at=term + timedelta(days=9), by=officer, at=term)


def test_a_term_that_passes_hands_the_file_back(
    call: Any, at: datetime, officer: Any, later: datetime
) -> None:
    review, term = review_of(filed(call, at)), later + timedelta(days=10)
    ask_completion(review.pid, ITEMS, due_at=term, by=officer, at=later)
    assert not list(due.due_acts(term))
    (act,) = due.due_acts(term + timedelta(seconds=1))
    assert act.at > term
    act.run(act.at)
    act.run(act.at)
    assert Review.objects.get(pk=review.pk).state == "admissibility"


def test_a_file_is_refused_only_at_its_stage(
    call: Any, at: datetime, officer: Any, later: datetime
) -> None:
    review = review_of(filed(call, at))
    with pytest.raises(NotPossible, match="not_found_ineligible"):
        find_ineligible(review.pid, reason="Non.", by=officer, at=later)
    eligible(review, by=officer, at=later)
    with pytest.raises(NotPossible, match="not_found_ineligible"):
        find_ineligible(review.pid, reason="Non.", by=officer, at=later)


def test_the_age_of_a_file_counts_from_its_stage(call: Any, at: datetime, later: datetime) -> None:
    assert consolidated(call, at).entered_at == later
