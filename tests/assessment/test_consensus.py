"""Consensus: one common sheet that each author agrees to; without it on the term, the mean."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cordata.assessment import access
from cordata.assessment.actions import (
    agree_to_common_sheet,
    assign_assessor,
    name_rapporteur,
    reopen_sheet,
    write_common_sheet,
)
from cordata.assessment.due import due_acts
from cordata.assessment.models import Assignment, Consensus, Review
from cordata.kernel.clock import held_at
from cordata.kernel.models import Event
from cordata.kernel.verdicts import NotPossible
from cordata.notify.models import Message
from cordata.rules.scoring import Method
from cordata.selection.board import entry_of
from cordata.selection.reasons import reasons_for
from tests.factories.assessment import (
    MOTIVATION,
    after_closing,
    eligible,
    filed,
    given_to,
    review_of,
    scored,
    staff,
    with_grid,
)

pytestmark = pytest.mark.django_db
COMMON = "Ensemble : " + MOTIVATION


@pytest.fixture
def officer(db: None) -> Any:
    return staff("Odile Officier", "officer")


@pytest.fixture
def authors(db: None) -> list[Any]:
    return [staff(name, "assessor") for name in ("Anna Assessore", "Bruno Bilancio")]


@pytest.fixture
def later(call: Any) -> datetime:
    return after_closing(call)


@pytest.fixture
def review(call: Any, at: datetime, officer: Any, authors: list[Any], later: datetime) -> Review:
    """Two sheets, 100 and 60 points: any other method would call a third."""
    with_grid(call, at, method=Method.CONSENSUS)
    made = eligible(review_of(filed(call, at)), by=officer, at=later)
    for person, points in zip(authors, (5, 3), strict=True):
        scored(given_to(made, person, by=officer, at=later), points, at=later)
    return Review.objects.get(pk=made.pk)


@pytest.fixture
def found(review: Review, officer: Any, authors: list[Any], later: datetime) -> Consensus:
    return name_rapporteur(review.consensus.pid, authors[0], by=officer, at=later)


def points(review: Review, value: int) -> dict[str, Decimal]:
    grid = review.application.call_version.definition.grid
    return {item.code: Decimal(value) for item in grid.scored}


def written(found: Consensus, by: Any, at: datetime, value: int = 5) -> Consensus:
    given = points(found.review, value)
    return write_common_sheet(found.pid, given, dict.fromkeys(given, COMMON), by=by, at=at)


def own(review: Review, person: Any) -> Assignment:
    return Assignment.objects.get(review=review, assessor=person)


def test_once_all_sheets_are_sent_the_officer_names_a_rapporteur(
    review: Review, officer: Any, authors: list[Any], later: datetime
) -> None:
    assert review.state == "assessment"
    assert Message.objects.filter(notice="assessment.consensus_opened", to=officer.email).exists()
    assert not Message.objects.filter(notice="assessment.third_needed").exists()
    with pytest.raises(NotPossible, match="not_an_author"):
        name_rapporteur(review.consensus.pid, officer, by=officer, at=later)
    name_rapporteur(review.consensus.pid, authors[1], by=officer, at=later)
    told = Message.objects.filter(notice="assessment.rapporteur_named", to=authors[1].email)
    assert told.count() == 1


def test_the_last_agreement_makes_the_common_sheet_the_files_own(
    found: Consensus, authors: list[Any], later: datetime
) -> None:
    written(found, authors[0], later)
    assert Review.objects.get(pk=found.review_id).state == "assessment"
    agree_to_common_sheet(found.pid, by=authors[1], at=later)
    review = Review.objects.get(pk=found.review_id)
    assert review.state == "consolidated"
    assert review.score is not None
    assert review.score - review.priority_points == Decimal("100.00")
    assert entry_of(review).ties[0] == Decimal("5.00")
    quoted = reasons_for(review, "funded")["fr"]
    assert "Ensemble" in quoted
    assert quoted.count(MOTIVATION[:40]) == 7


def test_a_sheet_written_anew_asks_for_every_agreement_again(
    call: Any, at: datetime, officer: Any, later: datetime, authors: list[Any]
) -> None:
    carla = staff("Carla Terza", "assessor")
    with_grid(call, at, method=Method.CONSENSUS, assessors=3)
    made = eligible(review_of(filed(call, at)), by=officer, at=later)
    for person in (*authors, carla):
        scored(given_to(made, person, by=officer, at=later), 4, at=later)
    found = name_rapporteur(
        Consensus.objects.get(review=made).pid, authors[0], by=officer, at=later
    )
    written(found, authors[0], later, 3)
    agree_to_common_sheet(found.pid, by=authors[1], at=later)
    written(found, authors[0], later, 4)
    assert [one.assessor for one in found.agreements.all()] == [authors[0]]
    agree_to_common_sheet(found.pid, by=carla, at=later)
    assert Review.objects.get(pk=made.pk).state == "assessment"
    agree_to_common_sheet(found.pid, by=authors[1], at=later)
    assert Review.objects.get(pk=made.pk).state == "consolidated"


@pytest.mark.parametrize(("passed", "state"), [(0, "assessment"), (1, "consolidated")])
def test_without_agreement_the_mean_applies_after_the_term(
    found: Consensus, authors: list[Any], later: datetime, passed: int, state: str
) -> None:
    """The term itself is still in time; what was written and not agreed to counts for nothing."""
    written(found, authors[0], later)
    until = found.due_at + timedelta(microseconds=passed)
    for act in due_acts(until):
        if act.code == "assessment.end_consensus":
            act.run(act.at)
    review = Review.objects.get(pk=found.review_id)
    assert review.state == state
    if state == "consolidated":
        assert review.score is not None
        assert review.score - review.priority_points == Decimal("80.00")
        with pytest.raises(NotPossible, match=r"consensus\.over"):
            agree_to_common_sheet(found.pid, by=authors[1], at=until)


def test_a_third_assessor_called_instead_ends_the_search_and_enters_the_mean(
    found: Consensus, authors: list[Any], officer: Any, later: datetime
) -> None:
    written(found, authors[0], later)
    third = given_to(found.review, staff("Carla Terza", "assessor"), by=officer, at=later)
    with pytest.raises(NotPossible, match="third_reads"):
        agree_to_common_sheet(found.pid, by=authors[1], at=later)
    after = found.due_at + timedelta(days=1)
    assert not [one for one in due_acts(after) if one.code == "assessment.end_consensus"]
    scored(third, 1, at=later)
    review = Review.objects.get(pk=found.review_id)
    assert review.state == "consolidated"
    assert review.score is not None
    assert review.score - review.priority_points == Decimal("60.00")  # of 5, 3 and 1
    assert Consensus.objects.get(pk=found.pk).state == "ended"


def test_only_the_rapporteur_writes_and_only_authors_agree(
    found: Consensus, authors: list[Any], officer: Any, later: datetime
) -> None:
    with pytest.raises(NotPossible, match="not_rapporteur"):
        written(found, authors[1], later)
    with pytest.raises(NotPossible, match="not_written"):
        agree_to_common_sheet(found.pid, by=authors[1], at=later)
    written(found, authors[0], later)
    with pytest.raises(NotPossible, match="not_an_author"):
        agree_to_common_sheet(found.pid, by=officer, at=later)
    stranger = staff("Carla Terza", "assessor")
    assert not access.agree(stranger, found)
    assert not access.write_common_sheet(stranger, found)


@pytest.mark.parametrize(
    ("value", "words", "code"),
    [(6, COMMON, "off_scale"), (4, MOTIVATION[:99], "motivation_short")],
)
def test_a_common_sheet_is_whole_and_motivated_like_any_other(
    found: Consensus, authors: list[Any], later: datetime, value: int, words: str, code: str
) -> None:
    given = points(found.review, value)
    with pytest.raises(NotPossible, match=f"sheet.{code}"):
        write_common_sheet(found.pid, given, dict.fromkeys(given, words), by=authors[0], at=later)


def test_a_sheet_reopened_meanwhile_takes_the_agreements_with_it(
    found: Consensus, authors: list[Any], officer: Any, later: datetime
) -> None:
    written(found, authors[0], later)
    review = found.review
    reopen_sheet(own(review, authors[1]).pid, reason="Erreur.", by=officer, at=later)
    with pytest.raises(NotPossible, match="third_reads"):
        agree_to_common_sheet(found.pid, by=authors[0], at=later)
    scored(own(review, authors[1]), 4, at=later)
    assert not found.agreements.exists()
    for one in authors:
        agree_to_common_sheet(found.pid, by=one, at=later)
    assert Review.objects.get(pk=review.pk).state == "consolidated"


def test_one_sheet_alone_needs_nobodys_agreement(
    call: Any, at: datetime, officer: Any, authors: list[Any], later: datetime
) -> None:
    with_grid(call, at, method=Method.CONSENSUS, assessors=1)
    made = eligible(review_of(filed(call, at)), by=officer, at=later)
    scored(given_to(made, authors[0], by=officer, at=later), 4, at=later)
    assert Review.objects.get(pk=made.pk).state == "consolidated"


def test_the_pages_lead_from_the_rapporteur_to_the_last_agreement(
    review: Review, officer: Any, authors: list[Any], later: datetime
) -> None:
    """EVA-04, EVA-05: the authors read each other's sheets, nobody's name."""
    client = Client()
    with held_at(later):
        client.force_login(officer)
        url = reverse("assessment:consensus", args=[review.pid])
        assert client.get(url).status_code == 200
        assert client.post(url, {"rapporteur": "nobody"}).status_code == 422
        assert client.post(url, {"rapporteur": authors[0].pid}).status_code == 302
        client.force_login(authors[0])
        common = reverse("assessment:common", args=[own(review, authors[0]).pid])
        page = client.get(common).content.decode()
        assert MOTIVATION[:40] in page
        assert "Bruno" not in page
        answers = {f"points_Q{n}": "4" for n in range(1, 8)}
        assert client.post(common, answers).status_code == 422
        answers |= {f"motivation_Q{n}": COMMON for n in range(1, 8)}
        assert client.post(common, answers).status_code == 302
        client.force_login(authors[1])
        theirs = own(review, authors[1]).pid
        assert client.post(reverse("assessment:common", args=[theirs]), answers).status_code == 403
        assert COMMON in client.get(reverse("assessment:common", args=[theirs])).content.decode()
        assert client.post(reverse("assessment:agree", args=[theirs])).status_code == 302
        table = client.get(reverse("assessment:sheet", args=[theirs]))
        assert table.status_code == 200
    assert Review.objects.get(pk=review.pk).state == "consolidated"
    assert Event.objects.filter(kind="consensus.agreed").count() == 1


def test_who_has_not_sent_a_sheet_sees_no_common_one(
    review: Review, officer: Any, later: datetime
) -> None:
    """EVA-05."""
    carla = staff("Carla Terza", "assessor")
    given = assign_assessor(review.pid, carla, by=officer, at=later)
    client = Client()
    client.force_login(carla)
    with held_at(later):
        assert client.get(reverse("assessment:common", args=[given.pid])).status_code == 404
