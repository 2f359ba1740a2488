"""The budget as a workbook: people's text is text, never a formula (OUT-02)."""

from __future__ import annotations

import io
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from cordata.applications.budget_sheet import Formula, Row, Words, budget_sheet
from cordata.applications.explaining import flat_words
from cordata.applications.figures import category_name, money_facts, project_figures
from cordata.applications.models import Partner
from cordata.kernel.localised import pick
from cordata.packs import CallDefinition, ProgrammeDefinition
from cordata.rules.budget import Step

WIDTHS = (34, 60, 12, 14, 12, 16)


def budget_workbook(
    partners: Sequence[Partner], definition: CallDefinition, programme: ProgrammeDefinition
) -> bytes:
    """One sheet with every partner's lines and the formulas that give our totals to the cent."""
    facts = [money_facts(partner) for partner in partners]
    words = _words(definition, programme)
    budget = project_figures(partners, definition)
    rows = budget_sheet(facts, budget, definition.ruleset, words).rows
    return workbook_of(rows)


def workbook_of(rows: Sequence[Row]) -> bytes:
    """The rows of a sheet as a file: formulas are ours alone, whatever people typed is text."""
    import xlsxwriter  # noqa: PLC0415 - a big library, only this file needs it

    out = io.BytesIO()
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(out, options) as book:
        _write(book, rows)
    return out.getvalue()


def _write(book: Any, rows: Sequence[Row]) -> None:
    sheet = book.add_worksheet("Budget")
    plain = {"num_format": "#,##0.00", "text_wrap": True, "valign": "top"}
    styles = {bold: book.add_format(plain | {"bold": bold}) for bold in (False, True)}
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    for line, row in enumerate(rows):
        for column, cell in enumerate(row.cells):
            style = styles[row.bold]
            if isinstance(cell, Formula):
                sheet.write_formula(line, column, f"={cell.text}", style, cell.value)
            elif isinstance(cell, Decimal):
                sheet.write_number(line, column, cell, style)
            elif cell:
                sheet.write_string(line, column, cell, style)


def _words(definition: CallDefinition, programme: ProgrammeDefinition) -> Words:
    options = {one.code: one.names for one in definition.cost_options}
    return Words(
        headers=(
            _("Category"),
            _("Description"),
            _("Quantity or base"),
            _("Unit"),
            _("Price or rate"),
            _("Amount in euros"),
        ),
        of={
            "sum": _("sum"),
            "total": _("Total cost"),
            "erdf": _("ERDF"),
            "source": _("Funder"),
            "sources": _("Own and other funds"),
            "counterpart": _("National counterpart"),
            "own_share": _("Own share"),
            "gap": _("Missing from the plan"),
            "left_out": _("does not count"),
            "project": _("Whole project"),
        },
        category=lambda code: category_name(code, definition),
        option=lambda code: pick(options.get(code, {})) or code,
        explained=lambda step: _explained(step, definition),
        country=lambda code: _country(code, programme),
    )


def _explained(step: Step, definition: CallDefinition) -> str:
    return flat_words(
        category=step.category,
        name=category_name(step.category, definition),
        amount=step.amount,
        base=step.base,
        rate=step.rate or Decimal(0),
        rounding=definition.ruleset.rounding,
    )


def _country(code: str, programme: ProgrammeDefinition) -> str:
    found = programme.country(code)
    return pick(found.names) if found else code
