"""What a machine can tell of two versions of one text: lengths, numbers, copies. No language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import combinations

from cordata.rules.apart import Months, figures_differ
from cordata.rules.facts import TextFacts

COPY_FROM = 40  # characters: shorter texts may be a name, the same in every language
LENGTH_FROM = 80  # characters: below, a ratio of lengths says nothing


def missing_languages(text: TextFacts, languages: tuple[str, ...]) -> tuple[str, ...]:
    """The languages in which the text is empty; none if it is optional and empty everywhere."""
    missing = tuple(code for code in languages if not text.texts.get(code, "").strip())
    return () if not text.required and len(missing) == len(languages) else missing


def differences(
    texts: Mapping[str, str], ratio_min: Decimal, ratio_max: Decimal, months: Months
) -> frozenset[str]:
    """Signs that versions may not say the same: `length`, `numbers`, `copied`.

    `months` are the months' names in any language, folded: a date written in words is the one
    written in figures.
    """
    signs: set[str] = set()
    for first, second in combinations(texts.values(), 2):
        signs.update(_signs(first.strip(), second.strip(), ratio_min, ratio_max))
    if figures_differ(texts, months):
        signs.add("numbers")
    return frozenset(signs)


def _signs(first: str, second: str, low: Decimal, high: Decimal) -> Iterator[str]:
    if not first or not second:
        return
    if max(len(first), len(second)) >= LENGTH_FROM:
        ratio = Decimal(len(first)) / len(second)
        if not (low <= ratio <= high and low <= 1 / ratio <= high):
            yield "length"
    if first == second and len(first) >= COPY_FROM:
        yield "copied"
