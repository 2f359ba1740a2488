"""What an outage adds to a closing, to the minute (TIM-07; the rule is the call's own)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cordata.rules.availability import (
    HOUR,
    MINUTE,
    ExtensionRule,
    Minutes,
    counted,
    extension,
    up_to_the_hour,
)

NOON = datetime(2025, 4, 23, 10, tzinfo=UTC)
RULE = ExtensionRule(within_hours=24, more_than_minutes=10, times=2, notice_hours=4)


def test_as_much_as_the_rule_bears_changes_nothing() -> None:
    assert extension(RULE, NOON, 10, NOON) is None


def test_one_minute_more_is_doubled_up_to_the_hour_and_leaves_notice() -> None:
    found = extension(RULE, NOON, 11, NOON - 6 * HOUR)
    assert found is not None
    assert (found.unavailable, found.added, found.after) == (11, 22, NOON + HOUR)


@pytest.mark.parametrize(
    ("minutes", "hours"), [(30, 1), (31, 2), (60, 2), (61, 3), (720, 24), (900, 30)]
)
def test_twice_the_minutes_up_to_the_next_full_hour(minutes: int, hours: int) -> None:
    found = extension(RULE, NOON, minutes, NOON - 6 * HOUR)
    assert found is not None
    assert found.after == NOON + hours * HOUR


@pytest.mark.parametrize(
    ("proposed", "after"),
    [
        (NOON - 4 * HOUR, NOON + HOUR),
        (NOON, NOON + 4 * HOUR),
        (NOON + MINUTE, NOON + 5 * HOUR),
        (NOON + 20 * HOUR, NOON + 24 * HOUR),
    ],
)
def test_people_have_notice_however_late_it_is_proposed(
    proposed: datetime, after: datetime
) -> None:
    found = extension(RULE, NOON, 11, proposed)
    assert found is not None
    assert found.after == after


@given(
    st.integers(0, 72 * 60),
    st.integers(-72 * 60, 7 * 24 * 60),
    st.integers(0, 72),
    st.integers(1, 10),
)
def test_it_is_never_earlier_never_less_and_always_a_full_hour(
    minutes: int, proposed: int, notice: int, times: int
) -> None:
    rule, at = ExtensionRule(24, 10, times, notice), NOON + proposed * MINUTE
    found = extension(rule, NOON, minutes, at)
    assert (found is None) is (minutes <= 10)
    if found is not None:
        assert found.after > NOON
        assert found.after - NOON >= times * minutes * MINUTE
        assert found.after - at >= notice * HOUR
        assert found.after == up_to_the_hour(found.after)


def test_a_minute_begun_is_not_expected_yet() -> None:
    until = NOON + timedelta(seconds=59)
    assert counted(60, 0, NOON - HOUR, until) == Minutes(60, 0, 0)
    assert counted(60, 0, NOON - HOUR, NOON + MINUTE) == Minutes(60, 0, 1)
