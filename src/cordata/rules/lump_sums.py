"""Lump sums: what is earned, paid in advance, still due or to be recovered. Euros of ERDF."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from cordata.rules.money import share
from cordata.rules.ruleset import Rounding

ZERO = Decimal("0.00")


class Earning(StrEnum):
    """How a lump sum is earned; the agreement says which."""

    PER_ACTIVITY = "per_activity"  # each activity whole or not at all
    ALL_OR_NOTHING = "all_or_nothing"  # the project whole or not at all


@dataclass(frozen=True, slots=True)
class LumpSum:
    """The sum of one activity; `accepted` is None while nobody has verified it."""

    key: str
    amount: Decimal
    accepted: bool | None = None


@dataclass(frozen=True, slots=True)
class Settlement:
    """The account of a project: `balance` is still due, `recovery` is asked back."""

    granted: Decimal
    earned: Decimal
    paid: Decimal
    correction: Decimal = ZERO

    @property
    def due(self) -> Decimal:
        """What the project is entitled to in all."""
        return max(ZERO, self.earned - self.correction)

    @property
    def balance(self) -> Decimal:
        return max(ZERO, self.due - self.paid)

    @property
    def recovery(self) -> Decimal:
        return max(ZERO, self.paid - self.due)


def advance(granted: Decimal, rate: Decimal, rounding: Rounding = Rounding.TRUNCATE) -> Decimal:
    """The advance of `rate` % of a grant."""
    return share(granted, rate, rounding)


def earned(sums: Sequence[LumpSum], earning: Earning) -> Decimal:
    """What verified activities have earned; one that nobody has verified earns nothing yet."""
    if earning is Earning.ALL_OR_NOTHING and not all(one.accepted for one in sums):
        return ZERO
    return sum((one.amount for one in sums if one.accepted), ZERO)


def settle(
    sums: Sequence[LumpSum],
    paid: Decimal,
    earning: Earning = Earning.PER_ACTIVITY,
    correction: Decimal = ZERO,
) -> Settlement:
    """Close the account: what was earned, less a correction, against what was paid.

    Raises ValueError while an activity awaits its verification.
    """
    if any(one.accepted is None for one in sums):
        raise ValueError("an activity has not been verified")
    granted = sum((one.amount for one in sums), ZERO)
    return Settlement(granted, earned(sums, earning), paid, correction)


def communication_correction(
    support: Decimal, rate: Decimal = Decimal(2), rounding: Rounding = Rounding.TRUNCATE
) -> Decimal:
    """What a partner loses for missing publicity: at most 2 % of its support.

    Regulation (EU) 2021/1059, article 36(6). Raises ValueError above that.
    """
    if not 0 <= rate <= 2:
        raise ValueError("a communication correction lies between 0 and 2 %")
    return share(support, rate, rounding)
