"""Amounts, numbers and lists as each language writes them. What is printed can be pasted back."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from django.utils.translation import get_language

FIXED = "\u00a0"  # our face draws U+202F a tenth of an em wide: thousands would run together
CENT = Decimal("0.01")


class Marks(NamedTuple):
    """How one language writes numbers."""

    group: str
    decimal: str
    percent: str
    last: str  # the word before the last item of a list
    apart: str  # between items that hold commas or brackets of their own


MARKS = {
    "fr": Marks(FIXED, ",", f"{FIXED}%", "et", f"{FIXED}; "),
    "it": Marks(".", ",", "%", "e", "; "),
    "en": Marks(",", ".", "%", "and", "; "),
}


def base_language(language: str | None = None) -> str:
    """`language`, or the reader's, as one of the languages we can write; else English."""
    code = (language or get_language() or "en").split("-")[0]
    return code if code in MARKS else "en"


def plain_number(value: Decimal | int, language: str | None = None, places: int = 0) -> str:
    """`value` with grouping and exactly `places` decimals, rounded half up: 61 480,00."""
    marks = MARKS[base_language(language)]
    rounded = Decimal(value).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    text = f"{rounded:,.{places}f}"
    return text.replace(",", "\0").replace(".", marks.decimal).replace("\0", marks.group)


def euros(amount: Decimal | int, style: str = "", language: str | None = None) -> str:
    """An amount in EUR to the cent.

    `style`: "" (with sign and cents), "whole" (cents left out only when they are zero),
    "bare" (no euro sign, for a column whose head says it).
    """
    value = Decimal(amount)
    places = 0 if style == "whole" and value == value.to_integral_value() else 2
    number = plain_number(value, language, places)
    if style == "bare":
        return number
    if base_language(language) == "en":
        sign, digits = ("-", number[1:]) if number.startswith("-") else ("", number)
        return f"{sign}€{FIXED}{digits}"
    return f"{number}{FIXED}€"


def percent(value: Decimal | int, language: str | None = None) -> str:
    """A percentage already multiplied by 100, with no more decimals than it has: 80 %, 37,5 %."""
    shown = Decimal(value).normalize()
    exponent = shown.as_tuple().exponent
    places = max(0, -exponent) if isinstance(exponent, int) else 0
    return plain_number(shown, language, places) + MARKS[base_language(language)].percent


def listed(items: Sequence[str], language: str | None = None) -> str:
    """Items in words: `a, b et c`."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {MARKS[base_language(language)].last} {items[-1]}"


def set_apart(items: Sequence[str], language: str | None = None) -> str:
    """Items that may hold commas of their own: `a (b, c) ; d`, `a (b, c); d` in Italian."""
    return MARKS[base_language(language)].apart.join(items)


def file_size(size: int, language: str | None = None) -> str:
    """`410 ko`, `1,2 MB`: a file's size in thousands and millions of bytes."""
    code = base_language(language)
    letter = "o" if code == "fr" else "B"
    thousands = Decimal(size) / 1000
    if thousands < 1000:
        return f"{plain_number(max(thousands, Decimal(1)), code)}{FIXED}k{letter}"
    return f"{plain_number(thousands / 1000, code, places=1)}{FIXED}M{letter}"
