"""A table somebody brings: every usual way to write one, and what is no table (FIL-03, OUT-02)."""

from __future__ import annotations

import io
import zipfile

import pytest
import xlsxwriter

from cordata.documents.spreadsheets import read_table
from cordata.kernel.verdicts import NotPossible

ROWS = [["Prénom", "Adresse e-mail"], ["Éloïse, dite L’Aînée", "eloise@sentiers.example"]]


def workbook(write) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        write(book.add_worksheet())
    return out.getvalue()


def refusal(content: bytes) -> str:
    with pytest.raises(NotPossible) as refused:
        read_table(content)
    return refused.value.code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_list_is_read_however_a_spreadsheet_saved_it(encoding, separator, end):
    lines = [separator.join(f'"{cell}"' for cell in row) for row in ROWS]

    assert read_table((end.join(lines) + end).encode(encoding)) == ROWS


def test_the_separator_is_the_one_that_cuts_all_lines_alike():
    text = "Structure;Courriel\nSentiers, cols et vallées;a@b.example\nA, B;c@d.example\n"

    assert read_table(text.encode())[1] == ["Sentiers, cols et vallées", "a@b.example"]
    assert read_table(b"sep=;\na;b,c\n") == [["a", "b,c"]]
    assert read_table(b"a@b.example\nc@d.example\n") == [["a@b.example"], ["c@d.example"]]


def test_out_02_a_formula_is_what_it_showed_and_never_a_formula():
    def write(sheet):
        sheet.write_row(0, 0, ["Nom", "Courriel"])
        sheet.write_string(1, 0, "=cmd()")
        sheet.write_formula(2, 0, "=1+1", None, 2)
        sheet.write_number(3, 0, 1204)

    assert [row[0] for row in read_table(workbook(write))] == ["Nom", "=cmd()", "2", "1204"]


def test_ten_thousand_people_are_read_and_one_more_is_refused():
    line = b"guest%d@invites.example\n"
    many = b"Courriel\n" + b"".join(line % number for number in range(10_000))

    assert len(read_table(many)) == 10_001
    assert refusal(many + b"one@more.example\n") == "file.too_many_rows"


def test_a_cell_far_out_does_not_fill_the_memory():
    assert refusal(workbook(lambda sheet: sheet.write_string(1_048_575, 16_383, "x"))) in {
        "file.too_many_rows",
        "file.too_many_columns",
    }
    assert refusal(workbook(lambda sheet: sheet.write_string(0, 16_383, "x"))) == (
        "file.too_many_columns"
    )


def archive(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file.no_rows"),
        (b"\n\n ; ; \n", "file.no_rows"),
        (b"\xd0\xcf\x11\xe0" + b"0" * 600, "file.old_spreadsheet"),
        (b"a\0b;c", "file.not_a_table"),
        (archive(letter=b"x"), "file.not_a_table"),
        (archive(**{"xl/workbook.xml": b"<x/>", "xl/big.xml": b"0" * 30_000_000}), "file.bomb"),
        (archive(**{"xl/workbook.xml": b"<x/>"}), "file.damaged"),
        (b"PK\x03\x04 nothing of an archive", "file.not_a_table"),
        (b"x" * 5_000_001, "file.too_big"),
        (b";".join([b"x"] * 61), "file.too_many_columns"),
    ],
)
def test_what_is_no_table_is_refused_with_its_reason(content, code):
    assert refusal(content) == code
