"""A table that somebody brings, CSV or XLSX, read as text: no cell is ever a formula."""

from __future__ import annotations

import codecs
import csv
import io
import re
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from cordata.documents import office
from cordata.documents.refusing import refuse

Table = list[list[str]]

LIMIT = 5_000_000  # bytes of the file
MOST_ROWS = 10_001  # with the line of titles
MOST_COLUMNS = 60
LONGEST_CELL = 1_000
SEPARATORS = (";", ",", "\t")
SAMPLE = 20  # lines looked at to find the separator
SEPARATOR_LINE = re.compile(r"\Asep=([;,\t])\r?\n", re.I)
CELL = re.compile(rb"""\br\s*=\s*["']([A-Z]{1,9})([0-9]{1,9})["']""")
STEP, OVERLAP = 1_000_000, 60


def read_table(content: bytes) -> Table:
    """The rows of a CSV file, or of the first sheet of an XLSX one, without the empty ones at the
    end. A formula's cell is the value it showed. Raises `NotPossible("file.<why>")`."""
    if len(content) > LIMIT:
        refuse("too_big", limit=LIMIT // 1_000_000)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        refuse("old_spreadsheet")
    rows = _read_sheet(content) if content.startswith(b"PK") else _read_csv(content)
    while rows and not any(rows[-1]):
        rows.pop()
    if not rows:
        refuse("no_rows")
    if len(rows) > MOST_ROWS:
        refuse("too_many_rows", found=len(rows), most=MOST_ROWS - 1)
    width = max(len(row) for row in rows)
    if width > MOST_COLUMNS:
        refuse("too_many_columns", found=width, most=MOST_COLUMNS)
    return [row + [""] * (width - len(row)) for row in rows]


def decoded(content: bytes) -> str:
    """Text in UTF-8 or UTF-16 as its mark says, in UTF-8 without one, else as Windows writes it
    in French and Italian (cp1252)."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _read_csv(content: bytes) -> Table:
    text = decoded(content)
    if "\0" in text:
        refuse("not_a_table")
    told = SEPARATOR_LINE.match(text)
    text = text[told.end() :] if told else text
    separator = told[1] if told else _separator(text)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        return [[_cell(cell) for cell in row] for row in reader]
    except csv.Error:
        refuse("not_a_table")


def _separator(text: str) -> str:
    """The separator that cuts the first lines into the most columns, the same in the most lines."""
    lines = [line for line in text.splitlines()[:SAMPLE] if line.strip()]
    return max(SEPARATORS, key=lambda separator: _regularity(lines, separator))


def _regularity(lines: list[str], separator: str) -> tuple[int, int]:
    try:
        widths = [len(row) for row in csv.reader(lines, delimiter=separator)]
    except csv.Error:
        return (0, 0)
    cut = [width for width in widths if width > 1]
    usual = max(set(cut), key=cut.count) if cut else 0
    return (cut.count(usual), usual)


def _read_sheet(content: bytes) -> Table:
    from python_calamine import (  # noqa: PLC0415 - a big library, only this file needs it
        CalamineError,
        CalamineWorkbook,
    )

    _inspect(content)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, ValueError, IndexError):
        refuse("damaged")
    return [[_cell(cell) for cell in row] for row in rows]


def _inspect(content: bytes) -> None:
    """No bomb, no macro; no cell so far out that the empty ones before it would fill the memory."""
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
        file.write(content)
        file.flush()
        path = Path(file.name)
        if office.media_type(path) != office.XLSX:
            refuse("not_a_table")
        office.inspect(path)
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                    _judge_extent(archive, name)


def _judge_extent(archive: zipfile.ZipFile, name: str) -> None:
    with archive.open(name) as stream:
        before = b""
        while step := stream.read(STEP):
            for letters, number in CELL.findall(before + step):
                if int(number) > MOST_ROWS:
                    refuse("too_many_rows", found=int(number), most=MOST_ROWS - 1)
                if _column(letters) > MOST_COLUMNS:
                    refuse("too_many_columns", found=_column(letters), most=MOST_COLUMNS)
            before = step[-OVERLAP:]


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _cell(value: Any) -> str:
    """A cell as its reader sees it; a whole number without its point."""
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, float):
        # Fifteen digits, as a spreadsheet shows them: 960, not 960.0000000000001.
        value = int(value) if value.is_integer() else f"{value:.15g}"
    return str(value).replace("\0", "").strip()[:LONGEST_CELL]
