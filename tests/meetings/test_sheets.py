"""What leaves the house: a table a spreadsheet opens right (OUT-02) and a sheet to sign."""

from __future__ import annotations

import csv
import io

import pytest

from cordata.meetings import queries, sheets
from tests.factories.meetings import registered


@pytest.mark.parametrize(
    "text", ["=1+1", "+33 6", "-2", "@SUM(A1)", "\t=1", "\r=1", "＝1", "＋1", "－1", "＠x", "  =1"]
)
def test_out_02_no_cell_becomes_a_formula(text):
    assert sheets.safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["Camille", "L’Œuvre", "1+1", "", "été - hiver"])
def test_out_02_ordinary_text_stays_as_it_is(text):
    assert sheets.safe_cell(text) == text


@pytest.mark.django_db
def test_the_table_has_a_mark_semicolons_and_one_line_a_person(meeting, at):
    some = meeting()
    registered(some, at, name="=HYPERLINK(1)", organisation='Comune; "d’Aosta"')
    content = sheets.table_of(queries.people_of(some), some)

    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    assert rows[1][0] == "'=HYPERLINK(1)"
    assert rows[1][2] == 'Comune; "d’Aosta"'
    assert len(rows) == 2


@pytest.mark.django_db
def test_the_attendance_sheet_is_a_pdf_in_both_languages(annecy, at):
    import pikepdf

    people = [
        registered(annecy, at, name=f"Élise {n}", country="IT" if n % 2 else "FR") for n in range(3)
    ]
    data = sheets.attendance_data(annecy, people, "fr", at=at)
    assert data["heads"]["title"] == [["fr", "Feuille d’émargement"], ["it", "Foglio firme"]]
    assert "Région Auvergne-Rhône-Alpes (organise)" in dict(data["facts"])["Organisateurs"]

    pdf = sheets.attendance_sheet(annecy, queries.attendance(annecy), "fr", at=at)

    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert len(opened.pages) >= 1
