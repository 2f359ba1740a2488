"""The list of operations as open data: one set of columns for CSV, XLSX and JSON.

Column codes never change with the reader's language; texts have one column a language. Cells
typed by people are text in every file (OUT-02), amounts and days stay amounts and days.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import chain
from typing import Any

from cordata.packs.canonical import plain
from cordata.transparency.queries import Operation
from cordata.web import spreadsheets
from cordata.web.spreadsheets import Cell

FUND = "ERDF"


def columns(languages: Sequence[str]) -> tuple[str, ...]:
    """The codes of the columns, in their order."""
    texts = [
        f"{name}_{code}" for name in ("title", "purpose", "achievements") for code in languages
    ]
    return (
        "code", "state", "call", "theme", "specific_objective", *texts,
        "lead_beneficiary", "beneficiaries", "countries", "territories",
        "start", "end", "total_cost", "fund", "fund_amount", "cofinancing_rate",
    )  # fmt: skip


def row_of(operation: Operation, languages: Sequence[str]) -> list[Cell]:
    """One operation under `columns`."""
    bodies = operation.beneficiaries
    sets = (operation.titles, operation.purposes, operation.achievements)
    return [
        operation.code,
        operation.state,
        operation.call,
        operation.theme,
        operation.objective,
        *(texts.get(code, "") for texts in sets for code in languages),
        next((one.name for one in bodies if one.is_lead), ""),
        " | ".join(one.name for one in bodies),
        " | ".join(operation.countries),
        " | ".join(dict.fromkeys(one.nuts3 for one in bodies if one.nuts3)),
        operation.starts_on,
        operation.ends_on,
        operation.total,
        FUND,
        operation.erdf,
        operation.rate,
    ]


PARTNER_COLUMNS = (
    "operation", "partner", "lead", "country", "territory", "legal_type", "total_cost",
    "fund_amount",
)  # fmt: skip


def partner_rows(operations: Iterable[Operation]) -> Iterator[list[Cell]]:
    """One line a partner, for the second sheet."""
    for operation in operations:
        for one in operation.beneficiaries:
            yield [
                operation.code, one.name, "yes" if one.is_lead else "no", one.country, one.nuts3,
                one.legal_type, one.total, one.erdf,
            ]  # fmt: skip


def as_csv(operations: Iterable[Operation], languages: Sequence[str]) -> Iterator[bytes]:
    """See `web.spreadsheets`: with decimal commas."""
    rows = (row_of(one, languages) for one in operations)
    return spreadsheets.as_csv(chain([columns(languages)], rows))


def as_xlsx(operations: Sequence[Operation], languages: Sequence[str]) -> bytes:
    """Two sheets, operations and partners; text is typed as text, amounts and days as such."""
    import xlsxwriter  # noqa: PLC0415 - a big library, only this file needs it

    out = io.BytesIO()
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(out, options) as book:
        rows = (row_of(one, languages) for one in operations)
        _sheet(book, "operations", columns(languages), rows)
        _sheet(book, "partners", PARTNER_COLUMNS, partner_rows(operations))
    return out.getvalue()


def _sheet(book: Any, name: str, head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    sheet = book.add_worksheet(name)
    bold = book.add_format({"bold": True})
    money = book.add_format({"num_format": "#,##0.00"})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.freeze_panes(1, 1)
    for column, code in enumerate(head):
        sheet.write_string(0, column, code, bold)
    for line, row in enumerate(rows, 1):
        for column, cell in enumerate(row):
            if isinstance(cell, Decimal):
                sheet.write_number(line, column, cell, money)
            elif isinstance(cell, date):
                sheet.write_datetime(line, column, cell, day)
            elif cell is not None:
                sheet.write_string(line, column, str(cell))


def as_json(operations: Iterable[Operation], at: datetime) -> bytes:
    """The same as JSON: amounts as text with two decimals, days ISO."""
    content = {"updated_at": plain(at), "operations": [as_data(one) for one in operations]}
    return json.dumps(content, ensure_ascii=False, indent=1).encode()


def as_data(operation: Operation) -> dict[str, Any]:
    """One operation as plain data; the same keys in the file and over HTTP."""
    content: dict[str, Any] = plain(
        {
            "code": operation.code,
            "state": operation.state,
            "call": operation.call,
            "theme": operation.theme,
            "specific_objective": operation.objective,
            "titles": dict(operation.titles),
            "purposes": dict(operation.purposes),
            "achievements": dict(operation.achievements),
            "beneficiaries": [
                {
                    "name": one.name,
                    "lead": one.is_lead,
                    "country": one.country,
                    "territory": one.nuts3,
                    "total_cost": one.total,
                    "fund_amount": one.erdf,
                }
                for one in operation.beneficiaries
            ],
            "start": operation.starts_on,
            "end": operation.ends_on,
            "total_cost": operation.total,
            "fund": FUND,
            "fund_amount": operation.erdf,
            "cofinancing_rate": operation.rate,
        }
    )
    return content
