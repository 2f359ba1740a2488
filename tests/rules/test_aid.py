"""De minimis aid: which day counts, in which State, and the cent of the ceiling (5.3 no. 8)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal as D

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cordata.rules.aid import AidGranted, counts_on, last_day_counted, received_by_state
from cordata.rules.eligibility import check
from cordata.rules.facts import AidFacts
from cordata.rules.finding import Outcome
from tests.rules.calls import ALPS, ASSOCIATION, COMPLETE, found, with_partner

DAY = timedelta(days=1)
days = st.dates(date(2015, 1, 1), date(2060, 12, 31))


@pytest.mark.parametrize(
    ("granted", "last"),
    [
        ((2022, 5, 10), (2025, 5, 10)),
        ((2022, 1, 31), (2025, 1, 31)),
        ((2022, 12, 30), (2025, 12, 30)),
        ((2024, 2, 29), (2027, 2, 28)),
        ((2024, 2, 28), (2027, 2, 28)),
        ((2025, 2, 28), (2028, 2, 28)),
        ((2025, 3, 1), (2028, 3, 1)),
    ],
)
def test_an_aid_counts_through_the_same_date_three_years_on(granted, last):
    """Both sides of the day; 29 February counts until the 28th."""
    granted_on, last_on = date(*granted), date(*last)
    assert last_day_counted(granted_on) == last_on
    assert counts_on(granted_on, last_on)
    assert not counts_on(granted_on, last_on + DAY)
    assert counts_on(granted_on, granted_on)
    assert not counts_on(granted_on, granted_on - DAY)


@settings(deadline=None)
@given(granted_on=days, later=days)
def test_a_later_grant_never_stops_counting_earlier(granted_on, later):
    first, second = sorted((granted_on, later))
    assert last_day_counted(first) <= last_day_counted(second)
    assert timedelta(days=1094) < last_day_counted(first) - first < timedelta(days=1097)


def test_each_state_has_its_own_sum():
    granted = [
        AidGranted(date(2023, 6, 1), D("100.10"), "FR"),
        AidGranted(date(2023, 6, 1), D("0.20"), "FR"),
        AidGranted(date(2023, 6, 1), D("7.00"), "IT"),
        AidGranted(date(2022, 5, 31), D("1000.00"), "FR"),
    ]
    assert received_by_state(granted, date(2025, 6, 1)) == {"FR": D("100.30"), "IT": D("7.00")}
    assert received_by_state(granted, date(2026, 6, 2)) == {}


@pytest.mark.parametrize(
    ("received", "verdict"), [("275978.87", Outcome.MET), ("275978.88", Outcome.UNMET)]
)
def test_the_ceiling_holds_to_the_cent(received, verdict):
    """New aid of 24 021.13: with 275 978.87 it is 300 000.00 sharp, with a cent more too much."""
    aid = AidFacts(True, True, "de_minimis", D(received), True)
    facts = with_partner(COMPLETE, ASSOCIATION.key, aid=aid)
    assert found(check(facts, ALPS), "aid.regime").verdict is verdict
