"""What a lump sum earns, and what is due or asked back."""

from __future__ import annotations

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cordata.rules.lump_sums import (
    Earning,
    LumpSum,
    advance,
    communication_correction,
    earned,
    settle,
)

sums = st.lists(
    st.builds(
        LumpSum,
        key=st.just("a"),
        amount=st.decimals(min_value=0, max_value=60_000, places=2),
        accepted=st.booleans(),
    ),
    min_size=1,
    max_size=6,
)


@given(sums=sums, rate=st.integers(0, 100), earning=st.sampled_from(Earning))
def test_what_is_paid_in_the_end_is_what_was_earned(sums, rate, earning):
    granted = sum((one.amount for one in sums), D(0))
    paid = advance(granted, D(rate))

    account = settle(sums, paid, earning)

    assert paid + account.balance - account.recovery == account.due == account.earned
    assert 0 <= account.earned <= account.granted
    assert not (account.balance and account.recovery)


def test_one_activity_not_reached_costs_all_under_all_or_nothing():
    sums = [LumpSum("1", D(10), True), LumpSum("2", D(20), False)]

    assert earned(sums, Earning.ALL_OR_NOTHING) == 0
    assert earned(sums, Earning.PER_ACTIVITY) == 10


def test_what_nobody_verified_is_not_settled():
    with pytest.raises(ValueError, match="verified"):
        settle([LumpSum("1", D(10))], D(0))
    assert earned([LumpSum("1", D(10))], Earning.PER_ACTIVITY) == 0


def test_a_correction_is_taken_from_what_is_due():
    account = settle([LumpSum("1", D(1000), True)], D(500), correction=D(20))

    assert (account.due, account.balance) == (D(980), D(480))


@pytest.mark.parametrize("rate", ["2.01", "-1"])
def test_a_communication_correction_stays_within_two_per_cent(rate):
    with pytest.raises(ValueError, match="2 %"):
        communication_correction(D(100), D(rate))
