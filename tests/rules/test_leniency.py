"""peers.md 6.9: leniency beside the raw mean, and which files cannot be told apart."""

from __future__ import annotations

import random
from decimal import Decimal as D

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cordata.rules.leniency import alike, leniency


def sheets(**rows: dict[str, int]) -> dict[str, dict[str, D]]:
    return {file: {reader: D(total) for reader, total in row.items()} for file, row in rows.items()}


def made_up(differ: float, *, files: int = 60, readers: int = 10, seed: int = 1):
    """Files of known worth read twice by readers of known leniency, with chance of 8 points."""
    dice = random.Random(seed)
    worth = {f"f{at}": dice.gauss(60, 8) for at in range(files)}
    lenient = {f"r{at}": dice.gauss(0, differ) for at in range(readers)}
    totals = {
        file: {
            reader: D(str(round(one + lenient[reader] + dice.gauss(0, 8), 2)))
            for reader in dice.sample(sorted(lenient), 2)
        }
        for file, one in worth.items()
    }
    return worth, lenient, totals


def found_in_top(worth: dict[str, float], by: dict[str, D]) -> int:
    def best(values: dict) -> set[str]:
        return set(sorted(values, key=lambda one: -values[one])[:20])

    return len(best(worth) & best(by))


def raw(totals: dict[str, dict[str, D]]) -> dict[str, D]:
    return {file: sum(row.values(), D(0)) / len(row) for file, row in totals.items()}


def test_who_always_scores_ten_points_higher_is_named_and_the_files_are_evened_out() -> None:
    """a reads every file with b or c; each pair differs by ten points and a little chance."""
    rows = {f"f{at}": {"a": 70 + at % 3, "bc"[at % 2]: 60 + (at + 1) % 3} for at in range(12)}
    found = leniency(sheets(**rows))
    assert found is not None
    assert found.assessors["a"] - found.assessors["b"] > D(9)
    assert found.assessors["a"] - found.assessors["c"] > D(9)


def test_where_assessors_differ_the_model_finds_more_of_the_best_files() -> None:
    gained = 0
    for seed in range(12):
        worth, _lenient, totals = made_up(10, seed=seed)
        found = leniency(totals)
        assert found is not None
        gained += found_in_top(worth, dict(found.files)) - found_in_top(worth, raw(totals))
    assert gained >= 12  # one file a call and more


def test_where_assessors_do_not_differ_the_model_moves_next_to_nothing() -> None:
    moved = []
    for seed in range(12):
        _worth, _lenient, totals = made_up(0, seed=seed)
        found = leniency(totals)
        assert found is not None
        moved += [abs(found.files[file] - mean) for file, mean in raw(totals).items()]
    assert sum(moved) / len(moved) < D("0.7")


def test_the_chance_of_a_sheet_is_estimated_whatever_the_leniency() -> None:
    found = [leniency(made_up(differ, seed=seed)[2]) for differ in (0, 5, 10) for seed in range(6)]
    mean = sum((one.chance for one in found if one), D(0)) / len(found)
    assert D(7) < mean < D(9)  # made up with 8


@pytest.mark.parametrize(
    "totals",
    [
        {},
        sheets(one={"a": 60}),
        sheets(one={"a": 60}, two={"a": 70}),
        sheets(one={"a": 6}, two={"b": 5}),
    ],
)
def test_nothing_is_said_where_nobody_can_be_compared(totals: dict) -> None:
    assert leniency(totals) is None


def test_sheets_that_agree_to_the_point_leave_everything_as_it_is() -> None:
    found = leniency(sheets(one={"a": 60, "b": 60}, two={"a": 70, "b": 70}))
    assert found is not None
    assert dict(found.files) == {"one": D("60.00"), "two": D("70.00")}
    assert found.chance == 0


def test_a_file_with_one_sheet_is_evened_out_by_what_the_others_told_of_its_reader() -> None:
    rows = {f"f{at}": {"a": 70 + at % 2, "b": 60 - at % 2} for at in range(10)}
    found = leniency(sheets(**rows, alone={"a": 70}))
    assert found is not None
    assert found.files["alone"] < D(70)


@given(
    st.dictionaries(
        st.sampled_from("pqrstu"),
        st.dictionaries(st.sampled_from("abcd"), st.integers(0, 100).map(D), min_size=1),
        min_size=1,
    )
)
@settings(max_examples=100, deadline=None)
def test_leniencies_balance_and_nothing_is_moved_beyond_them(totals: dict) -> None:
    found = leniency(totals)
    if found is None:
        return
    widest = max(abs(one) for one in found.assessors.values())
    for file, mean in raw(totals).items():
        assert abs(found.files[file] - mean) <= widest + D("0.02")


# The cut line: 1.2816 x 8 x sqrt(1/2 + 1/2) = 10.2528 points for two sheets each


@pytest.mark.parametrize(("gap", "told_apart"), [("10.25", False), ("10.26", True)])
def test_two_files_are_told_apart_from_one_hundredth_on(gap: str, told_apart: bool) -> None:
    ranked = [("high", D("70") + D(gap), 2), ("low", D("70"), 2)]
    assert alike(ranked, 1, D(8)) == (() if told_apart else ("high", "low"))


def test_only_files_across_the_line_are_compared() -> None:
    ranked = [("a", D(90), 2), ("b", D(80), 2), ("c", D(79), 2), ("d", D(60), 2)]
    assert alike(ranked, 2, D(1)) == ("b", "c")
    assert alike(ranked, 1, D(1)) == ()
    assert alike(ranked, 4, D(1)) == () == alike(ranked, 0, D(1))


def test_a_third_sheet_narrows_the_band() -> None:
    """1.2816 x 8 x sqrt(1/3 + 1/3) = 8.3714."""
    ranked = [("a", D(79), 3), ("b", D(70), 3)]
    assert alike(ranked, 1, D(8)) == ()
    assert alike([("a", D(79), 2), ("b", D(70), 2)], 1, D(8)) == ("a", "b")
