"""A chart drawn by the server: every label whole, no bar on another."""

from __future__ import annotations

import pytest

from cordata.web.charts import BAR, LETTERS, LINE, STEP, chart_of

LONG = "Groupement de communes (communauté de communes, syndicat)"


@pytest.mark.parametrize(
    ("label", "lines"), [("x" * LETTERS, 1), (f"{'x' * LETTERS} y", 2), (LONG, 2), ("", 1)]
)
def test_a_long_label_stands_in_two_lines_and_loses_no_word(label: str, lines: int) -> None:
    (bar,) = chart_of([(label, 1, "1")]).bars

    assert len(bar.lines) == lines
    assert " ".join(text for _y, text in bar.lines) == label


def test_a_second_line_moves_what_stands_below_it() -> None:
    chart = chart_of([("Commune", 14, "14"), (LONG, 9, "9"), ("Coopérative", 1, "1")])
    first, second, third = chart.bars

    assert chart.height == 3 * STEP + LINE
    assert second.lines[0][0] > first.y + BAR
    assert third.lines[0][0] > second.y + BAR
    assert third.y + BAR <= chart.height
