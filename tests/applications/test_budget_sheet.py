"""MON-06: the workbook computes itself to the cents of the page, as a spreadsheet counts."""

from __future__ import annotations

import ast
import io
import math
import re
import zipfile
from dataclasses import replace
from decimal import Decimal as D
from functools import cache
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cordata.applications.actions import (
    BudgetDraft,
    LineDraft,
    SourceDraft,
    save_budget,
    submit_application,
)
from cordata.applications.budget_sheet import Formula, Sheet, Words, budget_sheet
from cordata.applications.dossier import _Dossier, dossier_pdf
from cordata.applications.exporting import exported
from cordata.applications.figures import project_figures
from cordata.applications.reading import reading_of, reading_of_submission
from cordata.documents.spreadsheets import read_table
from cordata.rules.application_json import read_application
from cordata.rules.budget import line_amount, project_budget
from cordata.rules.facts import CostLine, FundingSource, PartnerFacts, ProjectFacts
from cordata.rules.ruleset import Rounding, Ruleset
from cordata.web.numerals import euros
from tests.factories.applications import STATED, complete_application, started
from tests.rules.calls import ALPS, ASSOCIATION, COMUNE, O1, O2, O3, O4, O5, O6, line

OPTIONS = {one.code: one for one in (O1, O2, O3, O4, O5, O6)}
WORDS = Words(
    headers=("",) * 6,
    of=dict.fromkeys(
        ("sum", "total", "erdf", "source", "sources", "counterpart", "own_share", "gap",
         "left_out", "project"), "x",
    ),
    category=str, option=str, explained=lambda step: step.category, country=str,
)  # fmt: skip


class Spreadsheet:
    """Exactly the functions we write, in the binary fractions a spreadsheet counts in."""

    def __init__(self, cells: dict[str, Any]) -> None:
        self.cells = cells  # "F3" -> number, or the text of a formula
        self.counted: dict[str, float] = {}  # what a formula gave, as long as no cell changes

    def __getitem__(self, name: str) -> float:
        held = self.cells.get(name)
        if held is None:
            return 0.0
        return self.count(held) if isinstance(held, str) else float(held)

    def count(self, formula: str) -> float:
        if formula not in self.counted:
            self.counted[formula] = self._of(parsed(formula))
        return self.counted[formula]

    def _of(self, node: Any) -> Any:
        match node:
            case ast.Constant(value=value):
                return float(value)
            case ast.Name(id=name):
                return self[name]
            case ast.BinOp(left=left, op=op, right=right):
                return self._arithmetic(self._of(left), op, self._of(right))
            case ast.Call(func=ast.Name(id="BETWEEN"), args=[first, last]):
                rows = range(int(first.id[1:]), int(last.id[1:]) + 1)
                return [self[f"F{row}"] for row in rows]
            case ast.Call(func=ast.Name(id=name), args=args):
                return self._function(name, [self._of(one) for one in args])
        raise AssertionError(ast.dump(node))

    @staticmethod
    def _arithmetic(left: float, op: Any, right: float) -> float:
        match op:
            case ast.Add():
                return left + right
            case ast.Sub():
                return left - right
            case ast.Mult():
                return left * right
            case ast.Div():
                return left / right
        raise AssertionError(op)

    @staticmethod
    def _function(name: str, args: list[Any]) -> float:
        match name:
            case "SUM":
                return sum(args[0], 0.0)
            case "MAX":
                return max(args)
            case "TRUNC":
                return float(math.trunc(args[0]))
            case "ROUND":
                scale = 10.0 ** args[1]
                return math.copysign(math.floor(abs(args[0]) * scale + 0.5), args[0]) / scale
        raise AssertionError(name)


@cache
def parsed(formula: str) -> ast.expr:
    text = re.sub(r"(F\d+):(F\d+)", r"BETWEEN(\1,\2)", formula)
    return ast.parse(text, mode="eval").body


def cells_of(sheet: Sheet) -> dict[str, Any]:
    return {
        f"{chr(65 + column)}{number}": cell.text if isinstance(cell, Formula) else cell
        for number, row in enumerate(sheet.rows, start=1)
        for column, cell in enumerate(row.cells)
        if cell is not None and not (isinstance(cell, str))
    }


def assert_computes_itself(partners: tuple[PartnerFacts, ...], ruleset: Ruleset) -> int:
    """Every formula gives the cents that it carries, and those are the rules'; how many."""
    budget = project_budget(ProjectFacts(partners=partners), ruleset)
    sheet = budget_sheet(partners, budget, ruleset, WORDS)
    counted = Spreadsheet(cells_of(sheet))
    formulas = [c for row in sheet.rows for c in row.cells if isinstance(c, Formula)]
    for formula in formulas:
        value = counted.count(formula.text)
        assert value == float(formula.value), (formula, value)
    assert sheet.rows[-4].cells[5].value == budget.total  # type: ignore[union-attr]
    return len(formulas)


cents = st.integers(0, 7_500_000).map(lambda value: D(value).scaleb(-2))
quantities = st.integers(0, 50_000).map(lambda value: D(value).scaleb(-2))
categories = st.sampled_from(("staff", "office", "travel", "external", "equipment", "works"))


@st.composite
def budgets(draw: st.DrawFn) -> tuple[tuple[PartnerFacts, ...], Ruleset]:
    rounding = draw(st.sampled_from(Rounding))
    rates = {"FR": D(draw(st.integers(1, 10_000))).scaleb(-2), "IT": D("80.00")}
    ruleset = replace(ALPS, cost_options=OPTIONS, rounding=rounding, rate_max_by_country=rates)
    partners = []
    for key, country in (("1", "FR"), ("2", "IT")):
        lines = []
        for category in draw(st.lists(categories, max_size=6)):
            if draw(st.booleans()):
                lines.append(CostLine(category, draw(cents)))
                continue
            quantity, price = draw(quantities), draw(cents)
            amount = line_amount(quantity, price, rounding)
            lines.append(CostLine(category, amount, "", "", quantity, "", price))
        sources = draw(st.lists(cents, max_size=2))
        partners.append(
            PartnerFacts(
                key, f"P{key}", country,
                cost_option=draw(st.sampled_from(sorted(OPTIONS))),
                lines=tuple(lines),
                erdf_asked=draw(st.one_of(st.none(), cents)),
                sources=tuple(FundingSource("own_private", one) for one in sources),
            )
        )  # fmt: skip
    return tuple(partners), ruleset


@settings(max_examples=2000, deadline=None)
@given(drawn=budgets())
@example(drawn=((ASSOCIATION, COMUNE), replace(ALPS, rounding=Rounding.HALF_UP)))
@example(drawn=((ASSOCIATION, COMUNE), ALPS))
def test_each_formula_recalculates_to_the_cent(
    drawn: tuple[tuple[PartnerFacts, ...], Ruleset],
) -> None:
    """MON-06: all six options and both rounding rules, in the fractions of a spreadsheet."""
    assert assert_computes_itself(*drawn) > 8


@pytest.mark.parametrize("rounding", Rounding)
def test_the_whole_cent_that_a_plain_product_would_lose(rounding: Rounding) -> None:
    """In binary 20 % of some bases falls below the cent that it is: 0.29 * 100 gives 28.99..."""
    ruleset = replace(ALPS, cost_options=OPTIONS, rounding=rounding)
    assert math.trunc(0.29 * 100) == 28
    for number in range(1, 400):
        amount = D(number * 29).scaleb(-2)
        partner = replace(ASSOCIATION, lines=(line("external", str(amount)),), sources=())
        assert_computes_itself((partner,), ruleset)


@pytest.mark.django_db
def test_the_same_cents_on_page_workbook_review_and_json(
    client: Client, call: Any, at: Any
) -> None:
    """MON-06, with the first worked example of domain.md 5.3; OUT-02: `=1+1` stays text."""
    cast = started(call, at)
    first, second = cast.partners
    drafts = {
        first.pid: BudgetDraft(
            lines=(
                LineDraft("external", D("21480.00"), "=1+1"),
                LineDraft("equipment", D("2350.50"), '@SUM(A1)"'),
            ),
            sources=(SourceDraft("own_private", D("6005.29")),),
        ),
        second.pid: BudgetDraft(
            lines=(LineDraft("external", D("26117.77")), LineDraft("equipment", D("3999.99")))
        ),
    }
    save_budget(cast.application, drafts, by=cast.signatory, at=at)
    client.force_login(cast.signatory)

    def page(name: str) -> Any:
        return client.get(reverse(f"applications:{name}", args=[cast.application.pid]))

    content = page("budget_workbook").content
    rows = {row[0]: row for row in read_table(content)}  # the last block is the project
    assert D(rows["Coût total"][5]) == D("67974.79")
    assert D(rows["FEDER"][5]) == D("54379.82")
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        xml = book.read("xl/worksheets/sheet1.xml").decode()
        texts = book.read("xl/sharedStrings.xml").decode()
    assert "1+1" not in xml
    assert "=1+1" in texts
    formulas = re.findall(r"<f>([^<]*)</f><v>([^<]*)</v>", xml)
    cells = dict(re.findall(r'<c r="([A-F]\d+)" s="\d+"><v>([^<]*)</v>', xml))
    cells |= dict(re.findall(r'<c r="([A-F]\d+)" s="\d+"><f>([^<]*)</f>', xml))
    counted = Spreadsheet({k: v if k in _with_formula(xml) else float(v) for k, v in cells.items()})
    assert [counted.count(text) for text, _value in formulas] == [float(v) for _text, v in formulas]

    application = cast.reload()
    found = project_figures(application.partners.all(), application.definition)
    assert (found.total, found.erdf) == (D("67974.79"), D("54379.82"))
    read = reading_of(application)
    assert (read.total, read.erdf) == (found.total, found.erdf)
    again = read_application(exported(application, cast.signatory, at))
    told = project_budget(again, application.definition.ruleset)
    assert (told.total, told.erdf) == (found.total, found.erdf)
    for name in ("budget", "review", "print"):
        shown = page(name).content.decode()
        for amount in (found.total, found.erdf):
            assert euros(amount, "bare", "fr") in shown
        if name != "review":
            assert "714,915" in shown  # the sentence of the flat amount


@pytest.mark.django_db
def test_the_dossier_says_the_sealed_cents_and_how_they_came_about(call: Any, at: Any) -> None:
    """MON-06: the data of the PDF are those of the seal, in both languages of the call."""
    cast = complete_application(call, at)
    done = submit_application(
        cast.application.pid, by=cast.signatory, key="k", statements=STATED, received_at=at, at=at
    )
    submission = cast.reload().submissions.get()
    reading = reading_of_submission(submission)
    data = _Dossier(submission, reading).data()

    assert done
    assert reading.total == D("67974.79")
    for partner, said in zip(reading.partners, data["partners"], strict=True):
        assert said["total"][1] == euros(partner.total, "", "fr")
        assert said["plan"][0][1] == euros(partner.erdf, "", "fr")
    words = [part for one in data["partners"][0]["explained"] for part in one]
    assert {part["lang"] for part in words} == {"fr", "it"}
    assert sum("714,915" in part["text"] for part in words) == 4
    assert dossier_pdf(submission).startswith(b"%PDF")


def _with_formula(xml: str) -> set[str]:
    return set(re.findall(r'<c r="([A-F]\d+)" s="\d+"><f>', xml))
