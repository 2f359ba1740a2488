"""Criteria, sheets and the consolidated result, in contest mode and in pass/fail mode."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

HUNDREDTH = Decimal("0.01")
ZERO = Decimal(0)


class Mode(StrEnum):
    """What scores are for in a call."""

    CONTEST = "contest"  # they rank, and the threshold decides
    PASS_FAIL = "pass_fail"  # noqa: S105 - eligibility decides; scores advise


class Method(StrEnum):
    """How several sheets become one result; frozen with the call."""

    MEAN = "mean"
    MEDIAN = "median"  # of each criterion, and of the totals
    CONSENSUS = "consensus"  # one sheet to which all authors agree; the mean where they do not


@dataclass(frozen=True, slots=True)
class Criterion:
    """One line of the grid; `floor` is the least mean score, in points of the scale."""

    code: str
    scale_max: int = 5
    scale_min: int = 0
    weight: Decimal = Decimal(1)
    floor: Decimal | None = None
    knockout: bool = False  # below the floor the file is out, whatever its total
    step: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class Bonus:
    """Priority points, given whole or not at all; they rank but never lift over the threshold."""

    code: str
    points: Decimal


@dataclass(frozen=True, slots=True)
class Grid:
    """A call's scoring grid, frozen with the call."""

    criteria: tuple[Criterion, ...]
    bonuses: tuple[Bonus, ...] = ()
    threshold: Decimal = ZERO  # of the weighted total, without priority points
    mode: Mode = Mode.CONTEST
    method: Method = Method.MEAN
    divergence: Decimal | None = None  # two totals further apart call for a third sheet
    assessors: int = 2
    motivation_min: int = 100  # characters of the motivation of each score
    tie_criteria: tuple[str, ...] = ()  # codes of criteria and bonuses that settle equal scores

    @property
    def maximum(self) -> Decimal:
        """The highest total without priority points."""
        return sum((c.scale_max * c.weight for c in self.criteria), ZERO)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One assessor's scores, criterion code -> points of the scale."""

    assessor: str
    scores: Mapping[str, Decimal]
    motivations: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SheetFault:
    """Why a sheet cannot be sent: `missing`, `off_scale`, `unknown` or `motivation_short`."""

    criterion: str
    code: str
    params: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Consolidated:
    """The result of all sheets. `total` excludes the priority points, `score` includes them."""

    total: Decimal
    means: Mapping[str, Decimal]
    bonus: Decimal
    below_floor: tuple[str, ...]
    knocked_out: tuple[str, ...]
    below_threshold: bool
    advisory: bool  # the call decides on eligibility alone

    @property
    def score(self) -> Decimal:
        return self.total + self.bonus

    @property
    def passes(self) -> bool:
        return not (self.below_floor or self.knocked_out or self.below_threshold)

    @property
    def reason(self) -> str:
        """The first reason of a failure, as the last word of a sentence's code."""
        if self.knocked_out:
            return "knocked_out"
        if self.below_floor:
            return "below_floor"
        return "below_threshold" if self.below_threshold else "passes"


def sheet_faults(sheet: Sheet, grid: Grid, *, motivated: bool = True) -> tuple[SheetFault, ...]:
    """Every mistake of a sheet, in the order of the grid; none when it may be sent.

    `motivated` says whether each score needs its motivation, too.
    """
    if not motivated:
        grid = replace(grid, motivation_min=0)
    known = {criterion.code for criterion in grid.criteria}
    strangers = [SheetFault(code, "unknown") for code in sheet.scores if code not in known]
    faults = [fault for c in grid.criteria if (fault := _fault(sheet, c, grid))]
    return (*faults, *strangers)


def on_scale(score: Decimal, criterion: Criterion) -> bool:
    """Whether these points can be given: from the least to the most, in whole steps."""
    low, high = criterion.scale_min, criterion.scale_max
    return low <= score <= high and not (score - low) % criterion.step


def sheet_total(sheet: Sheet, grid: Grid) -> Decimal:
    """The weighted total of one sheet, without priority points. Raises KeyError if incomplete."""
    return sum((sheet.scores[c.code] * c.weight for c in grid.criteria), ZERO)


def consolidate(
    sheets: Sequence[Sheet], grid: Grid, bonuses: frozenset[str] = frozenset()
) -> Consolidated:
    """All sheets as one, by the grid's method, to two decimals, held against floors and threshold.

    Floors apply to the consolidated points of each criterion; the threshold to the consolidated
    total without the priority points named in `bonuses`. Raises ValueError without a sheet.
    """
    if not sheets:
        raise ValueError("no sheet to consolidate")
    middle = _median if grid.method is Method.MEDIAN else _mean
    means = {c.code: middle([sheet.scores[c.code] for sheet in sheets]) for c in grid.criteria}
    missed = [c for c in grid.criteria if c.floor is not None and means[c.code] < c.floor]
    total = middle([sheet_total(sheet, grid) for sheet in sheets])
    return Consolidated(
        total=total,
        means=means,
        bonus=sum((b.points for b in grid.bonuses if b.code in bonuses), ZERO),
        below_floor=tuple(c.code for c in missed if not c.knockout),
        knocked_out=tuple(c.code for c in missed if c.knockout),
        below_threshold=total < grid.threshold,
        advisory=grid.mode is Mode.PASS_FAIL,
    )


def divergence(sheets: Sequence[Sheet], grid: Grid) -> str:
    """Why two sheets call for a third: `points`, `verdict`, or empty when they agree."""
    if len(sheets) != 2 or grid.divergence is None:
        return ""
    first, second = (consolidate([sheet], grid) for sheet in sheets)
    if abs(first.total - second.total) > grid.divergence:
        return "points"
    return "verdict" if first.passes != second.passes else ""


def tie_values(
    result: Consolidated, grid: Grid, bonuses: frozenset[str] = frozenset()
) -> tuple[Decimal, ...]:
    """What settles equal scores, in the order of the grid's tie criteria, higher first."""
    return tuple(
        result.means[code] if code in result.means else Decimal(code in bonuses)
        for code in grid.tie_criteria
    )


def _fault(sheet: Sheet, criterion: Criterion, grid: Grid) -> SheetFault | None:
    score = sheet.scores.get(criterion.code)
    if score is None:
        return SheetFault(criterion.code, "missing")
    if not on_scale(score, criterion):
        scale = {"low": criterion.scale_min, "high": criterion.scale_max}
        return SheetFault(criterion.code, "off_scale", scale)
    written = len(sheet.motivations.get(criterion.code, "").strip())
    if written < grid.motivation_min:
        params = {"written": written, "minimum": grid.motivation_min}
        return SheetFault(criterion.code, "motivation_short", params)
    return None


def _median(values: Sequence[Decimal]) -> Decimal:
    """The middle one; between two, their mean."""
    ordered, half = sorted(values), len(values) // 2
    return _mean(ordered[half : half + 1] if len(values) % 2 else ordered[half - 1 : half + 1])


def _mean(values: Sequence[Decimal]) -> Decimal:
    return (sum(values, ZERO) / len(values)).quantize(HUNDREDTH, rounding=ROUND_HALF_UP)
