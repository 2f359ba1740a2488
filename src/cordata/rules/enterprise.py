"""The size of an enterprise, computed as Recommendation 2003/361/EC (annex) defines it.

Headcount in annual work units, turnover without VAT and balance-sheet total in euros, with the
shares of linked and partner enterprises; ceilings that are passed for one year alone change
nothing. Nothing here knows a form or a language.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from cordata.rules.facts import ZERO
from cordata.rules.money import HUNDRED

MICRO, SMALL, MEDIUM, LARGE = "micro", "small", "medium", "large"
SIZES = (MICRO, SMALL, MEDIUM, LARGE)
MILLION = 1_000_000
CEILINGS = (  # article 2: fewer persons than, turnover up to, balance-sheet total up to (euros)
    (MICRO, Decimal(10), Decimal(2 * MILLION), Decimal(2 * MILLION)),
    (SMALL, Decimal(50), Decimal(10 * MILLION), Decimal(10 * MILLION)),
    (MEDIUM, Decimal(250), Decimal(50 * MILLION), Decimal(43 * MILLION)),
)
PARTNER_FROM, LINKED_ABOVE = Decimal(25), Decimal(50)  # % of capital or votes, the higher
PUBLIC_FROM = Decimal(25)


@dataclass(frozen=True, slots=True)
class Year:
    """One closed accounting year, or an estimate made in good faith for a new enterprise."""

    headcount: Decimal  # annual work units: a half-time year is 0.5
    turnover: Decimal  # euros, without VAT
    balance: Decimal  # euros, balance-sheet total

    def plus(self, other: Year, weight: Decimal) -> Year:
        """With another enterprise's figures added at a weight from 0 to 1."""
        return Year(
            self.headcount + other.headcount * weight,
            self.turnover + other.turnover * weight,
            self.balance + other.balance * weight,
        )


@dataclass(frozen=True, slots=True)
class Related:
    """An enterprise that holds, or of which is held, a share; consolidated with its own group."""

    share: Decimal  # % of capital or voting rights, whichever is higher
    figures: Year

    @property
    def weight(self) -> Decimal:
        """How much of its figures counts, from 0 to 1 (articles 3 and 6).

        Below 25 % nothing; from 25 % to 50 % the share itself; above 50 %, everything.
        """
        if self.share < PARTNER_FROM:
            return ZERO
        return Decimal(1) if self.share > LINKED_ABOVE else self.share / HUNDRED


@dataclass(frozen=True, slots=True)
class Enterprise:
    """What the rule needs to know of one enterprise."""

    years: tuple[Year, ...]  # its own figures, the last closed year first; at least one
    related: tuple[Related, ...] = ()
    public_share: Decimal = ZERO  # % that public bodies control, those of article 3(2) apart


@dataclass(frozen=True, slots=True)
class Size:
    """The size, and the figures it rests on: own and of the group, the last year first."""

    code: str  # micro, small, medium, large
    years: tuple[Year, ...]
    each: tuple[str, ...]  # the size each year alone would give
    by_public_control: bool = False


def size_of(enterprise: Enterprise) -> Size:
    """The size of an enterprise, with its arithmetic.

    A public share of 25 % or more makes it large whatever its figures (article 3(4)); the bodies
    that article 3(2) exempts (small municipalities, universities, regional funds, venture
    capital) do not count in that share.
    """
    years = tuple(group_figures(year, enterprise.related) for year in enterprise.years)
    each = tuple(size_by_figures(year) for year in years)
    if enterprise.public_share >= PUBLIC_FROM:
        return Size(LARGE, years, each, by_public_control=True)
    return Size(held_size(each), years, each)


def group_figures(own: Year, related: Sequence[Related]) -> Year:
    """The figures of a year with those of the related enterprises (article 6)."""
    total = own
    for one in related:
        total = total.plus(one.figures, one.weight)
    return total


def size_by_figures(year: Year) -> str:
    """The size by one year's figures: the headcount must hold, and one of the two sums."""
    for code, persons, turnover, balance in CEILINGS:
        if year.headcount < persons and (year.turnover <= turnover or year.balance <= balance):
            return code
    return LARGE


def held_size(each: Sequence[str]) -> str:
    """The size that holds, from the sizes of its years, the last first (article 4(2)).

    A size is lost or gained only when two years in a row lie on the same side of the one held;
    the oldest year known is taken as held. Of two years beyond, the nearer one is reached.
    """
    oldest, *later = [SIZES.index(code) for code in reversed(each)]
    held, before = oldest, oldest
    for now in later:
        if min(now, before) > held:
            held = min(now, before)
        elif max(now, before) < held:
            held = max(now, before)
        before = now
    return SIZES[held]
