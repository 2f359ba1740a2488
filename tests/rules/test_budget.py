"""MON-01, MON-03: the arithmetic of cost options, exact to the cent, summed per partner."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cordata.rules.budget import line_amount, partner_budget, project_budget
from cordata.rules.facts import FundingSource
from cordata.rules.ruleset import Rounding
from tests.rules.calls import (
    ALPS,
    ASSOCIATION,
    COMPLETE,
    COMUNE,
    NORTH,
    O1,
    O2,
    O3,
    O4,
    O5,
    O6,
    line,
    north_partner,
)

ALL = replace(ALPS, cost_options={one.code: one for one in (O1, O2, O3, O4, O5, O6)})
money = st.decimals(min_value=0, max_value=99_999, places=2)


def budget_of(option: str, *lines, staff="0", ruleset=ALL):
    partner = replace(ASSOCIATION, cost_option=option, lines=lines, staff_base=D(staff))
    return partner_budget(partner, ruleset)


@pytest.mark.parametrize(
    ("option", "lines", "staff", "total"),
    [
        ("O1", (), "100.01", "140.01"),
        ("O1", (line("staff", "100.01"),), "0", "140.01"),
        ("O2", (line("external", "1000"), line("works", "500")), "0", "1890.00"),
        ("O3", (), "20000", "20000.00"),
        ("O3", (line("external", "700.10"), line("staff", "300.05")), "0", "1000.15"),
        ("O4", (line("staff", "640.00"), line("other", "90.00")), "0", "730.00"),
        ("O5", (line("external", "1000"), line("works", "77.77")), "0", "1307.77"),
        ("O6", (line("staff", "1000"), line("external", "10")), "0", "1160.00"),
        ("O6", (line("external", "10"),), "1000", "1160.00"),
    ],
)
def test_each_cost_option_has_its_formula(option, lines, staff, total):
    assert budget_of(option, *lines, staff=staff).total == D(total)


def test_a_line_in_a_flat_category_counts_for_nothing_and_is_kept_aside():
    budget = budget_of("O2", line("external", "1000"), line("staff", "50"), staff="7")

    assert budget.total == D("1260.00")
    assert {one.category for one in budget.rejected} == {"staff"}
    assert sum(one.amount for one in budget.rejected) == 57


@pytest.mark.parametrize(
    ("rounding", "amount"), [(Rounding.TRUNCATE, "33.33"), (Rounding.HALF_UP, "33.34")]
)
def test_units_times_price_is_brought_to_the_cent_by_the_calls_rule(rounding, amount):
    """MON-01: 2,5 x 13,335 does not exist: 3,75 x 8,89 = 33,3375."""
    assert line_amount(D("3.75"), D("8.89"), rounding) == D(amount)


def test_an_unknown_option_computes_nothing():
    budget = budget_of("O9", line("external", "1000"))

    assert (budget.option, budget.total, len(budget.rejected)) == ("", 0, 1)


def test_a_partner_that_names_no_option_gets_the_only_one_or_the_default():
    assert budget_of("", line("external", "1000"), ruleset=ALPS).option == "O2"
    assert budget_of("", line("external", "1000")).option == ""
    assert budget_of("", ruleset=replace(ALL, default_option="O4")).option == "O4"


def test_a_step_tells_its_own_arithmetic():
    step = budget_of("O2", line("external", "23830.50")).steps[2]

    assert (step.category, step.base, step.rate, step.amount, step.exact) == (
        "office",
        D("4766.10"),
        D(15),
        D("714.91"),
        D("714.915"),
    )
    assert step.base_categories == ("staff",)


def test_the_erdf_asked_replaces_the_ceiling():
    budget = partner_budget(replace(ASSOCIATION, erdf_asked=D("20000")), ALPS)

    assert (budget.erdf, budget.erdf_ceiling) == (D(20000), D("24021.13"))
    assert budget.own_share == D("10026.42")


def test_a_state_pays_what_the_named_sources_leave_open():
    partner = replace(COMUNE, sources=(FundingSource("own_public", D("589.68")),))

    budget = partner_budget(partner, ALPS)

    assert (budget.counterpart, budget.counterpart_source) == (D("7000.00"), "national_public")
    assert (budget.own_share, budget.gap) == (D("589.68"), 0)


def test_each_country_has_its_own_rate():
    facts = replace(
        COMPLETE,
        partners=(
            north_partner("1", "SE", "SE332", "20000"),
            north_partner("2", "NO", "NO074", "20000"),
        ),
    )

    budget = project_budget(facts, NORTH)

    assert dict(budget.erdf_by_country) == {"SE": D("13000.00"), "NO": D("10000.00")}
    assert dict(budget.totals_by_country) == {"SE": D(20000), "NO": D(20000)}


@given(bases=st.lists(money, min_size=1, max_size=4), rate=st.integers(1, 100))
def test_a_projects_figures_are_its_partners_sums_in_cents(bases, rate):
    partners = tuple(
        replace(ASSOCIATION, key=str(n), lines=(line("external", str(base)),))
        for n, base in enumerate(bases)
    )
    budget = project_budget(replace(COMPLETE, partners=partners), replace(ALPS, rate_max=D(rate)))

    totals = 0
    erdf = 0
    for base in bases:
        cents = int(base * 100)
        staff = cents * 20 // 100
        total = cents + staff + 2 * (staff * 15 // 100)
        totals += total
        erdf += total * rate // 100
    assert (budget.total * 100, budget.erdf * 100) == (totals, erdf)
    assert budget.erdf + budget.counterpart + budget.own_share == budget.total
    assert all(one.erdf * 100 <= one.total * rate for one in budget.partners)


@given(base=money)
def test_half_up_never_differs_by_more_than_a_cent_a_step(base):
    partner = replace(ASSOCIATION, lines=(line("external", str(base)),))
    truncated = partner_budget(partner, ALPS).total
    rounded = partner_budget(partner, replace(ALPS, rounding=Rounding.HALF_UP)).total

    assert 0 <= rounded - truncated <= D("0.03")
