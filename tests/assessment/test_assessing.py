"""Assessors: conflicts, sheets, divergence, consolidation (EVA-01 to EVA-06)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cordata.accounts.models import Membership
from cordata.assessment import access
from cordata.assessment.actions import (
    assign_assessor,
    declare_conflict,
    lock_sheet,
    release_assignment,
    reopen_sheet,
    save_comment,
    save_score,
)
from cordata.assessment.conflicts import candidates, conflicts_of
from cordata.assessment.models import Assignment, Review
from cordata.assessment.priorities import priorities_of
from cordata.assessment.queries import grid_of, locked_sheets, review_for
from cordata.kernel.clock import held_at
from cordata.kernel.models import Event
from cordata.kernel.verdicts import NotPossible
from cordata.notify.models import Message
from cordata.rules.scoring import consolidate
from tests.factories.applications import SEMNOZ, VALFREDDA
from tests.factories.assessment import (
    MOTIVATION,
    after_closing,
    consolidated,
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
def later(call: Any) -> datetime:
    return after_closing(call)


@pytest.fixture
def review(call: Any, at: datetime, officer: Any, later: datetime) -> Review:
    """An eligible file of the two partners of the worked example."""
    return eligible(review_of(filed(call, at, SEMNOZ, VALFREDDA)), by=officer, at=later)


def test_planted_conflicts_block_the_assignment(
    review: Review, officer: Any, later: datetime
) -> None:
    """EVA-01: membership, former membership, mail domain, a declaration on another file."""
    organisation = review.application.partners.get(is_lead=True).organisation
    member = staff("Mara Membro", "assessor")
    Membership.objects.create(
        person=member, organisation=organisation, kind="editor", started_at=later
    )
    former = staff("Fabio Ex", "assessor")
    Membership.objects.create(
        person=former, organisation=organisation, kind="editor", started_at=later, ended_at=later
    )
    neighbour = staff("Nora Vicina", "assessor")
    neighbour.email = "nora@camille.example"  # the lead's signatory writes from there
    neighbour.save()
    found = {
        member: "conflict.same_organisation",
        former: "conflict.former_organisation",
        neighbour: "conflict.same_domain",
    }
    for person, code in found.items():
        with pytest.raises(NotPossible, match=code):
            assign_assessor(review.pid, person, by=officer, at=later)
    against = {one.person: one.conflicts for one in candidates(review, later)}
    assert all(code in against[person] for person, code in found.items())
    assert not Assignment.objects.exists()


def test_a_conflict_once_declared_counts_for_the_partners_next_file(
    call: Any, at: datetime, review: Review, officer: Any, later: datetime
) -> None:
    anna = staff("Anna Assessore", "assessor")
    first = assign_assessor(review.pid, anna, by=officer, at=later)
    declare_conflict(first.pid, reason="Mon frère y travaille.", by=anna, at=later)
    other = review_of(filed(call, at, SEMNOZ, VALFREDDA))
    assert conflicts_of(anna, other) == ("conflict.declared",)


def test_a_declared_conflict_hides_the_file_at_once(
    review: Review, officer: Any, later: datetime
) -> None:
    """EVA-02: every address of the file and of the sheet."""
    anna = staff("Anna Assessore", "assessor")
    own = given_to(review, anna, by=officer, at=later)
    client = Client()
    client.force_login(anna)
    urls = [
        reverse("assessment:assignment", args=[own.pid]),
        reverse("assessment:sheet", args=[own.pid]),
        reverse("assessment:text", args=[review.pid]),
        reverse("assessment:review", args=[review.pid]),
    ]
    with held_at(later):
        declare_conflict(own.pid, reason="Ancien employeur.", by=anna, at=later)
        assert [client.get(url).status_code for url in urls] == [404] * 4
        assert review_for(anna, review.pid) is None
        mine = client.get(reverse("assessment:mine"))
    assert review.application.number not in mine.content.decode()


def test_a_conflict_hides_the_file_from_an_officer_too(
    review: Review, officer: Any, later: datetime
) -> None:
    both = staff("Bice Doppia", "assessor", "officer")
    own = assign_assessor(review.pid, both, by=officer, at=later)
    assert review_for(both, review.pid, later) is not None
    declare_conflict(own.pid, reason="Amitié.", by=both, at=later)
    assert review_for(both, review.pid, later) is None


def test_a_sent_sheet_is_frozen(review: Review, officer: Any, later: datetime) -> None:
    """EVA-03: every way to write."""
    anna = staff("Anna Assessore", "assessor")
    own = scored(given_to(review, anna, by=officer, at=later), 4, at=later)
    with pytest.raises(NotPossible, match="accept_first"):
        save_score(own.pid, "Q1", Decimal(5), MOTIVATION, by=anna, at=later)
    with pytest.raises(NotPossible, match="accept_first"):
        save_comment(own.pid, "Encore un mot.", by=anna, at=later)
    with pytest.raises(NotPossible, match="not_locked"):
        lock_sheet(own.pid, by=anna, at=later)
    client = Client()
    client.force_login(anna)
    with held_at(later):
        for name, args in (("sheet", [own.pid]), ("send", [own.pid]), ("save", [own.pid, "Q1"])):
            answer = client.post(reverse(f"assessment:{name}", args=args), {"points_Q1": "5"})
            assert answer.status_code == 403
    assert own.scores.get(criterion="Q1").points == 4


def test_reopening_keeps_what_was_sent(review: Review, officer: Any, later: datetime) -> None:
    """EVA-03: both versions stay, with the officer's reason."""
    anna = staff("Anna Assessore", "assessor")
    own = scored(given_to(review, anna, by=officer, at=later), 4, at=later)
    reopen_sheet(own.pid, reason="Deux critères inversés.", by=officer, at=later)
    scored(Assignment.objects.get(pk=own.pk), 2, at=later)
    sent = Event.objects.filter(kind="assignment.locked").order_by("number")
    assert [event.data["scores"]["Q1"] for event in sent] == ["4.00", "2.00"]
    assert sent[0].data["motivations"]["Q1"] == MOTIVATION


def test_a_sheet_is_sent_whole_and_motivated(review: Review, officer: Any, later: datetime) -> None:
    anna = staff("Anna Assessore", "assessor")
    own = given_to(review, anna, by=officer, at=later)
    with pytest.raises(NotPossible, match="missing"):
        lock_sheet(own.pid, by=anna, at=later)
    for item in grid_of(review).scored:
        save_score(own.pid, item.code, Decimal(3), MOTIVATION[:99], by=anna, at=later)
    with pytest.raises(NotPossible, match="motivation_short") as refusal:
        lock_sheet(own.pid, by=anna, at=later)
    assert refusal.value.params["minimum"] == 100


def test_ones_own_sheet_comes_first(review: Review, officer: Any, later: datetime) -> None:
    """EVA-05: nobody reads another sheet before having sent their own."""
    anna, bruno = staff("Anna Assessore", "assessor"), staff("Bruno Bilancio", "assessor")
    scored(given_to(review, anna, by=officer, at=later), [5, 5, 5, 5, 5, 5, 5], at=later)
    own = given_to(review, bruno, by=officer, at=later)
    canary = "Canarie : rien de tel ailleurs."
    Assignment.objects.filter(assessor=anna).get().scores.filter(criterion="Q1").update(
        motivation=canary
    )
    client, url = Client(), reverse("assessment:sheet", args=[own.pid])
    client.force_login(bruno)
    with held_at(later):
        assert canary not in client.get(url).content.decode()
        assert not access.see_other_sheets(bruno, own)
        scored(own, 5, at=later)
        after = client.get(url).content.decode()
    assert canary in after
    assert "Anna Assessore" not in after


def test_two_equal_sheets_consolidate(review: Review, officer: Any, later: datetime) -> None:
    for name in ("Anna Assessore", "Bruno Bilancio"):
        scored(given_to(review, staff(name, "assessor"), by=officer, at=later), 4, at=later)
    review.refresh_from_db()
    assert review.state == "consolidated"
    assert review.score == Decimal("87.00")  # 80 and all three priorities
    assert review.priority_points == Decimal("7.00")


def test_two_sheets_far_apart_wait_for_a_third_that_enters_the_mean(
    review: Review, officer: Any, later: datetime
) -> None:
    for name, points in (("Anna Assessore", 5), ("Bruno Bilancio", 3)):
        scored(given_to(review, staff(name, "assessor"), by=officer, at=later), points, at=later)
    review.refresh_from_db()
    assert review.state == "assessment"
    assert Message.objects.filter(notice="assessment.third_needed", to=officer.email).count() == 1
    third = given_to(review, staff("Carla Terza", "assessor"), by=officer, at=later)
    scored(third, 4, at=later)
    review.refresh_from_db()
    assert review.state == "consolidated"
    assert review.score - review.priority_points == Decimal("80.00")


@pytest.mark.parametrize(
    ("second", "state"),
    [([4, 4, 4, 4, 5, 5, 4], "consolidated"), ([4, 4, 4, 4, 5, 5, 3], "assessment")],
)
def test_fifteen_points_apart_consolidate_and_sixteen_call_a_third(
    review: Review, officer: Any, later: datetime, second: list[int], state: str
) -> None:
    for name, points in (("Anna Assessore", [5] * 7), ("Bruno Bilancio", second)):
        scored(given_to(review, staff(name, "assessor"), by=officer, at=later), points, at=later)
    review.refresh_from_db()
    assert review.state == state
    assert Event.objects.filter(kind="review.diverged").exists() is (state == "assessment")


def test_a_third_reader_given_from_the_start_is_waited_for(
    review: Review, officer: Any, later: datetime
) -> None:
    given = [
        given_to(review, staff(name, "assessor"), by=officer, at=later)
        for name in ("Anna Assessore", "Bruno Bilancio", "Carla Terza")
    ]
    for one in given[:2]:
        scored(one, 4, at=later)
    review.refresh_from_db()
    assert review.state == "assessment"
    release_assignment(given[2].pid, reason="Malade.", by=officer, at=later)
    review.refresh_from_db()
    assert review.state == "consolidated"


def test_priorities_come_from_the_facts_that_the_pack_names(review: Review) -> None:
    assert priorities_of(review) == {"P1", "P2", "P3"}


def test_a_grid_without_priorities_has_none(aurora_call: Any, at: datetime) -> None:
    review = consolidated(aurora_call, at, 1)
    assert priorities_of(review) == frozenset()
    assert review.score == Decimal("7.00")


def test_in_advisory_mode_a_poor_score_does_not_reject(call: Any, at: datetime) -> None:
    """Call 2 is decided by eligibility: the grid advises."""
    review = consolidated(call, at, 1)
    assert review.passed is True


def test_in_a_contest_the_floor_of_each_criterion_rejects(aurora_call: Any, at: datetime) -> None:
    """Aurora: at least 1 everywhere, 7 in all."""
    assert consolidated(aurora_call, at, [2, 2, 2, 2, 2, 2, 0]).passed is False
    assert consolidated(aurora_call, at, [1, 1, 1, 1, 1, 1, 1]).passed is True
    example = consolidated(aurora_call, at, [2, 1, 1, 2, 1, 0, 2])
    assert (example.score, example.passed) == (9, False)  # domain.md 7.2


def test_the_stored_score_equals_the_one_of_the_sheets(
    review: Review, officer: Any, later: Any
) -> None:
    """EVA-06: recomputed from the rows, in another order."""

    for name, points in (("Anna Assessore", [5, 4, 3, 4, 4, 3, 5]), ("Bruno Bilancio", 4)):
        scored(given_to(review, staff(name, "assessor"), by=officer, at=later), points, at=later)
    review.refresh_from_db()
    sheets = locked_sheets(review)
    for order in (sheets, sheets[::-1]):
        again = consolidate(order, grid_of(review).rules, priorities_of(review))
        assert again.score == review.score
