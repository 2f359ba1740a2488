"""A plan in months as numbers for an SVG that the server draws; a table says the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from textwrap import shorten, wrap

WIDE, LETTERS, LETTER = 532, 44, 11  # of the drawing; of a line; of a letter on a phone
HEAD, LINE, BAR, GAP = 32, 26, 24, 14
APART = 60  # between two months that are written above the drawing
FILLS = {"FR": "fr", "IT": "it"}  # design: at most two series; other sides in their order


@dataclass(frozen=True, slots=True)
class Due:
    """One thing that is delivered in a month, counted from 1."""

    number: str
    label: str
    month: int | None = None
    proof: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """One row of a plan: from the first to the last month, both within."""

    number: int
    label: str
    first: int | None = None
    last: int | None = None
    sides: tuple[str, ...] = ()  # country codes of those who take part
    partners: tuple[str, ...] = ()
    dues: tuple[Due, ...] = ()

    @property
    def name(self) -> str:
        return f"{self.number}. {self.label}"


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of text with its place."""

    x: str
    y: int
    text: str
    anchor: str = "start"


@dataclass(frozen=True, slots=True)
class Stripe:
    """A part of a bar, of one side."""

    x: str
    y: str
    width: str
    height: str
    fill: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A deliverable: the outline of a diamond, and what it is beside it."""

    points: str
    text: Text


@dataclass(frozen=True, slots=True)
class Row:
    """One activity as drawn."""

    span: Span
    labels: tuple[Text, ...]
    stripes: tuple[Stripe, ...]
    marks: tuple[Mark, ...]
    bottom: int


@dataclass(frozen=True, slots=True)
class Timeline:
    """A plan with its drawing; `months` is the project's own duration, if it is known."""

    spans: tuple[Span, ...]
    months: int | None
    sides: tuple[str, ...]

    @property
    def shown(self) -> int:
        """How many months the drawing has: the project's, and those planned beyond it."""
        said = [self.months or 0]
        for span in self.spans:
            said += [span.first or 0, span.last or 0, *(due.month or 0 for due in span.dues)]
        return max(*said, 1)

    @property
    def width(self) -> int:
        return WIDE

    @property
    def height(self) -> int:
        return self.rows[-1].bottom if self.rows else HEAD

    @property
    def rows(self) -> tuple[Row, ...]:
        drawn: list[Row] = []
        for span in self.spans:
            drawn.append(self._row(span, drawn[-1].bottom if drawn else HEAD))
        return tuple(drawn)

    @property
    def ticks(self) -> Iterator[Text]:
        """Months written above, as many as a phone has room for."""
        step = -(-APART * self.shown // WIDE)
        for month in range(1, self.shown + 1, step):
            yield self._tick(month)

    @property
    def lines(self) -> tuple[str, ...]:
        """Where the quarters begin."""
        return tuple(self._x(month) for month in range(0, self.shown + 1, 3))

    @property
    def beyond(self) -> tuple[str, str] | None:
        """(x, width) of the months after the project's end."""
        if not self.months or self.months >= self.shown:
            return None
        return self._x(self.months), _number(WIDE * (self.shown - self.months) / self.shown)

    @property
    def legend(self) -> tuple[tuple[str, str], ...]:
        """(fill, side) of each side."""
        return tuple((self.fill(side), side) for side in self.sides)

    def fill(self, side: str) -> str:
        return FILLS.get(side) or ("fr", "it", "other")[min(2, self.sides.index(side))]

    def _x(self, months: float) -> str:
        return _number(WIDE * months / self.shown)

    def _tick(self, month: int) -> Text:
        if month == 1:
            return Text("0", 20, "M1")
        if month == self.shown:
            return Text(str(WIDE), 20, f"M{month}", "end")
        return Text(self._x(month - 0.5), 20, f"M{month}", "middle")

    def _row(self, span: Span, top: int) -> Row:
        words = wrap(span.name, LETTERS, max_lines=2, placeholder="…")
        labels = tuple(Text("0", top + LINE * n, word) for n, word in enumerate(words, start=1))
        y = top + LINE * len(words) + 8
        stripes = tuple(self._stripes(span, y))
        y += BAR + 4 if stripes else 0
        marks = tuple(
            self._mark(due, y + LINE * n)
            for n, due in enumerate(due for due in span.dues if due.month)
        )
        return Row(span, labels, stripes, marks, y + LINE * len(marks) + GAP)

    def _stripes(self, span: Span, y: int) -> Iterator[Stripe]:
        """One stripe for each side of those who take part, 2 apart."""
        if not span.first or not span.last or span.last < span.first:
            return
        sides = span.sides or ("",)
        height = (BAR - 2 * (len(sides) - 1)) / len(sides)
        width = self._x(span.last - span.first + 1)
        for n, side in enumerate(sides):
            fill = self.fill(side) if side else "other"
            top = _number(y + n * (height + 2))
            yield Stripe(self._x(span.first - 1), top, width, _number(height), fill)

    def _mark(self, due: Due, y: int) -> Mark:
        """A diamond in the middle of its month; its words go where there is more room."""
        middle = WIDE * ((due.month or 1) - 0.5) / self.shown
        left = middle > WIDE / 2
        room = middle if left else WIDE - middle
        words = shorten(f"{due.number} {due.proof or due.label}", int((room - 14) // LETTER),
                        placeholder="…")  # fmt: skip
        x = _number(middle + (-14 if left else 14))
        text = Text(x, y + 20, words or due.number, "end" if left else "start")
        across = ((0, -8), (8, 0), (0, 8), (-8, 0))
        points = " ".join(f"{_number(middle + dx)},{y + 13 + dy}" for dx, dy in across)
        return Mark(points, text)


def timeline_of(spans: Sequence[Span], months: int | None) -> Timeline:
    """The drawing of a plan; sides in the order in which they first take part, FR and IT first."""
    met = dict.fromkeys(side for span in spans for side in span.sides)
    sides = (*(side for side in FILLS if side in met), *(side for side in met if side not in FILLS))
    return Timeline(tuple(spans), months, sides)


def _number(value: float) -> str:
    return f"{value:.1f}"
