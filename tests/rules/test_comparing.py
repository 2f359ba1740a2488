"""Which option suits: each one of the call on the same figures, and what always holds."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal as D

from hypothesis import given
from hypothesis import strategies as st

from cordata.rules.budget import CATEGORIES, partner_budget
from cordata.rules.comparing import compare_options, needs_aid
from cordata.rules.facts import CostLine, FundingSource
from cordata.rules.money import HUNDRED
from cordata.rules.ruleset import Rounding
from tests.rules.calls import ALPS, ASSOCIATION, COMPLETE, O1, O2, O3, O4, O5, O6, line

OPTIONS = {one.code: one for one in (O1, O2, O3, O4, O5, O6)}
ALL = replace(ALPS, cost_options=OPTIONS)
money = st.decimals(min_value=0, max_value=99_999, places=2)


def test_every_option_counts_the_same_lines_in_its_own_way():
    """domain.md 5.3: the association's lines, with 1 000 of staff, under each option."""
    lines = (*ASSOCIATION.lines, line("staff", "1000.00"))
    partner = replace(ASSOCIATION, lines=lines, erdf_asked=D("1.00"))
    found = compare_options(replace(COMPLETE, partners=(partner,)), ALL)

    totals = {one.option.code: one.partner("1").total for one in found}
    assert totals == {
        "O1": D("1400.00"),
        "O2": D("30026.42"),
        "O3": D("24830.50"),
        "O4": D("24830.50"),
        "O5": D("29311.51"),
        "O6": D("24980.50"),
    }
    left_out = {one.option.code: one.left_out("1") for one in found}
    assert (left_out["O1"], left_out["O2"], left_out["O3"]) == (D("23830.50"), D("1000.00"), 0)
    assert [one.option.code for one in found if one.chosen] == ["O2"]
    assert found[1].partner("1").erdf == D("24021.13")  # the most, not what was asked


def test_real_costs_are_shut_without_state_aid():
    assert needs_aid(O6, ASSOCIATION)
    assert not needs_aid(O6, replace(ASSOCIATION, aid=replace(ASSOCIATION.aid, regime="gber_20a")))
    assert not needs_aid(O2, ASSOCIATION)


@given(
    lines=st.lists(st.tuples(st.sampled_from(CATEGORIES), money), max_size=20),
    option=st.sampled_from(sorted(OPTIONS)),
    rounding=st.sampled_from(Rounding),
    own=money,
)
def test_whatever_is_typed_the_parts_make_up_the_whole(lines, option, rounding, own):
    """MON-01, MON-03: six options, both rules; nothing is counted twice and no cent is lost."""
    costs = tuple(CostLine(category, amount) for category, amount in lines)
    partner = replace(
        ASSOCIATION, cost_option=option, lines=costs, sources=(FundingSource("own_private", own),)
    )
    budget = partner_budget(partner, replace(ALL, rounding=rounding))

    assert budget.total == sum(step.amount for step in budget.steps)
    assert budget.erdf + budget.counterpart + budget.sources + budget.gap == budget.total
    taken = {step.category for step in budget.steps if step.rate is None}
    assert not taken & {one.category for one in budget.rejected}
    assert len({step.category for step in budget.steps}) == len(budget.steps)
    entered = sum(step.amount for step in budget.steps if step.rate is None)
    assert entered + sum(one.amount for one in budget.rejected) == sum(c.amount for c in costs)
    for step in budget.steps:
        assert step.amount == step.amount.quantize(D("0.01"))
        off = step.exact - step.amount
        if rounding is Rounding.TRUNCATE:
            assert 0 <= off < D("0.01")
        else:
            assert -D("0.005") <= off < D("0.005")
    assert budget.erdf * HUNDRED <= budget.total * ALL.rate_for("FR")
