"""What we hand out, opened by a program that we did not write: LibreOffice, where it is there."""

from __future__ import annotations

import csv
import io
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from decimal import Decimal as D
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from cordata.applications.budget_sheet import Formula, Row, budget_sheet
from cordata.applications.workbook import workbook_of
from cordata.programme import papers
from cordata.rules.budget import project_budget
from cordata.rules.facts import ProjectFacts
from cordata.rules.ruleset import Rounding
from tests.applications.test_budget_sheet import OPTIONS, WORDS
from tests.rules.calls import ALPS, ASSOCIATION, COMUNE, line

OFFICE = shutil.which("soffice")
pytestmark = pytest.mark.skipif(OFFICE is None, reason="no LibreOffice on this machine")
AS_TYPED = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1"
TAGGED = 'pdf:writer_pdf_Export:{"PDFUACompliance":{"type":"boolean","value":"true"}}'
FORMULA_LIKE = ("=1+1", '@SUM(A1)"', "+2+5", "-1", '=HYPERLINK("http://x.example")')


def opened(folder: Path, kind: str, *files: Path) -> None:
    """The files as LibreOffice reads them and writes them again; its own profile each time."""
    home = f"-env:UserInstallation=file://{folder}/profile"
    command = [str(OFFICE), home, "--headless", "--convert-to", kind, "--outdir", str(folder)]
    subprocess.run([*command, *map(str, files)], check=True, capture_output=True, timeout=300)


def without_values(content: bytes) -> bytes:
    """The workbook with no amount beside a formula: whatever is shown was counted anew."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(out, "w") as after:
        for name in before.namelist():
            text = before.read(name)
            after.writestr(name, re.sub(rb"</f><v>[^<]*</v>", b"</f>", text))
    return out.getvalue()


def sheets() -> dict[str, list[Row]]:
    """A budget by each cost option and rounding rule, with texts that look like formulas."""
    found = {}
    for rounding in Rounding:
        ruleset = replace(ALPS, cost_options=OPTIONS, rounding=rounding)
        for code in OPTIONS:
            lines = [
                replace(line(category, amount), description=words)
                for category, amount, words in zip(
                    ("external", "equipment", "staff", "travel", "works"),
                    ("21480.29", "2350.57", "9033.33", "714.91", "0.07"),
                    FORMULA_LIKE, strict=True,
                )
            ]  # fmt: skip
            french = replace(ASSOCIATION, name="=1+1", cost_option=code, lines=tuple(lines))
            partners = (french, replace(COMUNE, cost_option=code))
            budget = project_budget(ProjectFacts(partners=partners), ruleset)
            found[f"{code}-{rounding.value}"] = budget_sheet(partners, budget, ruleset, WORDS).rows
    return found


def test_a_spreadsheet_recalculates_every_amount_to_our_cents(tmp_path: Path) -> None:
    """MON-06: counted anew by another program; OUT-02: what people typed is text there too."""
    written = sheets()
    paths = [tmp_path / f"{name}.xlsx" for name in written]
    for path, rows in zip(paths, written.values(), strict=True):
        path.write_bytes(without_values(workbook_of(rows)))

    opened(tmp_path, AS_TYPED, *paths)

    for path, rows in zip(paths, written.values(), strict=True):
        (result,) = tmp_path.glob(f"{path.stem}*.csv")
        shown = list(csv.reader(io.StringIO(result.read_text(encoding="utf-8"))))
        for row, cells in zip(rows, shown, strict=False):
            for ours, theirs in zip(row.cells, cells, strict=False):
                if isinstance(ours, Formula):
                    assert D(theirs) == ours.value, (path.stem, ours)
                elif isinstance(ours, str):
                    assert theirs == ours


@pytest.mark.django_db
def test_a_text_editor_reads_the_blank_form_with_its_structure(call: Any, tmp_path: Path) -> None:
    """Headings, header cells, a title for each table, and the language of each text."""
    path = tmp_path / "form.odt"
    path.write_bytes(papers.as_text(call))

    opened(tmp_path, TAGGED, path)

    with pikepdf.open(tmp_path / "form.pdf") as pdf:
        tags = [str(one.get("/S", "")) for one in pdf.objects if _is_element(one)]
        spoken = {str(one["/Lang"]) for one in pdf.objects if _is_element(one) and "/Lang" in one}
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "fr-FR"
        assert "Formulaire vierge" in str(pdf.docinfo["/Title"])
    definition = call.current_version.definition
    assert tags.count("/H1") == 1
    assert tags.count("/H2") == len(definition.form.sections)
    assert tags.count("/H3") == len(list(definition.form.fields()))
    assert "/TH" in tags
    assert "it-IT" in spoken


def _is_element(thing: Any) -> bool:
    return isinstance(thing, pikepdf.Dictionary) and str(thing.get("/Type", "")) == "/StructElem"
