"""How long a file waits: working days of both countries, the call's terms, overdue on top."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cordata.assessment.actions import take_review
from cordata.assessment.ageing import ageing_of
from cordata.assessment.models import Review
from cordata.assessment.queries import overview, reviews_of_call
from cordata.kernel.clock import held_at
from tests.factories.assessment import eligible, filed, review_of, staff

pytestmark = pytest.mark.django_db
# The call closes on Wednesday 23 April 2025. 25 April is a holiday in Italy, 1 May in both
# countries, 8 May in France: the fifteenth working day is Monday 19 May.
LAST_DAY = datetime(2025, 5, 19, 21, 59, 59, tzinfo=UTC)  # 23:59:59 in Paris and Rome


@pytest.fixture
def officer(db: None) -> Any:
    return staff("Odile Officier", "officer")


def test_a_holiday_of_either_country_is_no_working_day(call: Any, at: datetime) -> None:
    review = review_of(filed(call, at))
    for day, days in ((23, 0), (24, 1), (25, 1), (27, 1), (28, 2)):
        assert ageing_of(call, datetime(2025, 4, day, 15, tzinfo=UTC)).days(review) == days


@pytest.mark.parametrize(("late_by", "late"), [(timedelta(0), False), (timedelta(seconds=1), True)])
def test_the_last_day_of_the_term_is_in_time(
    call: Any, at: datetime, officer: Any, late_by: timedelta, late: bool
) -> None:
    """The page and the database count alike, on both sides of the limit."""
    review, now = review_of(filed(call, at)), LAST_DAY + late_by
    ageing = ageing_of(call, now)
    assert ageing.days(review) == 15 + late
    assert ageing.is_late(review) is late
    assert Review.objects.filter(ageing.late()).exists() is late
    counted = overview(reviews_of_call(officer, call, now), ageing.late())
    assert sum(group.late for group in counted.groups) == int(late)


def test_a_file_that_is_settled_is_never_late(call: Any, at: datetime) -> None:
    review, much_later = review_of(filed(call, at)), LAST_DAY + timedelta(days=200)
    for state in ("inadmissible", "ineligible", "consolidated", "withdrawn", "completion"):
        Review.objects.update(state=state)
        review.refresh_from_db()
        assert not ageing_of(call, much_later).is_late(review)
        assert not Review.objects.filter(ageing_of(call, much_later).late()).exists()


def test_the_overdue_stand_on_top_and_can_be_shown_alone(
    call: Any, at: datetime, officer: Any
) -> None:
    """The second file entered its state later, and is late where the first is not."""
    first, second = filed(call, at), filed(call, at)
    for cast in (first, second):
        take_review(review_of(cast).pid, by=officer, at=LAST_DAY)
    moved = eligible(review_of(first), by=officer, at=LAST_DAY)
    Review.objects.filter(pk=moved.pk).update(entered_at=at - timedelta(days=1), state="completion")
    numbers = [second.application.number, first.application.number]
    client = Client()
    client.force_login(officer)
    with held_at(LAST_DAY + timedelta(days=1)):
        page = client.get(reverse("assessment:reviews", args=[call.code]))
        alone = client.get(reverse("assessment:reviews", args=[call.code]), {"late": "late"})
    assert [row.review.application.number for row in page.context["rows"]] == numbers
    assert [row.review.application.number for row in alone.context["rows"]] == numbers[:1]
