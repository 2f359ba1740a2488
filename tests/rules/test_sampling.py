"""A sample is a lot: the same seed draws the same files, and anybody can draw it again."""

from __future__ import annotations

from collections import Counter
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cordata.rules.sampling import draw, shares

THEMES = ("culture", "education", "health")
FILES = {f"MP2-{number:04d}": THEMES[number % 7 % 3] for number in range(1, 41)}


def test_the_same_seed_draws_the_same_files_whatever_order_they_come_in() -> None:
    turned = dict(reversed(FILES.items()))

    assert draw(FILES, 8, "annecy") == draw(turned, 8, "annecy")
    assert draw(FILES, 8, "annecy") != draw(FILES, 8, "torino")


def test_anybody_draws_it_again_with_a_shell() -> None:
    """The lowest SHA-256 of `seed|number`, as the page says."""
    by_hand = sorted(FILES, key=lambda one: sha256(f"annecy|{one}".encode()).hexdigest())

    assert list(draw(FILES, 5, "annecy")) == by_hand[:5]


def test_a_larger_sample_holds_the_smaller_one() -> None:
    assert set(draw(FILES, 5, "annecy")) < set(draw(FILES, 9, "annecy"))


def test_more_than_there_is_draws_everything_once() -> None:
    assert sorted(draw(FILES, 500, "x")) == sorted(FILES)


def test_a_sample_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="one file"):
        draw(FILES, 0, "x")


def test_a_small_theme_is_not_left_out() -> None:
    """Forty files of one theme and one of another: a sample of five looks into both."""
    files = dict.fromkeys((f"A{n}" for n in range(40)), "large") | {"B1": "small"}

    drawn = draw(files, 5, "annecy", by_stratum=True)

    assert Counter(files[one] for one in drawn) == {"large": 4, "small": 1}


@given(
    st.dictionaries(st.text(max_size=3), st.integers(1, 60), min_size=1, max_size=8),
    st.integers(1, 200),
)
def test_shares_add_up_and_never_ask_for_more_than_there_is(
    sizes: dict[str, int], size: int
) -> None:
    found = shares(sizes, size)

    assert sum(found.values()) == min(size, sum(sizes.values()))
    assert all(0 <= found[name] <= sizes[name] for name in sizes)
    if size >= len(sizes):
        assert all(found.values())


@given(st.dictionaries(st.text(min_size=1, max_size=5), st.sampled_from(THEMES), min_size=1),
       st.integers(1, 30), st.text(max_size=5))  # fmt: skip
def test_a_stratified_sample_keeps_the_shares(files: dict[str, str], size: int, seed: str) -> None:
    drawn = draw(files, size, seed, by_stratum=True)

    counted = Counter(files[one] for one in drawn)
    wanted = {name: count for name, count in shares(Counter(files.values()), size).items() if count}
    assert counted == wanted
    assert len(set(drawn)) == len(drawn)
