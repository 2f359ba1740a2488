"""Two phones, one door: the order of telling never changes who is in the room (peers 6.13)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cordata.rules.arrivals import DoorFact, arrived_at

NINE = datetime(2025, 2, 13, 9, tzinfo=UTC)


def came(key, minute):
    return DoorFact(key, NINE + timedelta(minutes=minute))


def undone(key, minute, undoes=""):
    return DoorFact(key, NINE + timedelta(minutes=minute), arrives=False, undoes=undoes)


@pytest.mark.parametrize(
    ("acts", "minute"),
    [
        ([], None),
        ([came("a", 3)], 3),
        ([came("a", 3), came("b", 1)], 1),
        ([came("a", 3), undone("b", 4)], None),
        ([undone("b", 4), came("a", 3)], None),
        ([came("a", 3), undone("b", 4), came("c", 5)], 5),
        ([came("a", 3), came("b", 2), undone("c", 4, "a")], 2),
        ([came("a", 3), came("b", 2), undone("c", 4, "b")], 3),
        ([came("a", 3), undone("b", 2, "a")], None),
        ([undone("a", 2)], None),
        ([came("a", 3), came("a", 4)], 3),
    ],
)
def test_the_earliest_arrival_that_nobody_took_back_counts(acts, minute):
    expected = None if minute is None else NINE + timedelta(minutes=minute)

    assert arrived_at(acts) == expected


def test_acts_of_one_instant_count_in_their_order():
    assert arrived_at([came("a", 1), undone("b", 1), came("c", 1)]) is not None
    assert arrived_at([came("a", 1), came("c", 1), undone("b", 1)]) is None


@given(
    st.lists(st.tuples(st.booleans(), st.sampled_from(["", "0", "1", "2"])), max_size=7),
    st.randoms(),
)
def test_the_order_of_telling_changes_nothing(kinds, chance):
    acts = [
        came(str(n), n) if arrives else undone(f"u{n}", n, undoes)
        for n, (arrives, undoes) in enumerate(kinds)
    ]
    shuffled = list(acts)
    chance.shuffle(shuffled)

    assert arrived_at(shuffled) == arrived_at(acts)
