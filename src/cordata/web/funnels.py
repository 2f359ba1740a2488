"""A funnel as numbers for an SVG that the server draws: how many came how far, and how many did not
go on. A table says the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cordata.web.numerals import plain_number

WIDEST, BAR, FLOW, TOP = 420, 30, 62, 28  # of a drawing 532 wide; the rest is the value's


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the funnel: its bar, and the flow down to the next one's."""

    label: str
    count: int
    lost: int  # who did not go on to the next step
    width: int
    next_width: int | None  # none after the last step
    y: int

    @property
    def value(self) -> str:
        return plain_number(self.count)

    @property
    def lost_words(self) -> str:
        return f"\N{MINUS SIGN}{plain_number(self.lost)}" if self.lost else ""

    @property
    def label_y(self) -> int:
        return self.y - 9

    @property
    def value_x(self) -> int:
        return self.width + 9

    @property
    def value_y(self) -> int:
        return self.y + 22

    @property
    def lost_y(self) -> int:
        return self.y + BAR + 24

    @property
    def flow(self) -> str:
        """The corners of the flow to the next bar, empty after the last one."""
        if self.next_width is None:
            return ""
        top, low = self.y + BAR, self.y + BAR + FLOW
        return f"0,{top} {self.width},{top} {self.next_width},{low} 0,{low}"


@dataclass(frozen=True, slots=True)
class Funnel:
    """The drawing with its reading in words."""

    steps: tuple[Step, ...]

    @property
    def height(self) -> int:
        return TOP + len(self.steps) * (BAR + FLOW) - FLOW + 6 if self.steps else 0

    @property
    def thickness(self) -> int:
        return BAR

    @property
    def reading(self) -> str:
        return ", ".join(f"{step.label} {step.value}" for step in self.steps)


def funnel_of(rows: Sequence[tuple[str, int]]) -> Funnel:
    """(label, count), each step's count within the one before; the widest fills the drawing."""
    widest = max((count for _label, count in rows), default=0) or 1
    widths = [max(round(count * WIDEST / widest), 2 if count else 0) for _label, count in rows]
    steps = [
        Step(
            label,
            count,
            max(count - rows[n + 1][1], 0) if n + 1 < len(rows) else 0,
            widths[n],
            widths[n + 1] if n + 1 < len(rows) else None,
            TOP + n * (BAR + FLOW),
        )
        for n, (label, count) in enumerate(rows)
    ]
    return Funnel(tuple(steps))
