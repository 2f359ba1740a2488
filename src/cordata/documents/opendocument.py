"""A text document as ODT (OpenDocument 1.3), to write in with any editor: headings, paragraphs,
tables and boxes, each piece with its language, so that voices and spelling follow.

What is given is text and never markup. The same blocks give the same bytes.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from cordata.documents.office import ODT

Pairs = Sequence[Sequence[str]]  # (language, text), one after the other
NOT_XML = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
LINE = 0.6  # cm
COUNTRIES = {"en": "GB", "cs": "CZ", "da": "DK", "sv": "SE", "sl": "SI", "el": "GR", "ca": "ES"}
NAMES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
    "meta": "urn:oasis:names:tc:opendocument:xmlns:meta:1.0",
    "dc": "http://purl.org/dc/elements/1.1/",
}
XMLNS = " ".join(f'xmlns:{prefix}="{name}"' for prefix, name in NAMES.items())
MANIFEST = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"


@dataclass(frozen=True, slots=True)
class Heading:
    """A title of level 1, 2 or 3; languages follow each other after a slash."""

    level: int
    words: Pairs
    number: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph for each language; `leads` keeps it on the page of what follows."""

    words: Pairs
    style: str = "Text"  # Text, Small
    leads: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """One line with a sign before it, languages after a slash."""

    words: Pairs
    sign: str = "☐"


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its first row as header and empty rows to fill in; `widths` are parts."""

    headers: Sequence[Pairs]
    widths: Sequence[int]
    rows: int
    lines: int = 1
    title: str = ""  # what it is for, said to those who do not see it


@dataclass(frozen=True, slots=True)
class Box:
    """A framed place to write in, in one language, of so many lines; it grows."""

    language: str
    lines: int
    title: str = ""  # as of a table


Block = Heading | Paragraph | Item | Table | Box


def as_odt(blocks: Iterable[Block], *, title: str, language: str, at: datetime) -> bytes:
    """The document as bytes; `language` is its main one, `at` the day it says it was made."""
    writing = _Writing(language)
    body = "".join(writing.block(block) for block in blocks)
    out = io.BytesIO()
    with ZipFile(out, "w") as archive:
        archive.writestr(ZipInfo("mimetype"), ODT, ZIP_STORED)
        for name, text in {
            "META-INF/manifest.xml": _manifest(),
            "meta.xml": _meta(title, language, at),
            "styles.xml": _styles(language, title),
            "content.xml": _content(writing, body),
        }.items():
            whole = f'<?xml version="1.0" encoding="UTF-8"?>\n{text}'
            archive.writestr(ZipInfo(name), whole, ZIP_DEFLATED)
    return out.getvalue()


class _Writing:
    """Turns blocks into XML and remembers which styles they need."""

    def __init__(self, main: str) -> None:
        self.main = main
        self.languages: set[tuple[str, str]] = set()  # (style, language) of paragraphs
        self.spans: set[str] = set()
        self.widths: dict[int, None] = {}
        self.heights: dict[int, None] = {}
        self.tables = 0

    def block(self, block: Block) -> str:
        if isinstance(block, Heading):
            number = f"{_text(block.number)} " if block.number else ""
            style = self._style(f"Heading{block.level}", _first(block.words, self.main))
            return (
                f'<text:h text:style-name="{style}" text:outline-level="{block.level}">'
                f"{number}{self._both(block.words)}</text:h>"
            )
        if isinstance(block, Paragraph):
            style = f"{block.style}{LEADS if block.leads else ''}"
            return "".join(self._par(style, code, _text(said)) for code, said in block.words)
        if isinstance(block, Item):
            words = f"{_text(block.sign)} {self._both(block.words)}"
            return self._par("Item", _first(block.words, self.main), words)
        if isinstance(block, Box):
            cell = self._cell(self._par("Text", block.language or self.main, ""))
            return self._table([5], self._row([cell], block.lines), block.title)
        return self._sheet(block)

    def _sheet(self, block: Table) -> str:
        heads = [
            self._cell(self._par("Head", _first(words, self.main), self._both(words)))
            for words in block.headers
        ]
        empty = [self._cell(self._par("Text", self.main, "")) for _one in heads]
        rows = self._row(empty, block.lines) * block.rows
        head = f"<table:table-header-rows>{self._row(heads, 1)}</table:table-header-rows>"
        return self._table(block.widths, head + rows, block.title)

    def _table(self, widths: Sequence[int], rows: str, title: str) -> str:
        self.tables += 1
        named = f"<table:title>{_text(title)}</table:title>" if title else ""
        columns = ""
        for width in widths:
            share = 1000 * width // sum(widths)
            self.widths[share] = None
            columns += f'<table:table-column table:style-name="W{share}"/>'
        gap = self._par("Small", self.main, "")
        return (
            f'<table:table table:name="T{self.tables}" table:style-name="Sheet">'
            f"{named}{columns}{rows}</table:table>{gap}"
        )

    def _row(self, cells: Sequence[str], lines: int) -> str:
        self.heights[lines] = None
        return f'<table:table-row table:style-name="R{lines}">{"".join(cells)}</table:table-row>'

    def _cell(self, content: str) -> str:
        kind = 'office:value-type="string"'
        return f'<table:table-cell table:style-name="Cell" {kind}>{content}</table:table-cell>'

    def _par(self, style: str, language: str, content: str) -> str:
        return f'<text:p text:style-name="{self._style(style, language)}">{content}</text:p>'

    def _style(self, style: str, language: str) -> str:
        self.languages.add((style, language))
        return f"{style}-{language}"

    def _both(self, words: Pairs) -> str:
        """The first language as it stands, the others after a slash and marked."""
        said = ""
        for index, (code, text) in enumerate(words):
            if not index:
                said += _text(text)
                continue
            self.spans.add(code)
            said += f' / <text:span text:style-name="In-{code}">{_text(text)}</text:span>'
        return said


def _first(words: Pairs, otherwise: str) -> str:
    return words[0][0] if words else otherwise


def _text(text: str) -> str:
    """Typed or packed text as XML: escaped, without signs that XML cannot hold."""
    return escape(NOT_XML.sub("", text)).replace("\n", "<text:line-break/>")


def _spoken(language: str) -> str:
    country = COUNTRIES.get(language, language.upper())
    return f"fo:language={quoteattr(language)} fo:country={quoteattr(country)}"


def _content(writing: _Writing, body: str) -> str:
    styles = [
        f'<style:style style:name="{style}-{code}" style:family="paragraph"'
        f' style:parent-style-name="{style}"><style:text-properties {_spoken(code)}/></style:style>'
        for style, code in sorted(writing.languages)
    ]
    styles += [
        f'<style:style style:name="In-{code}" style:family="text">'
        f"<style:text-properties {_spoken(code)}/></style:style>"
        for code in sorted(writing.spans)
    ]
    styles += [
        f'<style:style style:name="W{share}" style:family="table-column">'
        f'<style:table-column-properties style:rel-column-width="{share}*"/></style:style>'
        for share in writing.widths
    ]
    styles += [
        f'<style:style style:name="R{lines}" style:family="table-row"><style:table-row-properties'
        f' style:min-row-height="{max(1, lines) * LINE:.1f}cm" fo:keep-together="always"/>'
        "</style:style>"
        for lines in writing.heights
    ]
    return (
        f'<office:document-content {XMLNS} office:version="1.3">'
        f"<office:automatic-styles>{SHEET}{''.join(styles)}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )


SHEET = (
    '<style:style style:name="Sheet" style:family="table"><style:table-properties'
    ' style:rel-width="100%" table:align="margins" table:border-model="collapsing"/></style:style>'
    '<style:style style:name="Cell" style:family="table-cell"><style:table-cell-properties'
    ' fo:border="0.5pt solid #465069" fo:padding="0.1cm"/></style:style>'
)
LEADS = "Lead"  # ends the name of a style that stays on the page of what follows
KEEP = ' fo:keep-with-next="always"'
LOOK = {  # name: size in points, weight, space before in cm, more
    "Text": (10, "normal", "0.1", ""),
    "Small": (9, "normal", "0.1", ""),
    "TextLead": (10, "normal", "0.1", KEEP),
    "SmallLead": (9, "normal", "0.1", KEEP),
    "Item": (10, "normal", "0.05", ""),
    "Head": (8, "bold", "0", ""),
    "Heading1": (18, "bold", "0.4", KEEP),
    "Heading2": (14, "bold", "0.7", KEEP),
    "Heading3": (11, "bold", "0.4", KEEP),
    "Foot": (8, "normal", "0", ' fo:text-align="end"'),
}


def _styles(language: str, title: str) -> str:
    named = "".join(
        f'<style:style style:name="{name}" style:family="paragraph"{_outline(name)}>'
        f'<style:paragraph-properties fo:margin-top="{before}cm"{more}/>'
        f'<style:text-properties fo:font-size="{size}pt" fo:font-weight="{weight}"/></style:style>'
        for name, (size, weight, before, more) in LOOK.items()
    )
    return (
        f'<office:document-styles {XMLNS} office:version="1.3"><office:styles>'
        '<style:default-style style:family="paragraph"><style:text-properties'
        f' fo:font-family="Arial" style:font-family-generic="swiss" {_spoken(language)}/>'
        f"</style:default-style>{named}"
        "</office:styles><office:automatic-styles>"
        '<style:page-layout style:name="A4"><style:page-layout-properties fo:page-width="21cm"'
        ' fo:page-height="29.7cm" fo:margin="2cm"/><style:footer-style>'
        '<style:header-footer-properties fo:min-height="0.8cm" fo:margin-top="0.3cm"/>'
        "</style:footer-style></style:page-layout></office:automatic-styles>"
        '<office:master-styles><style:master-page style:name="Standard"'
        f' style:page-layout-name="A4"><style:footer>{_foot(title)}</style:footer>'
        "</style:master-page></office:master-styles></office:document-styles>"
    )


def _foot(title: str) -> str:
    """The title and "3 / 19" at the end of each page."""
    return (
        f'<text:p text:style-name="Foot">{_text(title)} · <text:page-number'
        ' text:select-page="current"/> / <text:page-count/></text:p>'
    )


def _outline(name: str) -> str:
    level = name.removeprefix("Heading")
    return f' style:default-outline-level="{level}"' if level.isdigit() else ""


def _meta(title: str, language: str, at: datetime) -> str:
    return (
        f'<office:document-meta {XMLNS} office:version="1.3"><office:meta>'
        f"<dc:title>{_text(title)}</dc:title><dc:language>{_text(language)}</dc:language>"
        f"<meta:creation-date>{at:%Y-%m-%dT%H:%M:%S}</meta:creation-date>"
        "</office:meta></office:document-meta>"
    )


def _manifest() -> str:
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="text/xml"/>'
        for name in ("content.xml", "styles.xml", "meta.xml")
    )
    return (
        f'<manifest:manifest xmlns:manifest="{MANIFEST}" manifest:version="1.3">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{ODT}"/>'
        f"{entries}</manifest:manifest>"
    )
