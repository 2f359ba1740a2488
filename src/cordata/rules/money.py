"""Euros and cents: read what people type, cut to the cent, take a share. Never a float."""

from __future__ import annotations

import re
import unicodedata
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from enum import StrEnum

from cordata.rules.ruleset import Rounding

CENT = Decimal("0.01")
HUNDRED = Decimal(100)
MAX_INTEGER_DIGITS = 10

_MODES = {Rounding.TRUNCATE: ROUND_DOWN, Rounding.HALF_UP: ROUND_HALF_UP}
_MINUS = "-\u2010\u2011\u2012\u2013\u2212\ufe63\uff0d"
_NOT_FINITE = frozenset({"nan", "snan", "inf", "infinity", "∞"})
_SPACED_GROUPS = re.compile(r"[0-9]{1,3}(?: [0-9]{3})+(?:[.,][0-9]*)?")
_ONE_MARK = re.compile(r"(?P<whole>[0-9]*)[.,](?P<rest>[0-9]*)")
_GROUPED = re.compile(r"[0-9]{1,3}(?:(?P<mark>[.,])[0-9]{3})(?:(?P=mark)[0-9]{3})*")
_EXPONENT = re.compile(r"[0-9.,]+e[+-]?[0-9]+", re.IGNORECASE)


class Amount(StrEnum):
    """Why an amount is refused; the catalogue holds one sentence for each `amount.<code>`."""

    EMPTY = "empty"
    NOT_A_NUMBER = "not_a_number"
    NOT_FINITE = "not_finite"  # NaN, Infinity
    EXPONENT = "exponent"
    UNDERSCORE = "underscore"
    FOREIGN_DIGITS = "foreign_digits"
    NEGATIVE = "negative"
    GROUPS = "groups"  # groups that are not of three digits, or marks mixed
    TOO_MANY_DECIMALS = "too_many_decimals"
    AMBIGUOUS = "ambiguous"  # 1.234 may be thousands or decimals
    TOO_LARGE = "too_large"


class AmountRefused(ValueError):
    """An amount that cannot be read without a doubt.

    `code` is a value of `Amount`; `readings` holds the two amounts an ambiguous text may mean.
    """

    def __init__(self, code: Amount, readings: tuple[Decimal, ...] = ()) -> None:
        super().__init__(code.value)
        self.code = code.value
        self.readings = readings

    @property
    def sentence_code(self) -> str:
        return f"amount.{self.code}"

    @property
    def params(self) -> dict[str, Decimal]:
        """The readings as parameters of the sentence, when there are two."""
        if len(self.readings) != 2:
            return {}
        return {"grouped": self.readings[0], "decimal": self.readings[1]}


def read_amount(text: str) -> Decimal:
    """Read an amount in euros as people write it in any of our languages (MON-02).

    Spaces of any kind group; a euro sign may stand at either end; with both marks present
    the last one is the decimal mark if exactly two digits follow it and the groups before
    are of three; one mark followed by exactly three digits is refused with both readings;
    one mark with one or two digits is decimal. Answers a Decimal with two places.
    Raises AmountRefused.
    """
    bare = _without_currency(text)
    _refuse_foreign_forms(bare)
    digits = _without_grouping(bare)
    if len(digits.partition(".")[0].lstrip("0")) > MAX_INTEGER_DIGITS:
        raise AmountRefused(Amount.TOO_LARGE)
    return Decimal(digits).quantize(CENT)


def cents(amount: Decimal, rounding: Rounding) -> Decimal:
    """Bring an amount in euros to two places by the call's rounding rule."""
    return amount.quantize(CENT, rounding=_MODES[rounding])


def share(amount: Decimal, rate: Decimal, rounding: Rounding) -> Decimal:
    """Take `rate` per cent of an amount in euros, to the cent by the call's rounding rule."""
    return cents(amount * rate / HUNDRED, rounding)


def plain_rate(rate: Decimal) -> str:
    """A percentage without idle zeros, for a sentence: 80.00 gives "80"."""
    return format(rate.normalize(), "f")


def _without_currency(text: str) -> str:
    """The text without outer blanks and euro sign, with every inner blank a plain space."""
    bare = "".join(" " if _is_blank(mark) else mark for mark in text.strip())
    for sign in ("€", "EUR", "eur"):
        bare = bare.removeprefix(sign).removesuffix(sign).strip()
    return bare


def _is_blank(mark: str) -> bool:
    return mark == "\t" or unicodedata.category(mark) == "Zs"


def _refuse_foreign_forms(bare: str) -> None:
    """Refuse, each with its own name, the forms that Decimal would take or that mislead."""
    if not bare:
        raise AmountRefused(Amount.EMPTY)
    if bare.lstrip("+" + _MINUS).lower() in _NOT_FINITE:
        raise AmountRefused(Amount.NOT_FINITE)
    if bare[0] in _MINUS:
        raise AmountRefused(Amount.NEGATIVE)
    if "_" in bare:
        raise AmountRefused(Amount.UNDERSCORE)
    if any(mark.isnumeric() and not mark.isascii() for mark in bare):
        raise AmountRefused(Amount.FOREIGN_DIGITS)
    if _EXPONENT.fullmatch(bare):
        raise AmountRefused(Amount.EXPONENT)
    if not re.fullmatch(r"[0-9., ]*[0-9][0-9., ]*", bare):
        raise AmountRefused(Amount.NOT_A_NUMBER)


def _without_grouping(bare: str) -> str:
    """The number with a point as decimal mark and no grouping."""
    if " " in bare:
        return _decimal_of(_joined(bare), spaced=True)
    if "." in bare and "," in bare:
        return _both_marks(bare)
    if bare.count(".") + bare.count(",") > 1:
        return _same_mark_again(bare)
    return _decimal_of(bare, spaced=False)


def _joined(bare: str) -> str:
    if not _SPACED_GROUPS.fullmatch(bare):
        raise AmountRefused(Amount.GROUPS)
    return bare.replace(" ", "")


def _both_marks(bare: str) -> str:
    """The last mark is decimal if two digits follow it and the groups before are of three."""
    at = max(bare.rfind("."), bare.rfind(","))
    whole, rest = bare[:at], bare[at + 1 :]
    if bare[at] in whole or not _GROUPED.fullmatch(whole):
        raise AmountRefused(Amount.GROUPS)
    if len(rest) > 2:
        raise AmountRefused(Amount.TOO_MANY_DECIMALS)
    if len(rest) != 2:
        raise AmountRefused(Amount.GROUPS)
    return f"{re.sub('[.,]', '', whole)}.{rest}"


def _same_mark_again(bare: str) -> str:
    """1.234.567: a mark that comes twice can only group."""
    if not _GROUPED.fullmatch(bare):
        raise AmountRefused(Amount.GROUPS)
    return re.sub("[.,]", "", bare)


def _decimal_of(bare: str, *, spaced: bool) -> str:
    """No mark, or one: decimal with one or two digits, ambiguous with three."""
    match = _ONE_MARK.fullmatch(bare)
    if match is None:
        return bare
    whole, rest = match["whole"] or "0", match["rest"]
    if len(rest) == 3 and not spaced:
        raise AmountRefused(Amount.AMBIGUOUS, _readings(whole, rest))
    if len(rest) > 2:
        raise AmountRefused(Amount.TOO_MANY_DECIMALS)
    if not rest:
        raise AmountRefused(Amount.NOT_A_NUMBER)
    return f"{whole}.{rest}"


def _readings(whole: str, rest: str) -> tuple[Decimal, Decimal]:
    """Both meanings of one mark and three digits: thousands, or decimals cut to the cent."""
    grouped = Decimal(whole + rest).quantize(CENT)
    return grouped, Decimal(f"{whole}.{rest}").quantize(CENT, rounding=ROUND_DOWN)
