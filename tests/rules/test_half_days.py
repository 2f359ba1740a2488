"""A sheet is signed for each half-day a meeting covers (domain 9.2)."""

from __future__ import annotations

import itertools
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cordata.rules.half_days import half_days


@pytest.mark.parametrize(
    ("starts", "ends", "codes"),
    [
        ("2025-02-13T09:30", "2025-02-13T13:15", ["2025-02-13-morning"]),
        ("2025-02-25T14:30", "2025-02-25T17:00", ["2025-02-25-afternoon"]),
        ("2024-10-15T09:30", "2024-10-15T17:00", ["2024-10-15-morning", "2024-10-15-afternoon"]),
        ("2024-10-15T12:00", "2024-10-15T14:00", ["2024-10-15-morning", "2024-10-15-afternoon"]),
        ("2024-10-15T12:01", "2024-10-15T14:00", ["2024-10-15-afternoon"]),
        ("2024-10-15T12:30", "2024-10-15T13:30", ["2024-10-15-morning"]),
        ("2024-10-15T14:00", "2024-10-16T12:00", ["2024-10-15-afternoon", "2024-10-16-morning"]),
    ],
)
def test_a_meeting_has_the_half_days_it_fills_by_an_hour(starts, ends, codes):
    found = half_days(datetime.fromisoformat(starts), datetime.fromisoformat(ends))

    assert [half.code for half in found] == codes
    assert found[0].starts == datetime.fromisoformat(starts)
    assert found[-1].ends == datetime.fromisoformat(ends)


@given(st.integers(0, 1439), st.integers(1, 4 * 1440))
def test_no_minute_of_a_meeting_is_without_its_half_day(starts, length):
    begin = datetime.fromisoformat("2025-02-13T00:00") + timedelta(minutes=starts)
    end = begin + timedelta(minutes=length)
    found = half_days(begin, end)

    assert found[0].starts == begin
    assert found[-1].ends == end
    assert all(one.ends == after.starts for one, after in itertools.pairwise(found))
