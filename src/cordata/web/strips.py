"""A row of equal spans as an SVG that the server draws: how much of each was lost; a table says
the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDE, HIGH, GAP, LEAST = 532, 56, 2, 6


@dataclass(frozen=True, slots=True)
class Span:
    """One hour or one day: what it is called, how much of it was lost of how much."""

    label: str
    lost: int
    whole: int  # 0: nobody knows
    cells: tuple[str, ...] = ()  # of its row in the table


@dataclass(frozen=True, slots=True)
class Piece:
    """A span as it is drawn: a ground as high as the drawing, and what was lost from below."""

    x: str
    width: str
    known: bool
    lost: int  # height

    @property
    def y(self) -> int:
        return HIGH - self.lost


@dataclass(frozen=True, slots=True)
class Strip:
    """A drawing with its reading in words and the rows of its table."""

    spans: tuple[Span, ...]
    reading: str

    @property
    def wide(self) -> int:
        return WIDE

    @property
    def high(self) -> int:
        return HIGH

    @property
    def pieces(self) -> list[Piece]:
        step = WIDE / max(1, len(self.spans))
        return [
            Piece(f"{n * step:.2f}", f"{step - GAP:.2f}", one.whole > 0, _height(one))
            for n, one in enumerate(self.spans)
        ]

    @property
    def ends(self) -> tuple[str, str]:
        return (self.spans[0].label, self.spans[-1].label) if self.spans else ("", "")


def _height(span: Span) -> int:
    """In proportion, but never too low to be seen."""
    if not span.lost or not span.whole:
        return 0
    return min(HIGH, max(LEAST, round(HIGH * span.lost / span.whole)))


def strip_of(spans: Sequence[Span], reading: str) -> Strip:
    return Strip(tuple(spans), reading)
