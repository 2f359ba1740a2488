"""Who reads which file: worst-served first, then the best total, within loads (peers.md 6.8)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cordata.rules.assignment import File, Plan, Reader, assign
from cordata.rules.assignment.seats import best_sum, can_take, holding, seats_of

FR, IT, BOTH = frozenset({"fr"}), frozenset({"it"}), frozenset({"fr", "it"})


def points(**rows: Sequence[int]) -> dict[tuple[str, str], int]:
    """One row of points a file: the readers are a, b, c ... in their order."""
    return {(file, "abcdef"[at]): one for file, row in rows.items() for at, one in enumerate(row)}


def people(*most: int, languages: Sequence[frozenset[str]] = ()) -> list[Reader]:
    known = [*languages, *(frozenset[str](),) * len(most)]
    return [Reader("abcdef"[at], one, languages=known[at]) for at, one in enumerate(most)]


def test_the_worst_served_file_comes_before_the_total() -> None:
    """The best total gives 9 + 0; nobody is left with nothing where 5 + 3 can be had."""
    plan = assign([File("one", 1), File("two", 1)], people(1, 1), points(one=[9, 5], two=[3, 0]))
    assert plan.readers == {"one": ("b",), "two": ("a",)}
    assert (plan.worst, plan.bound, plan.total, plan.proved) == (3, 3, 8, True)


def test_among_plans_that_serve_the_worst_alike_the_best_total_is_taken() -> None:
    fit = points(one=[5, 9, 5], two=[5, 5, 5])
    plan = assign([File("one", 1), File("two", 1)], people(1, 1, 1), fit)
    assert plan.readers["one"] == ("b",)
    assert plan.total == 14


@pytest.mark.parametrize(("most", "left"), [(1, 1), (2, 0)])
def test_nobody_is_given_one_file_more_than_their_load(most: int, left: int) -> None:
    plan = assign([File("one", 1), File("two", 1)], people(most), points(one=[5], two=[5]))
    assert sum(plan.unfilled.values()) == left
    assert plan.load["a"] == most


def test_a_seat_nobody_can_take_is_named_and_the_others_are_filled() -> None:
    plan = assign([File("one", 2), File("two", 2)], people(2, 2, 2), points(one=[5, 5, 5], two=[5]))
    assert plan.unfilled == {"two": 1}
    assert len(plan.readers["one"]) == 2


def test_the_least_number_of_files_is_given_where_it_can_be() -> None:
    readers = [Reader("a", 3), Reader("b", 3, least=1)]
    files = [File("one", 1), File("two", 1), File("three", 1)]
    plan = assign(files, readers, points(one=[9, 0], two=[9, 0], three=[9, 0]))
    assert plan.load == {"a": 2, "b": 1}


def test_a_file_is_read_in_both_languages_by_two_persons() -> None:
    """One who reads both takes one seat only; the other is for another person."""
    file = File("one", 2, ("fr", "it"))
    readers = people(1, 1, 1, languages=[BOTH, FR, FR])
    plan = assign([file], readers, points(one=[1, 9, 9]))
    assert "a" in plan.readers["one"]
    assert plan.unfilled == {}
    alone = assign([file], people(1, 1, languages=[FR, FR]), points(one=[9, 9]))
    assert alone.unfilled == {"one": 1}


def test_a_forbidden_pair_is_never_given() -> None:
    fit = points(one=[9, 1])
    del fit["one", "a"]
    assert assign([File("one", 1)], people(1, 1), fit).readers == {"one": ("b",)}


def test_what_is_begun_stays_and_counts() -> None:
    """A kept reader holds a seat and a place in their load, though the pair is forbidden by now."""
    files, fit = [File("one", 1), File("two", 1)], points(one=[0, 9], two=[9, 1])
    del fit["one", "a"]
    plan = assign(files, people(1, 1), fit, kept={"one": frozenset("a")})
    assert plan.readers == {"one": ("a",), "two": ("b",)}


def test_a_kept_reader_takes_the_seat_of_an_own_language() -> None:
    readers = people(2, 2, 2, languages=[FR, FR, IT])
    file = File("one", 2, ("fr", "it"))
    plan = assign([file], readers, points(one=[9, 9, 1]), kept={"one": frozenset("a")})
    assert plan.readers == {"one": ("a", "c")}


def test_equal_fits_fall_by_the_seed_and_can_be_repeated() -> None:
    files = [File(str(number), 1) for number in range(8)]
    fit = {(file.key, reader): 5 for file in files for reader in "ab"}
    plans = [assign(files, people(4, 4), fit, seed=seed).readers for seed in ("1", "1", "2")]
    assert plans[0] == plans[1] != plans[2]


def test_without_files_or_readers_there_is_nothing_to_give() -> None:
    assert assign([], people(1), {}).readers == {}
    assert assign([File("one", 2)], [], {}).unfilled == {"one": 2}


# Seats


@pytest.mark.parametrize(
    ("readers", "fits"),
    [([FR, IT], True), ([BOTH, FR], True), ([FR, FR], False), ([BOTH, BOTH], True), ([IT], True)],
)
def test_readers_take_seats_of_their_languages(readers: list[frozenset[str]], fits: bool) -> None:
    assert can_take(seats_of(2, ("fr", "it")), readers) is fits


@pytest.mark.parametrize(
    ("kept", "held"),
    [([FR], 1), ([BOTH, FR], 2), ([FR, FR], 1), ([], 0), ([IT], 1), ([BOTH, BOTH], 2)],
)
def test_who_reads_a_file_holds_a_seat_where_one_fits(
    kept: list[frozenset[str]], held: int
) -> None:
    assert len(holding(seats_of(2, ("fr", "it")), kept)) == held


@pytest.mark.parametrize("newcomer", [FR, IT])
def test_who_reads_both_languages_makes_way_for_either(newcomer: frozenset[str]) -> None:
    """Known defect, mended: a begun bilingual reader sat on the first language's seat for good."""
    readers = people(2, 2, languages=[BOTH, newcomer])
    file = File("one", 2, ("fr", "it"))
    plan = assign([file], readers, points(one=[9, 1]), kept={"one": frozenset("a")})
    assert plan.readers == {"one": ("a", "b")}
    assert plan.unfilled == {}


def test_the_best_sum_keeps_a_seat_for_each_language() -> None:
    seats = seats_of(2, ("fr", "it"))
    assert best_sum(seats, [(9, FR), (8, FR), (1, IT)]) == 10
    assert best_sum(seats, [(9, FR), (8, BOTH), (1, IT)]) == 17
    assert best_sum(seats, [(9, FR)]) == 9
    assert best_sum(seats, [(9, FR), (8, IT)], [BOTH]) == 9
    assert best_sum(seats, [(9, FR), (8, IT)], [FR]) == 8


# Any case at all


@st.composite
def cases(draw: st.DrawFn) -> tuple[list[File], list[Reader], dict[tuple[str, str], int], str]:
    languages = draw(st.sampled_from([(), ("fr", "it")]))
    files = [File(f"f{at}", 2, languages) for at in range(draw(st.integers(1, 4)))]
    reads = st.sampled_from([FR, IT, BOTH])
    readers = [
        Reader(f"r{at}", draw(st.integers(0, 3)), languages=draw(reads))
        for at in range(draw(st.integers(0, 5)))
    ]
    known = [(file.key, reader.key) for file in files for reader in readers]
    fit = {pair: one for pair in known if (one := draw(st.integers(-2, 9))) >= 0}
    return files, readers, fit, draw(st.sampled_from(["", "a", "b"]))


@given(cases())
@settings(max_examples=60, deadline=None)
def test_every_plan_keeps_loads_languages_and_what_is_forbidden(case: tuple) -> None:
    """And fills every seat that some plan could fill; the worst never exceeds its bound."""
    files, readers, fit, seed = case
    plan = assign(files, readers, fit, seed=seed)
    reads = {reader.key: reader.languages for reader in readers}
    for file in files:
        those = plan.readers[file.key]
        assert all((file.key, one) in fit for one in those)
        assert can_take(seats_of(2, file.languages), [reads[one] for one in those])
    assert all(plan.load[reader.key] <= reader.most for reader in readers)
    best = best_by_hand(files, readers, fit)
    if best is None:
        assert plan.unfilled
    else:
        assert plan.unfilled == {}
        assert plan.worst <= best[0] <= plan.bound
        assert not plan.proved or (plan.worst, plan.total) <= best


@given(cases())
@settings(max_examples=30, deadline=None)
def test_a_plan_made_again_moves_nobody_who_has_begun(case: tuple) -> None:
    files, readers, fit, seed = case
    before = assign(files, readers, fit, seed=seed)
    kept = {file: frozenset(those[:1]) for file, those in before.readers.items()}
    after: Plan = assign(files, readers, fit, kept=kept, seed=seed + "again")
    assert all(those <= set(after.readers[file]) for file, those in kept.items())
    assert sum(after.unfilled.values()) == sum(before.unfilled.values())
    assert after.worst <= after.bound


def best_by_hand(
    files: Sequence[File], readers: Sequence[Reader], fit: Mapping[tuple[str, str], int]
) -> tuple[int, int] | None:
    """The best (worst, total) by trying everything; nothing when some seat stays empty."""
    reads = {reader.key: reader.languages for reader in readers}
    loads = [({reader.key: reader.most for reader in readers}, 1 << 30, 0)]
    for file in files:
        able = [reader.key for reader in readers if (file.key, reader.key) in fit]
        teams = [
            team
            for team in combinations(able, file.readers)
            if can_take(seats_of(file.readers, file.languages), [reads[one] for one in team])
        ]
        loads = [
            ({**left, **{one: left[one] - 1 for one in team}}, min(worst, worth), total + worth)
            for left, worst, total in loads
            for team in teams
            if all(left[one] > 0 for one in team)
            for worth in [sum(fit[file.key, one] for one in team)]
        ]
    return max(((worst, total) for _, worst, total in loads), default=None)
