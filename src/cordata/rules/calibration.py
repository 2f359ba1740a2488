"""How far apart assessors are on one common text, criterion by criterion."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from cordata.rules.scoring import HUNDREDTH, ZERO, Grid

Points = Mapping[str, Decimal]  # criterion -> points of the scale


@dataclass(frozen=True, slots=True)
class Spread:
    """One criterion over all sheets, in points of its scale; the mean to two decimals."""

    criterion: str
    lowest: Decimal
    highest: Decimal
    mean: Decimal


def spreads(sheets: Sequence[Points], grid: Grid) -> tuple[Spread, ...]:
    """The spread of each criterion in the order of the grid; none without a sheet.

    Raises KeyError for a sheet that lacks a criterion.
    """
    if not sheets:
        return ()
    return tuple(_spread(one.code, [sheet[one.code] for sheet in sheets]) for one in grid.criteria)


def _spread(criterion: str, values: Sequence[Decimal]) -> Spread:
    mean = (sum(values, ZERO) / len(values)).quantize(HUNDREDTH, rounding=ROUND_HALF_UP)
    return Spread(criterion, min(values), max(values), mean)
