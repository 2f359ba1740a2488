"""A plan of who reads what: computed, changed by hand, used together (peers.md 6.8)."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cordata.assessment.actions import (
    Profile,
    change_plan,
    compute_plan,
    declare_conflict,
    hand_back,
    save_assessor,
    use_plan,
)
from cordata.assessment.models import Assignment, AssignmentPlan, Review
from cordata.assessment.plan_page import plan_context
from cordata.assessment.planning import wanted
from cordata.kernel.clock import held_at
from cordata.kernel.models import Event
from cordata.kernel.verdicts import NotPossible
from cordata.notify.models import Message
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
def later(call: Any) -> datetime:
    return after_closing(call)


@pytest.fixture
def reviews(call: Any, at: datetime, officer: Any, later: datetime) -> list[Review]:
    """Six eligible files of different partners."""
    first = eligible(review_of(filed(call, at)), by=officer, at=later)
    return [first, *copies(first, 5)]


@pytest.fixture
def assessors(call: Any, officer: Any, later: datetime) -> list[Any]:
    """Two who read French, two who read Italian, three files each at most."""
    persons = []
    for number, language in enumerate(("fr", "it", "fr", "it")):
        person = staff(f"Assessore {number}", "assessor", language=language)
        profile = Profile(languages=[language], themes=["education"], most=3)
        save_assessor(call, person, profile, by=officer, at=later)
        persons.append(person)
    return persons


def readers(plan: AssignmentPlan) -> dict[str, set[str]]:
    return {file: {one["assessor"] for one in rows} for file, rows in plan.data.items()}


def test_every_file_gets_a_reader_of_each_language_within_loads(
    call: Any, reviews: list[Review], assessors: list[Any], officer: Any, later: datetime
) -> None:
    plan = compute_plan(call, by=officer, at=later)
    french, italian = ({one.pid for one in assessors[at::2]} for at in (0, 1))
    for those in readers(plan).values():
        assert len(those & french) == len(those & italian) == 1
    load = Counter(one for those in readers(plan).values() for one in those)
    assert set(load.values()) == {3}
    assert plan.reached["unfilled"] == {}
    assert plan.reached["worst"] == plan.reached["bound"]
    assert not Assignment.objects.exists()
    assert not Message.objects.filter(notice="assessment.assigned").exists()


def test_a_plan_can_be_repeated_from_its_seed(
    call: Any, reviews: list[Review], assessors: list[Any], officer: Any, later: datetime
) -> None:
    first = compute_plan(call, by=officer, at=later)
    again = compute_plan(call, seed=first.seed, by=officer, at=later)
    assert readers(again) == readers(first)
    assert AssignmentPlan.objects.count() == 1


def test_a_plan_used_gives_out_all_files_with_the_reasons_and_writes_to_each_reader(
    call: Any, reviews: list[Review], assessors: list[Any], officer: Any, later: datetime
) -> None:
    plan = compute_plan(call, by=officer, at=later)
    use_plan(plan.pid, due_at=later + timedelta(days=21), by=officer, at=later)
    assert Assignment.objects.count() == 12
    given = Assignment.objects.first()
    assert given is not None
    assert {one["code"] for one in given.chosen_for} >= {"reads"}
    assert given.plan == plan
    assert Message.objects.filter(notice="assessment.assigned").count() == 12
    with pytest.raises(NotPossible, match=r"assignment\.plan_used"):
        use_plan(plan.pid, by=officer, at=later)


@pytest.mark.counting
def test_giving_out_a_plan_asks_the_conflicts_of_all_its_pairs_together(
    call: Any, reviews: list[Review], assessors: list[Any], officer: Any, later: datetime
) -> None:
    """EVA-01 once for twelve pairs: what the data tell is asked as often as for one pair."""
    plan = compute_plan(call, by=officer, at=later)
    with CaptureQueriesContext(connection) as queries:
        use_plan(plan.pid, by=officer, at=later)
    asked = [one["sql"] for one in queries if "FROM " in one["sql"]]
    for table in ("applications_guest", "applications_help", "accounts_grant"):
        assert sum(f'FROM "{table}"' in sql or f'JOIN "{table}"' in sql for sql in asked) <= 1


def test_a_plan_made_again_leaves_what_is_begun_and_replaces_who_handed_back(
    call: Any, reviews: list[Review], assessors: list[Any], officer: Any, later: datetime
) -> None:
    use_plan(compute_plan(call, by=officer, at=later).pid, by=officer, at=later)
    gone = Assignment.objects.filter(assessor=assessors[0]).first()
    assert gone is not None
    hand_back(gone.pid, reason="Absent.", by=assessors[0], at=later)
    save_assessor(call, assessors[2], Profile(languages=["fr"], most=4), by=officer, at=later)
    again = compute_plan(call, by=officer, at=later)
    assert {file: those for file, those in readers(again).items() if those} == {
        gone.review.pid: {assessors[2].pid}
    }


def test_who_is_in_conflict_away_or_out_is_given_nothing(
    call: Any, reviews: list[Review], assessors: list[Any], officer: Any, later: datetime
) -> None:
    anna, review = assessors[0], reviews[0]
    own = given_to(review, anna, by=officer, at=later)
    declare_conflict(own.pid, reason="Ma sœur y travaille.", by=anna, at=later)
    today = later.date()
    away = Profile(languages=["it"], most=9, away_from=today, away_until=today)
    save_assessor(call, assessors[1], away, by=officer, at=later)
    plan = compute_plan(call, by=officer, at=later)
    given = {one for those in readers(plan).values() for one in those}
    assert anna.pid not in given  # the copies have the same partners: declared once, for all
    assert assessors[1].pid not in given


def test_two_sheets_that_diverge_want_a_third_reader(
    call: Any, reviews: list[Review], assessors: list[Any], officer: Any, later: datetime
) -> None:
    first, review = reviews[0], Review.objects.get(pk=reviews[0].pk)
    for person in assessors:  # thirteen seats want more than twelve places
        roomy = Profile(languages=[person.language], most=4)
        save_assessor(call, person, roomy, by=officer, at=later)
    for person, points in zip(assessors, (5, 3), strict=False):
        scored(given_to(first, person, by=officer, at=later), points, at=later)
    assert wanted(review).readers == 3
    assert wanted(reviews[1]).readers == 2
    plan = compute_plan(call, by=officer, at=later)
    assert len(plan.data[first.pid]) == 1


def test_two_readers_of_one_language_leave_the_others_seat_to_be_filled(
    call: Any, reviews: list[Review], assessors: list[Any], officer: Any, later: datetime
) -> None:
    """Two readers are as many as a file wants, and still one is missing."""
    for person, review in ((0, 0), (2, 0), (0, 1), (1, 1)):
        given_to(reviews[review], assessors[person], by=officer, at=later)
    missing = [row.missing for row in plan_context(call, later)["rows"]]
    assert missing[:3] == [1, 0, 2]


def test_a_plan_is_changed_by_hand_within_the_same_bounds(
    call: Any, reviews: list[Review], assessors: list[Any], officer: Any, later: datetime
) -> None:
    plan, file = compute_plan(call, by=officer, at=later), reviews[0].pid
    (out,) = readers(plan)[file] & {assessors[0].pid, assessors[2].pid}
    other = next(one for one in (assessors[0], assessors[2]) if one.pid != out)
    with pytest.raises(NotPossible, match=r"assignment\.load_full"):
        change_plan(plan.pid, file, takes_out=out, puts_in=other.pid, by=officer, at=later)
    save_assessor(call, other, Profile(languages=["fr"], most=4), by=officer, at=later)
    plan = change_plan(plan.pid, file, takes_out=out, puts_in=other.pid, by=officer, at=later)
    row = next(one for one in plan.data[file] if one["assessor"] == other.pid)
    assert row["by_hand"]
    event = Event.objects.filter(kind="assignmentplan.changed").latest("number")
    assert (event.data["out"], event.data["into"]) == (out, other.pid)


@pytest.mark.parametrize("who", ["stranger", "already"])
def test_nobody_is_put_into_a_plan_who_may_not_read_the_file(
    call: Any, reviews: list[Review], assessors: list[Any], officer: Any, later: datetime, who: str
) -> None:
    plan, file = compute_plan(call, by=officer, at=later), reviews[0].pid
    into = next(iter(readers(plan)[file])) if who == "already" else officer.pid
    with pytest.raises(NotPossible, match=r"assignment\.pair_refused"):
        change_plan(plan.pid, file, puts_in=into, by=officer, at=later)
    with pytest.raises(NotPossible, match=r"assignment\.not_planned"):
        change_plan(plan.pid, file, takes_out=officer.pid, by=officer, at=later)


def test_a_plan_older_than_a_conflict_gives_out_nothing_at_all(
    call: Any, reviews: list[Review], assessors: list[Any], officer: Any, later: datetime
) -> None:
    plan = compute_plan(call, by=officer, at=later)
    own = given_to(reviews[0], assessors[0], by=officer, at=later)
    declare_conflict(own.pid, reason="Ancien employeur.", by=assessors[0], at=later)
    with pytest.raises(NotPossible, match=r"conflict\.declared|assessment\.assigned_already"):
        use_plan(plan.pid, by=officer, at=later)
    assert Assignment.objects.count() == 1


def test_without_files_or_assessors_there_is_no_plan(
    call: Any, at: datetime, officer: Any, later: datetime
) -> None:
    with pytest.raises(NotPossible, match=r"assignment\.no_file"):
        compute_plan(call, by=officer, at=later)
    eligible(review_of(filed(call, at)), by=officer, at=later)
    with pytest.raises(NotPossible, match=r"assignment\.no_assessor"):
        compute_plan(call, by=officer, at=later)


def test_the_pages_lead_from_the_pool_to_the_files_given_out(
    call: Any, reviews: list[Review], assessors: list[Any], officer: Any, later: datetime
) -> None:
    client = Client()
    client.force_login(officer)
    with held_at(later):
        person = assessors[0].pid
        url = reverse("assessment:assessor", args=[call.code, person])
        sent = {"languages": "fr", "themes": "education", "least": "1", "most": "0"}
        assert client.post(url, sent).status_code == 422
        assert client.post(url, sent | {"most": "4"}).status_code == 302
        assert client.get(reverse("assessment:pool", args=[call.code])).status_code == 200
        client.post(reverse("assessment:compute_plan", args=[call.code]))
        plan = AssignmentPlan.objects.get()
        page = client.get(reverse("assessment:plan", args=[call.code])).content.decode()
        assert "Assessore 1" in page
        use = reverse("assessment:use_plan", args=[call.code, plan.pid])
        assert client.post(use, {"due_on": ""}).status_code == 422
        assert client.post(use, {"due_on": "2099-01-01"}).status_code == 302
        client.force_login(assessors[0])
        own = Assignment.objects.filter(assessor=assessors[0]).first()
        assert own is not None
        why = client.get(reverse("assessment:assignment", args=[own.pid])).content.decode()
    assert Assignment.objects.count() == 12
    assert "(10 points)" in why.replace("\xa0", " ")


def test_the_page_of_the_plan_costs_the_same_for_six_files_and_for_thirty(
    call: Any,
    at: datetime,
    reviews: list[Review],
    assessors: list[Any],
    officer: Any,
    later: datetime,
    django_assert_num_queries: Any,
) -> None:
    client = Client()
    client.force_login(officer)
    url = reverse("assessment:plan", args=[call.code])
    with held_at(later):
        compute_plan(call, by=officer, at=later)
        client.get(url)
        with django_assert_num_queries(22):
            client.get(url)
        copies(eligible(review_of(filed(call, at)), by=officer, at=later), 23)
        compute_plan(call, by=officer, at=later)
        with django_assert_num_queries(22):
            client.get(url)
