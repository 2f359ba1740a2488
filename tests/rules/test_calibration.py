"""How far apart assessors are on the common text, criterion by criterion."""

from __future__ import annotations

from decimal import Decimal as D

import pytest

from cordata.rules.calibration import Spread, spreads
from cordata.rules.scoring import Criterion, Grid

GRID = Grid((Criterion("Q1"), Criterion("Q2")))


def test_the_spread_goes_from_the_lowest_to_the_highest_with_the_mean() -> None:
    sheets = [{"Q1": D(1), "Q2": D(4)}, {"Q1": D(5), "Q2": D(4)}, {"Q1": D(5), "Q2": D(4)}]
    assert spreads(sheets, GRID) == (
        Spread("Q1", D(1), D(5), D("3.67")),
        Spread("Q2", D(4), D(4), D("4.00")),
    )


def test_without_a_sheet_there_is_no_spread() -> None:
    assert spreads([], GRID) == ()


def test_a_sheet_that_lacks_a_criterion_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(KeyError):
        spreads([{"Q1": D(1)}], GRID)
