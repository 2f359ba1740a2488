"""TIM-03: one count of what is left, in hours and minutes only in the last 24 hours."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.template import Context, Template
from django.utils.translation import override

from cordata.kernel import clock
from cordata.web.moments import time_left

CLOSES = datetime(2025, 4, 24, 10, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (timedelta(days=2) - SECOND, ["<strong>1</strong>", "jour avant la clôture"]),
        (timedelta(days=1), ["<strong>1</strong>", "jour avant la clôture"]),
        (timedelta(days=1) - SECOND, ["<strong>23 h 59 min</strong>", "avant la clôture"]),
        (timedelta(minutes=59), ["<strong>59 min</strong>"]),
        (timedelta(0), ["<strong>0 min</strong>"]),
        (-SECOND, ["Clos"]),
    ],
)
def test_the_side_of_a_draft_counts_as_the_page_of_the_call_does(
    left: timedelta, said: list[str]
) -> None:
    with clock.held_at(CLOSES - left), override("fr"):
        page = Template("{% countdown closes_at %}").render(Context({"closes_at": CLOSES}))
    for words in said:
        assert words in " ".join(page.split())


def test_a_microsecond_after_the_instant_it_is_over() -> None:
    assert not time_left(CLOSES, CLOSES).is_over
    assert time_left(CLOSES, CLOSES + timedelta(microseconds=1)).is_over
