"""Tables that leave line by line, as CSV or XLSX: what people typed is text, never a formula.

Nothing waits for the last line: twenty thousand lines begin as soon as one does, and none is kept.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header

Cell = str | Decimal | date | int | None
FORMULA_STARTS = "=+-@\t\r\n"
AT_ONCE = 64_000  # bytes that are sent together
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
# The parts of the smallest workbook (ECMA-376, part 1): one sheet, its first line bold.
PARTS = {
    "[Content_Types].xml": (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{KIND}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{KIND}.styles+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{KIND}.worksheet+xml"/>'
        "</Types>"
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{RELATIONS}"><Relationship Id="rId1"'
        f' Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{RELATIONS}">'
        f'<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
        '<sheet name="1" sheetId="1" r:id="rId1"/></sheets></workbook>'
    ),
    "xl/styles.xml": (
        f'<styleSheet xmlns="{MAIN}"><fonts count="2"><font/><font><b/></font></fonts>'
        '<fills count="1"><fill/></fills><borders count="1"><border/></borders>'
        '<cellStyleXfs count="1"><xf/></cellStyleXfs>'
        '<cellXfs count="2"><xf fontId="0"/><xf fontId="1" applyFont="1"/></cellXfs></styleSheet>'
    ),
}
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
HEAD = (
    f'{XML}<worksheet xmlns="{MAIN}"><sheetViews><sheetView workbookViewId="0">'
    '<pane xSplit="1" ySplit="1" topLeftCell="B2" state="frozen"/></sheetView></sheetViews>'
    '<sheetFormatPr defaultRowHeight="15"/><cols><col min="1" max="64" width="22"'
    ' customWidth="1"/></cols><sheetData>'
)
FOOT = "</sheetData></worksheet>"
ESCAPES = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\ufffe": None, "\uffff": None}
    | {chr(code): None for code in range(32) if chr(code) not in "\t\n\r"}
    | {chr(code): None for code in range(0xD800, 0xE000)}
)


def file_of(rows: Iterable[Sequence[Cell]], name: str, ending: str) -> StreamingHttpResponse:
    """The table as a file to keep; `ending` is csv or xlsx."""
    written = as_xlsx(rows) if ending == "xlsx" else as_csv(rows)
    response = StreamingHttpResponse(written, content_type=TYPES[ending])
    response["Content-Disposition"] = content_disposition_header(True, f"{name}.{ending}")
    return response


def safe_cell(text: str) -> str:
    """`text` so that no spreadsheet takes it for a formula, full-width signs included (OUT-02).

    A telephone number keeps its plus behind an apostrophe.
    """
    first = unicodedata.normalize("NFKC", text[:1] + text.lstrip()[:1])
    return f"'{text}" if any(char in FORMULA_STARTS for char in first) else text


def as_csv(rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """UTF-8 with BOM, semicolons and decimal commas: opens right by double click in FR and IT."""
    out = io.StringIO(newline="")
    out.write("\ufeff")
    lines = csv.writer(out, delimiter=";", lineterminator="\r\n")
    for number, row in enumerate(rows):
        lines.writerow([_written(cell) for cell in row])
        if number == 0 or out.tell() > AT_ONCE:
            yield out.getvalue().encode()
            out.seek(0)
            out.truncate()
    yield out.getvalue().encode()


def _written(cell: Cell) -> str:
    if isinstance(cell, Decimal):
        return f"{cell:.2f}".replace(".", ",")
    if isinstance(cell, date):
        return cell.isoformat()
    return "" if cell is None else safe_cell(str(cell))


class _Pipe:
    """What a zip writes to: it is taken away as it grows, and cannot go back."""

    def __init__(self) -> None:
        self.held = bytearray()

    def write(self, part: bytes) -> int:
        self.held += part
        return len(part)

    def flush(self) -> None:
        """Nothing is kept back."""

    def close(self) -> None:
        """What is held can still be taken."""

    def taken(self) -> bytes:
        taken, self.held = bytes(self.held), bytearray()
        return taken


def as_xlsx(rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """One sheet, the first line bold and always in sight: text is typed as text, and an amount is a
    number to add up."""
    pipe = _Pipe()
    with ZipFile(pipe, "w", ZIP_DEFLATED) as book:
        for name, content in PARTS.items():
            book.writestr(ZipInfo(name), XML + content)
        yield pipe.taken()
        with book.open(_deflated("xl/worksheets/sheet1.xml"), "w") as sheet:
            sheet.write(HEAD.encode())
            for number, row in enumerate(rows):
                sheet.write(_xml(row, bold=number == 0))
                if len(pipe.held) > AT_ONCE // 4:
                    yield pipe.taken()
            sheet.write(FOOT.encode())
    yield pipe.taken()


def _deflated(name: str) -> ZipInfo:
    info = ZipInfo(name)
    info.compress_type = ZIP_DEFLATED
    return info


def _xml(row: Sequence[Cell], *, bold: bool) -> bytes:
    return f"<row>{''.join(_cell(cell, bold=bold) for cell in row)}</row>".encode()


def _cell(cell: Cell, *, bold: bool) -> str:
    if isinstance(cell, Decimal | int):
        return f"<c><v>{cell}</v></c>"
    head = '<c t="inlineStr" s="1">' if bold else '<c t="inlineStr">'
    words = "" if cell is None else str(cell)
    return f'{head}<is><t xml:space="preserve">{words.translate(ESCAPES)}</t></is></c>'
