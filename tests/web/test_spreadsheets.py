"""What leaves the house as a table: a spreadsheet opens it right, and runs nothing (OUT-02)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from cordata.web.spreadsheets import as_csv, as_xlsx, safe_cell

FORMULAS = ["=1+1", "+33 6", "-2", "@SUM(A1)", "\t=1", "\r=1", "＝1", "＋1", "－1", "＠x", "  =1"]
ROWS = [
    ["Nom", "Structure"],
    ["=HYPERLINK(1)", 'Comune; "d’Aosta" & <figli>'],
    ["Élise 🏔", ""],
]


@pytest.mark.parametrize("text", FORMULAS)
def test_out_02_no_cell_becomes_a_formula(text: str) -> None:
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["Camille", "L’Œuvre", "1+1", "", "été - hiver"])
def test_out_02_ordinary_text_stays_as_it_is(text: str) -> None:
    assert safe_cell(text) == text


def test_the_csv_has_a_mark_and_semicolons() -> None:
    content = b"".join(as_csv(ROWS))
    assert content.startswith(b"\xef\xbb\xbf")
    read = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    assert read == [ROWS[0], ["'=HYPERLINK(1)", ROWS[1][1]], ROWS[2]]


def read_back(rows: list[list[str]], folder: Path) -> list[list[str]]:
    """The cells as a program for spreadsheets reads them."""
    file = folder / "table.xlsx"
    file.write_bytes(b"".join(as_xlsx(rows)))
    sheet = CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0)
    return [[str(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]


def test_the_workbook_reads_as_it_was_written(tmp_path: Path) -> None:
    """A formula stays the text that somebody typed, with no apostrophe added."""
    assert read_back(ROWS, tmp_path) == ROWS


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")))
def test_whatever_is_typed_makes_a_workbook(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    assert read_back([["x", text]], tmp_path_factory.mktemp("any"))[0][1] == text


def test_what_no_workbook_may_hold_is_left_out(tmp_path: Path) -> None:
    assert read_back([["a\x00b\x0bc\ud800d\uffffe"]], tmp_path) == [["abcde"]]


@pytest.mark.parametrize("written", [as_csv, as_xlsx])
def test_the_first_bytes_wait_for_no_last_line(written: object) -> None:
    """Lines are asked for as they leave, and what left is not kept."""
    asked: list[int] = []

    def lines() -> Iterator[list[str]]:
        for number in range(20_000):
            asked.append(number)
            yield [f"Personne {number}", "x" * 50]

    parts = written(lines())  # type: ignore[operator]
    assert next(parts)
    assert len(asked) <= 1
    assert max(len(part) for part in parts) < 200_000
    assert len(asked) == 20_000
