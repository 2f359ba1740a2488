"""The size of an enterprise by Recommendation 2003/361/EC: both sides of each ceiling."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal as D

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cordata.rules.enterprise import (
    SIZES,
    Enterprise,
    Related,
    Year,
    group_figures,
    held_size,
    size_by_figures,
    size_of,
)

CENT = D("0.01")


def year(headcount: str, turnover: str = "0", balance: str = "0") -> Year:
    return Year(D(headcount), D(turnover), D(balance))


@pytest.mark.parametrize(
    ("persons", "turnover", "balance", "below", "above"),
    [
        (10, 2_000_000, 2_000_000, "micro", "small"),
        (50, 10_000_000, 10_000_000, "small", "medium"),
        (250, 50_000_000, 43_000_000, "medium", "large"),
    ],
)
def test_each_ceiling_has_two_sides(persons, turnover, balance, below, above):
    """Article 2: fewer persons than the ceiling; of the two sums, one may pass its own."""
    inside = Year(D(persons) - CENT, D(turnover), D(balance))
    assert size_by_figures(inside) == below
    assert size_by_figures(replace(inside, headcount=D(persons))) == above
    assert size_by_figures(replace(inside, turnover=D(turnover) + CENT)) == below
    assert size_by_figures(replace(inside, balance=D(balance) + CENT)) == below
    both = replace(inside, turnover=D(turnover) + CENT, balance=D(balance) + CENT)
    assert size_by_figures(both) == above


@pytest.mark.parametrize(
    ("share", "counted"),
    [("24.99", "0"), ("25.00", "10"), ("40.00", "16"), ("50.00", "20"), ("50.01", "40")],
)
def test_a_related_enterprise_counts_by_its_share(share, counted):
    """Articles 3 and 6: under 25 % not, 25 to 50 % in proportion, above 50 % in full."""
    others = (Related(D(share), year("40", "1000", "1000")),)
    assert group_figures(year("5"), others).headcount == D(5) + D(counted)


def test_a_group_makes_a_small_enterprise_large():
    alone = Enterprise((year("8", "900000", "500000"),))
    assert size_of(alone).code == "micro"
    group = replace(alone, related=(Related(D(60), year("242", "1", "1")),))
    assert size_of(group).code == "large"
    assert size_of(group).years[0] == year("250", "900001", "500001")


@pytest.mark.parametrize(("share", "code"), [("24.99", "micro"), ("25.00", "large")])
def test_public_control_ends_at_a_quarter(share, code):
    """Article 3(4)."""
    found = size_of(Enterprise((year("3"),), public_share=D(share)))
    assert (found.code, found.by_public_control) == (code, code == "large")


@pytest.mark.parametrize(
    ("each", "held"),
    [
        (("small",), "small"),
        (("small", "micro"), "micro"),
        (("small", "small", "micro"), "small"),
        (("micro", "small", "micro"), "micro"),
        (("small", "micro", "small"), "small"),
        (("micro", "micro", "small"), "micro"),
        (("medium", "small", "micro"), "small"),
        (("small", "medium", "micro"), "small"),
        (("micro", "medium", "small"), "small"),
    ],
)
def test_one_year_beyond_a_ceiling_changes_nothing(each, held):
    """Article 4(2); the last year first."""
    assert held_size(each) == held


figures = st.builds(
    Year,
    st.integers(0, 400).map(D),
    st.integers(0, 90_000_000).map(D),
    st.integers(0, 90_000_000).map(D),
)
related = st.builds(Related, st.integers(0, 10_000).map(lambda n: D(n).scaleb(-2)), figures)


@settings(deadline=None)
@given(own=figures, others=st.lists(related, max_size=4), one=related)
def test_a_larger_group_is_never_a_smaller_size(own, others, one):
    without = size_by_figures(group_figures(own, others))
    with_it = size_by_figures(group_figures(own, [*others, one]))
    assert SIZES.index(with_it) >= SIZES.index(without)


@settings(deadline=None)
@given(each=st.lists(st.sampled_from(SIZES), min_size=1, max_size=3))
def test_the_size_held_is_never_beyond_the_years_known(each):
    assert SIZES.index(min(each, key=SIZES.index)) <= SIZES.index(held_size(each))
    assert SIZES.index(held_size(each)) <= SIZES.index(max(each, key=SIZES.index))
    if len(set(each)) == 1:
        assert held_size(each) == each[0]
