"""Convening, quorum, what carries (domain.md 7.4): both sides of each limit."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal as D

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cordata.rules.committee import (
    Procedure,
    Quorum,
    Result,
    Seat,
    Silence,
    Stance,
    convened_in_time,
    quorum,
    tally,
)

RULES = Procedure(convening_days=10, answer_days=10, quorum=D(50), delegations=("FR", "IT"))
FOR, AGAINST, ABSTAIN = Stance
SEATS = (Seat("f1", "FR"), Seat("f2", "FR"), Seat("i1", "IT"), Seat("i2", "IT"))
WATCHES = Seat("o1", "", votes=False, present=True)


def there(*keys: str) -> list[Seat]:
    return [replace(seat, present=seat.key in keys) for seat in SEATS] + [WATCHES]


@pytest.mark.parametrize(
    ("sent_on", "in_time"), [(date(2025, 11, 3), True), (date(2025, 11, 4), False)]
)
def test_the_term_of_convening_is_counted_in_days(sent_on: date, in_time: bool) -> None:
    assert convened_in_time(sent_on, date(2025, 11, 13), 10) is in_time


@pytest.mark.parametrize(
    ("present", "expected"),
    [
        (("f1", "i1"), Quorum(2, 2)),
        (("f1",), Quorum(1, 2, ("IT",))),
        (("f1", "f2"), Quorum(2, 2, ("IT",))),  # enough, and one side is missing
        ((), Quorum(0, 2, ("FR", "IT"))),
    ],
)
def test_half_of_the_votes_and_both_delegations_make_a_quorum(present, expected) -> None:
    found = quorum(there(*present), RULES)

    assert found == expected
    assert found.reached is (present == ("f1", "i1"))


def test_an_observer_never_makes_the_quorum() -> None:
    assert quorum([*there("f1"), Seat("o2", "IT", votes=False, present=True)], RULES).missing == (
        "IT",
    )


def test_a_share_that_is_no_whole_number_is_rounded_up() -> None:
    assert quorum([*SEATS, Seat("f3", "FR")], RULES).needed == 3


@pytest.mark.parametrize(
    ("ballots", "result"),
    [
        ({}, Result.CARRIED),  # at a meeting nobody objects
        ({"f1": ABSTAIN}, Result.LACKING),  # nobody of the French side agrees
        ({"f1": AGAINST}, Result.OBJECTED),
        ({"i2": AGAINST}, Result.CARRIED),  # not there: does not vote
    ],
)
def test_a_meeting_decides_by_consensus_of_who_is_there(ballots, result) -> None:
    assert tally(ballots, there("f1", "i1"), RULES).result is result


@pytest.mark.parametrize(
    ("ballots", "closed", "silence", "result"),
    [
        ({}, False, Silence.AGREES, Result.RUNNING),
        ({}, True, Silence.AGREES, Result.CARRIED),
        ({}, True, Silence.ABSTAINS, Result.LACKING),
        ({"f1": FOR, "i1": FOR}, True, Silence.ABSTAINS, Result.CARRIED),
        ({"f1": FOR}, True, Silence.ABSTAINS, Result.LACKING),
        ({"f1": AGAINST}, False, Silence.AGREES, Result.OBJECTED),  # known at once
        (dict.fromkeys(("f1", "f2", "i1", "i2"), FOR), False, Silence.AGREES, Result.CARRIED),
    ],
)
def test_in_writing_silence_means_what_the_pack_says(ballots, closed, silence, result) -> None:
    rules = replace(RULES, silence=silence)

    assert tally(ballots, there(), rules, written=True, closed=closed).result is result


def test_who_stands_aside_neither_votes_nor_counts() -> None:
    ballots = {"f1": AGAINST}

    assert tally(ballots, there("f1", "f2", "i1"), RULES).result is Result.OBJECTED
    found = tally(ballots, there("f1", "f2", "i1"), RULES, aside={"f1"})
    assert (found.result, found.stances[AGAINST]) == (Result.CARRIED, 0)


def test_a_delegation_that_stands_aside_as_a_whole_is_not_asked() -> None:
    assert tally({}, there("f1", "i1"), RULES, aside={"f1", "f2"}).result is Result.CARRIED
    assert tally({}, there("f1", "i1"), RULES, aside={"f1"}).result is Result.LACKING
    assert tally({}, there("f1"), RULES, aside={"f1", "f2", "i1", "i2"}).result is Result.LACKING


@pytest.mark.parametrize(
    ("ballots", "result"),
    [
        ({"f1": FOR, "f2": AGAINST, "i1": FOR}, Result.CARRIED),
        ({"f1": FOR, "f2": AGAINST, "i1": ABSTAIN}, Result.OBJECTED),  # a tie does not carry
    ],
)
def test_a_majority_is_more_for_than_against(ballots, result) -> None:
    rules = replace(RULES, consensus=False, delegations=())

    assert tally(ballots, there("f1", "f2", "i1"), rules).result is result


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(
    st.dictionaries(st.sampled_from(["f1", "f2", "i1", "i2"]), st.sampled_from(Stance)),
    st.sets(st.sampled_from(["f1", "f2", "i1", "i2"])),
)
def test_nothing_carries_over_an_objection_by_consensus(ballots, aside) -> None:
    found = tally(ballots, there("f1", "f2", "i1", "i2"), RULES, aside=aside)

    objects = any(ballots.get(key) is AGAINST for key in {"f1", "f2", "i1", "i2"} - aside)
    assert (found.result is Result.OBJECTED) is objects
