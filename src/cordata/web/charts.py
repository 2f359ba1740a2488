"""Horizontal bars as numbers for an SVG that the server draws; a table says the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from textwrap import wrap

ROOM, STEP, BAR = 380, 64, 26  # of a drawing 532 wide; the rest is the value's
LETTERS, LINE = 44, 24  # of a label's line, as large as a phone shows it


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: where it stands, how long it is, what is written at its end."""

    label: str
    value: str
    y: int
    width: str

    @property
    def lines(self) -> tuple[tuple[int, str], ...]:
        """The label in at most two lines, each with its height in the drawing."""
        words = lines_of(self.label)
        return tuple(
            (self.y - 8 - LINE * (len(words) - 1 - n), line) for n, line in enumerate(words)
        )

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
        return sum(STEP + LINE * (len(bar.lines) - 1) for bar in self.bars)

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
    bars: list[Bar] = []
    for label, amount, words in rows:
        width = Decimal(amount) * ROOM / longest if longest else Decimal(0)
        y = Chart(tuple(bars)).height + 28 + LINE * (len(lines_of(label)) - 1)
        bars.append(Bar(label, words, y, f"{width:.1f}"))
    return Chart(tuple(bars))


def lines_of(label: str) -> list[str]:
    return wrap(label, LETTERS, max_lines=2, placeholder="…") or [""]
