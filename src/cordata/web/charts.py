"""Horizontal bars as numbers for an SVG that the server draws; a table says the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

ROOM, STEP, BAR = 380, 64, 26  # of a drawing 532 wide; the rest is the value's


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: where it stands, how long it is, what is written at its end."""

    label: str
    value: str
    y: int
    width: str

    @property
    def label_y(self) -> int:
        return self.y - 8

    @property
    def value_y(self) -> int:
        return self.y + 18

    @property
    def value_x(self) -> str:
        return f"{Decimal(self.width) + 8:.1f}"


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart with its reading in words."""

    bars: tuple[Bar, ...]

    @property
    def height(self) -> int:
        return STEP * len(self.bars)

    @property
    def thickness(self) -> int:
        return BAR

    @property
    def reading(self) -> str:
        return ", ".join(f"{bar.label} {bar.value}" for bar in self.bars)


def chart_of(rows: Sequence[tuple[str, Decimal | int, str]], longest: Decimal | int = 0) -> Chart:
    """(label, amount, amount in words); the longest bar fills the drawing, or `longest` would,
    where several charts have one scale."""
    longest = Decimal(longest or max((amount for _label, amount, _words in rows), default=0))
    return Chart(
        tuple(
            Bar(
                label,
                words,
                28 + STEP * number,
                f"{(Decimal(amount) * ROOM / longest if longest else Decimal(0)):.1f}",
            )
            for number, (label, amount, words) in enumerate(rows)
        )
    )
