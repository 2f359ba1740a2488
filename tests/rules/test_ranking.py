"""EVA-06 and section 7.3: the order by merit, ties, envelopes."""

from __future__ import annotations

import hashlib
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cordata.rules.ranking import (
    Entry,
    Remainder,
    Settled,
    drawn,
    fill,
    fill_envelopes,
    next_from_reserve,
    partial_total,
    rank,
)

entries = st.lists(
    st.builds(
        Entry,
        key=st.text("abcdefgh", min_size=3, max_size=6),
        asked=st.decimals(min_value=1, max_value=60_000, places=2),
        score=st.decimals(min_value=58, max_value=62, places=0),
        ties=st.tuples(st.decimals(min_value=3, max_value=5, places=0)),
    ),
    max_size=14,
    unique_by=lambda entry: entry.key,
)


def entry(key: str, score: int, *ties: int, asked: str = "100", envelope: str = "") -> Entry:
    return Entry(key, D(asked), D(score), tuple(map(D, ties)), envelope)


def places(ranked) -> list[tuple[str, int, Settled]]:
    return [(one.entry.key, one.place, one.settled_by) for one in ranked]


def test_score_then_tie_criteria_then_an_open_decision():
    ranked = rank(
        [entry("a", 70, 3, 1), entry("b", 80), entry("c", 70, 4, 0), entry("d", 70, 3, 1)]
    )

    assert places(ranked) == [
        ("b", 1, Settled.SCORE),
        ("c", 2, Settled.TIE_CRITERION),
        ("a", 3, Settled.OPEN),
        ("d", 3, Settled.OPEN),
    ]


def test_the_committee_may_choose_between_equals():
    assert places(rank([entry("a", 70), entry("b", 70)], chosen=("b", "a"))) == [
        ("b", 1, Settled.COMMITTEE),
        ("a", 2, Settled.COMMITTEE),
    ]


def test_whoever_is_chosen_goes_first_and_the_one_that_is_left_follows():
    assert places(rank([entry("a", 70), entry("b", 70)], chosen=("b",))) == [
        ("b", 1, Settled.COMMITTEE),
        ("a", 2, Settled.COMMITTEE),
    ]


def test_several_that_are_left_are_equal_again():
    assert places(rank([entry("a", 70), entry("b", 70), entry("c", 70)], chosen=("b",))) == [
        ("b", 1, Settled.COMMITTEE),
        ("a", 2, Settled.OPEN),
        ("c", 2, Settled.OPEN),
    ]


def test_a_choice_never_reaches_past_the_score():
    assert places(rank([entry("a", 70), entry("b", 60)], chosen=("b",))) == [
        ("a", 1, Settled.SCORE),
        ("b", 2, Settled.SCORE),
    ]


def test_a_lot_is_the_order_of_the_fingerprints_of_seed_and_number():
    """The last two by `printf %s 00:MP2-0001 | sha256sum` and so on."""
    prints = {key: hashlib.sha256(f"s:{key}".encode()).hexdigest() for key in "abcd"}

    assert drawn("abcd", "s") == tuple(sorted("abcd", key=prints.__getitem__))
    assert drawn(["MP2-0001", "MP2-0002"], "1f6c") == ("MP2-0001", "MP2-0002")
    assert drawn(["MP2-0001", "MP2-0002"], "00") == ("MP2-0002", "MP2-0001")


@given(entries=entries, seed=st.text("0123456789abcdef", min_size=1), shuffle=st.randoms())
def test_a_lot_can_be_drawn_again_by_anyone(entries, seed, shuffle):
    keys = [one.key for one in entries]
    again = list(keys)
    shuffle.shuffle(again)
    order = drawn(keys, seed)

    assert order == drawn(again, seed)
    assert sorted(order) == sorted(keys)
    settled = rank(entries, chosen=order)
    assert [one.place for one in settled] == list(range(1, len(entries) + 1))


@given(
    entries=entries,
    envelope=st.decimals(min_value=0, max_value=400_000, places=2),
    remainder=st.sampled_from(Remainder),
    seed=st.sampled_from(["", "2025-11-13"]),
)
def test_the_envelope_is_never_exceeded_and_nobody_is_lost(entries, envelope, remainder, seed):
    order = drawn((one.key for one in entries), seed) if seed else ()
    filling = fill(rank(entries, chosen=order), envelope, remainder, rate=D(80), total_min=D(25000))

    assert 0 <= filling.awarded <= envelope
    keys = [award.key for award in filling.awards]
    everyone = [*keys, *filling.reserve, *filling.undecided, *filling.held]
    assert sorted(everyone) == sorted(entry.key for entry in entries)


@given(entries=entries, envelope=st.decimals(min_value=0, max_value=400_000, places=2))
def test_with_stop_no_award_lies_below_a_reserve(entries, envelope):
    ranked = rank(entries, chosen=drawn((one.key for one in entries), "x"))

    filling = fill(ranked, envelope)

    order = [one.entry.key for one in ranked]
    assert order == [*(award.key for award in filling.awards), *filling.reserve]


def test_the_last_cent_fits():
    ranked = rank([entry("a", 2, asked="60.00"), entry("b", 1, asked="40.00")])

    assert len(fill(ranked, D("100.00")).awards) == 2
    assert fill(ranked, D("99.99")).reserve == ("b",)


def test_equals_at_the_cut_are_decided_first():
    ranked = rank([entry("a", 9), entry("b", 8), entry("c", 8), entry("d", 7)])

    filling = fill(ranked, D(250), Remainder.SKIP_AND_FILL)

    assert [award.key for award in filling.awards] == ["a"]
    assert (filling.undecided, filling.reserve) == (("b", "c"), ("d",))


def test_equals_met_while_skipping_are_decided_first():
    ranked = rank([entry("a", 9, asked="300"), entry("b", 8), entry("c", 8), entry("d", 7)])

    filling = fill(ranked, D(150), Remainder.SKIP_AND_FILL)

    assert (filling.awards, filling.undecided, filling.reserve) == ((), ("b", "c"), ("a", "d"))


def test_a_partial_award_too_small_for_the_call_is_not_made():
    ranked = rank([entry("a", 1, asked="30000")])

    filling = fill(ranked, D("19999.99"), Remainder.PARTIAL, rate=D(80), total_min=D(25000))

    assert (filling.awards, filling.reserve) == ((), ("a",))
    assert fill(ranked, D("20000.00"), Remainder.PARTIAL, rate=D(80), total_min=D(25000)).awards[
        0
    ].total == D("25000.00")


def test_each_envelope_takes_its_own_projects():
    ranked = rank(
        [entry("a", 9, envelope="x"), entry("b", 8, envelope="y"), entry("c", 7, envelope="x")]
    )

    fillings = fill_envelopes(ranked, {"x": D(150), "y": D(100)})

    assert [award.key for award in fillings["x"].awards] == ["a"]
    assert (fillings["x"].reserve, fillings["y"].left) == (("c",), 0)


@pytest.mark.parametrize(("left", "key"), [("100", "a"), ("99.99", None)])
def test_freed_money_goes_to_the_first_of_the_reserve_only(left, key):
    first = next_from_reserve([entry("a", 9), entry("b", 8, asked="1")], D(left))

    assert (first.key if first else None) == key


def test_a_partial_total_is_rounded_up_so_that_the_rate_holds():
    assert partial_total(D("29620.18"), D(80)) == D("37025.23")


@pytest.mark.parametrize(
    ("filed", "funded", "left"),
    [(239, 27, "0.00"), (239, 27, "59999.99"), (239, 28, "60000.00"), (19, 16, "0.00")],
)
def test_a_contest_and_a_pass_or_fail_call_are_filled_alike(filed, funded, left):
    """GO! 2025 funded 27 of 239; call 2 of ALCOTRA 16 of 19 (domain.md 1, 7.2). To the cent."""
    contest = [entry(f"f{n:03}", filed - n, asked="60000.00") for n in range(filed)]
    granted = 27 if filed == 239 else 16
    envelope = granted * D("60000.00") + D(left)

    filling = fill(rank(reversed(contest)), envelope)

    assert [award.key for award in filling.awards] == [f"f{n:03}" for n in range(funded)]
    assert len(filling.reserve) == filed - funded
    assert filling.awarded <= envelope
