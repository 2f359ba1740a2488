"""The blank form of a call as PDF and as ODT: made once for each frozen version, then kept."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from threading import Lock
from typing import Any

from django.urls import reverse

from cordata.documents import pdf
from cordata.documents.opendocument import Block, Box, Heading, Item, Paragraph, Table, as_odt
from cordata.programme import blank_form
from cordata.programme.models import Call

MOST = 12  # papers kept in memory, some 300 kB each
_kept: OrderedDict[Hashable, bytes] = OrderedDict()
_lock = Lock()


@dataclass(frozen=True, slots=True)
class Paper:
    """A file to take away: what it is, where, how big."""

    kind: str  # pdf, odt
    url: str
    size: int  # bytes


def papers_of(call: Call) -> list[Paper]:
    """The blank form in every format, with sizes."""
    made = {"pdf": as_pdf(call), "odt": as_text(call)}
    return [
        Paper(kind, reverse(f"programme:blank_form_{kind}", args=[call.code]), len(content))
        for kind, content in made.items()
    ]


def as_pdf(call: Call) -> bytes:
    """The form to print: tagged, archivable, every language."""
    return _once("pdf", call, _pdf)


def as_text(call: Call) -> bytes:
    """The form to write in, with any text editor."""
    return _once("odt", call, _odt)


def _once(kind: str, call: Call, make: Callable[[Call], bytes]) -> bytes:
    key = (kind, call.current_version.digest, call.programme.digest)
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    made = make(call)
    with _lock:
        _kept[key] = made
        while len(_kept) > MOST:
            _kept.popitem(last=False)
    return made


def _pdf(call: Call) -> bytes:
    data = blank_form.content(call)
    return pdf.render(
        "programme/blank_form.typ",
        data,
        language=data["language"],
        title=_title(data),
        at=call.current_version.published_at,
    )


def _odt(call: Call) -> bytes:
    data = blank_form.content(call)
    at = call.current_version.published_at
    return as_odt(_blocks(data), title=_title(data), language=data["language"], at=at)


def _title(data: dict[str, Any]) -> str:
    names = data["names"]
    return f"{data['title']} – {names[0][1]}" if names else str(data["title"])


def _blocks(data: dict[str, Any]) -> Iterator[Block]:
    yield Heading(1, [[data["language"], data["title"]], *data["other_titles"].items()])
    yield Paragraph(data["names"])
    yield Paragraph(data["statement"], "Small")
    yield Paragraph(data["intro"])
    for section in data["sections"]:
        yield Heading(2, section["names"], section["number"])
        for note in section["notes"]:
            yield Paragraph(note)
        for field in section["fields"]:
            yield from _question(field)


def _named(question: str, words: list[list[str]]) -> str:
    return f"{question}: {words[0][1]}" if words else question


def _question(field: dict[str, Any]) -> Iterator[Block]:
    yield Heading(3, field["labels"], field["number"])
    yield Paragraph(field["help"], leads=True)
    yield Paragraph(field["facts"], "Small", leads=True)
    for tick in field["ticks"]:
        yield Item(tick)
    name = f"{field['number']} {field['labels'][0][1]}".strip()
    for answer in field["answers"]:
        yield Paragraph(answer["words"], "Small", leads=True)
        yield Box(answer["language"], min(answer["lines"], 8), _named(name, answer["words"]))
    if table := field["table"]:
        lines = min(table["lines"], 3)
        yield Table(table["headers"], table["widths"], table["rows"], lines, name)
        for one in table["lists"]:
            yield Paragraph(one["names"], "Small")
            for tick in one["ticks"]:
                yield Item(tick, "–")
