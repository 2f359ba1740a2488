"""EVA-06 and section 7.2: sheets, floors, knock-outs, thresholds."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal as D

import pytest

from cordata.rules.scoring import (
    Bonus,
    Criterion,
    Grid,
    Method,
    Mode,
    Sheet,
    consolidate,
    divergence,
    sheet_faults,
    sheet_total,
    tie_values,
)

WEIGHTS = {"Q1": 3, "Q2": 4, "Q3": 3, "Q4": 4, "Q5": 3, "Q6": 2, "Q7": 1}
FLOORS = {"Q1": D(3), "Q2": D(3), "Q3": D(3), "Q4": D(3), "Q5": D(2)}
DEFAULT = Grid(
    criteria=tuple(
        Criterion(code, weight=D(weight), floor=FLOORS.get(code), knockout=code in ("Q2", "Q3"))
        for code, weight in WEIGHTS.items()
    ),
    bonuses=(Bonus("P1", D(3)), Bonus("P2", D(2)), Bonus("P3", D(2))),
    threshold=D(60),
    divergence=D(15),
    tie_criteria=("Q2", "P1"),
    motivation_min=0,
)
SEVEN = Grid(
    criteria=tuple(Criterion(f"C{n}", scale_max=2, floor=D(1)) for n in range(1, 8)),
    threshold=D(7),
    motivation_min=0,
)
KNOCK_OUTS = Grid(
    criteria=tuple(
        Criterion(code, scale_max=1, floor=D(1) if n < 3 else None, knockout=n < 3)
        for n, code in enumerate(
            ["aims", "added_value", "together", "communication", "balance", "proofs", "language"]
        )
    ),
    mode=Mode.PASS_FAIL,
)


def sheet(grid: Grid, *scores: float, assessor: str = "a") -> Sheet:
    pairs = zip(grid.criteria, scores, strict=True)
    return Sheet(assessor, {criterion.code: D(str(score)) for criterion, score in pairs})


def test_the_default_grid_reaches_a_hundred():
    assert DEFAULT.maximum == 100


def test_the_example_of_the_default_grid_passes_with_seventy_seven():
    result = consolidate([sheet(DEFAULT, 4, 4, 3, 4, 3, 5, 2)], DEFAULT, frozenset({"P1"}))

    assert (result.total, result.score) == (D(74), D(77))
    assert (result.passes, result.reason) == (True, "passes")


def test_the_example_with_one_zero_fails_although_it_reaches_the_threshold():
    result = consolidate([sheet(SEVEN, 2, 1, 1, 2, 1, 0, 2)], SEVEN)

    assert (result.total, result.passes, result.below_floor) == (D(9), False, ("C6",))
    assert result.reason == "below_floor"


def test_seven_ones_pass_and_six_points_do_not():
    assert consolidate([sheet(SEVEN, 1, 1, 1, 1, 1, 1, 1)], SEVEN).passes
    assert not consolidate([sheet(SEVEN, 1, 1, 1, 1, 1, 1, 0)], SEVEN).passes


@pytest.mark.parametrize("missed", [0, 1, 2])
def test_three_criteria_knock_out_whatever_the_total(missed):
    scores = [1] * 7
    scores[missed] = 0

    result = consolidate([sheet(KNOCK_OUTS, *scores)], KNOCK_OUTS)

    assert result.reason == "knocked_out"
    assert result.advisory


def test_the_other_criteria_do_not_knock_out():
    assert consolidate([sheet(KNOCK_OUTS, 1, 1, 1, 0, 0, 0, 0)], KNOCK_OUTS).passes


def test_priority_points_never_lift_over_the_threshold():
    low = sheet(DEFAULT, 3, 3, 3, 3, 3, 2, 2)  # 9 + 12 + 9 + 12 + 9 + 4 + 2 = 57

    result = consolidate([low], DEFAULT, frozenset({"P1", "P2"}))

    assert (result.total, result.score, result.reason) == (D(57), D(62), "below_threshold")


def test_floors_apply_to_the_mean_and_the_mean_has_two_decimals():
    sheets = [
        sheet(DEFAULT, 4, 2, 3, 4, 3, 5, 2),
        sheet(DEFAULT, 4, 4, 3, 4, 3, 5, 2),
        sheet(DEFAULT, 4, 4, 3, 4, 4, 5, 2),
    ]

    result = consolidate(sheets, DEFAULT)

    assert result.means["Q2"] == D("3.33")
    assert result.total == D("72.33")
    assert result.passes


@pytest.mark.parametrize(
    ("second", "reason"),
    [
        ((4, 4, 3, 4, 3, 5, 2), ""),
        ((3, 3, 3, 3, 3, 5, 1), ""),  # 62: twelve points apart
        ((3, 3, 3, 3, 3, 3, 2), "verdict"),  # 59: fifteen points apart, and it fails
        ((3, 3, 3, 3, 3, 3, 1), "points"),  # 58: sixteen points apart
        ((5, 4, 2, 4, 3, 5, 2), "verdict"),  # the same total, but knocked out
    ],
)
def test_a_third_sheet_is_asked_for(second, reason):
    sheets = [sheet(DEFAULT, 4, 4, 3, 4, 3, 5, 2), sheet(DEFAULT, *second, assessor="b")]

    assert divergence(sheets, DEFAULT) == reason


@pytest.mark.parametrize(
    ("second", "apart", "reason"),
    [((4, 4, 4, 4, 5, 5, 4), 15, ""), ((4, 4, 4, 4, 5, 5, 3), 16, "points")],
)
def test_two_good_sheets_may_be_fifteen_points_apart_and_no_more(second, apart, reason):
    best, other = sheet(DEFAULT, 5, 5, 5, 5, 5, 5, 5), sheet(DEFAULT, *second, assessor="b")

    assert sheet_total(best, DEFAULT) - sheet_total(other, DEFAULT) == apart
    assert divergence([best, other], DEFAULT) == divergence([other, best], DEFAULT) == reason


def test_no_third_sheet_without_a_rule_or_with_one_sheet():
    sheets = [sheet(SEVEN, *[0] * 7), sheet(SEVEN, *[2] * 7)]

    assert divergence(sheets, SEVEN) == ""
    assert divergence(sheets[:1], DEFAULT) == ""


def test_a_sheet_names_every_fault():
    grid = Grid((Criterion("Q1"), Criterion("Q2"), Criterion("Q3")), motivation_min=10)
    written = {"Q1": "short", "Q2": "long enough to be read", "Q4": ""}
    faulty = Sheet("a", {"Q1": D(3), "Q2": D("5.5"), "Q4": D(1)}, written)

    assert [(fault.criterion, fault.code) for fault in sheet_faults(faulty, grid)] == [
        ("Q1", "motivation_short"),
        ("Q2", "off_scale"),
        ("Q3", "missing"),
        ("Q4", "unknown"),
    ]


def test_a_complete_sheet_has_no_fault():
    assert sheet_faults(sheet(DEFAULT, 4, 4, 3, 4, 3, 5, 2), DEFAULT) == ()


def test_the_mean_needs_a_sheet():
    with pytest.raises(ValueError, match="no sheet"):
        consolidate([], DEFAULT)


def test_ties_are_settled_by_criteria_then_by_priorities():
    one = sheet(DEFAULT, 4, 4, 3, 4, 3, 5, 2)
    result = consolidate([one], DEFAULT, frozenset({"P1"}))

    assert sheet_total(one, DEFAULT) == 74
    assert tie_values(result, DEFAULT, frozenset({"P1"})) == (D("4.00"), D(1))
    assert tie_values(result, DEFAULT) == (D("4.00"), D(0))


@pytest.mark.parametrize(
    ("method", "points", "passes"),
    [(Method.MEAN, "1.67", True), (Method.MEDIAN, "2.00", True)],
)
def test_three_sheets_are_consolidated_by_the_method_of_the_call(
    method: Method, points: str, passes: bool
) -> None:
    grid = replace(SEVEN, method=method)
    sheets = [sheet(grid, 1, *[1] * 6), sheet(grid, 2, *[1] * 6), sheet(grid, 2, *[1] * 6)]
    result = consolidate(sheets, grid)
    assert result.means["C1"] == D(points)
    assert result.total == D(points) + 6
    assert result.passes is passes


def test_one_sheet_far_off_moves_the_mean_under_the_threshold_and_not_the_median() -> None:
    low, high = sheet(SEVEN, *[0] * 7), sheet(SEVEN, *[1] * 7)
    for method, total in ((Method.MEAN, D("4.67")), (Method.MEDIAN, D(7))):
        result = consolidate([low, high, high], replace(SEVEN, method=method))
        assert (result.total, result.passes) == (total, method is Method.MEDIAN)


def test_between_two_sheets_the_median_is_their_mean() -> None:
    pair = [sheet(SEVEN, *[1] * 7), sheet(SEVEN, *[2] * 7)]
    assert consolidate(pair, replace(SEVEN, method=Method.MEDIAN)).total == D("10.50")
