"""The ZIP: file after file as it is made, then index and checksums; memory stays flat."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any
from urllib.parse import quote
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from django.template.defaultfilters import filesizeformat
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import override

from cordata.kernel.localised import pick
from cordata.meetings.audit_file.chapters import contents
from cordata.meetings.audit_file.pieces import Chapter, Piece, gap
from cordata.meetings.models import Meeting
from cordata.meetings.sheets import facts_of_sheet, sheet_languages
from cordata.web import moments
from cordata.web.catalogue import sentence
from cordata.web.spreadsheets import as_csv

SUMS = "SHA256SUMS"
INDEX = "index"
READABLE = 0o644 << 16  # who unpacks it may read it
STYLE = (
    ":root{color-scheme:light dark}body{font:1rem/1.5 system-ui,sans-serif;margin:2rem auto;"
    "max-width:75rem;padding:0 1rem}.scroll{overflow-x:auto}table{border-collapse:collapse;"
    "width:100%}caption{text-align:left;font-weight:600}th,td{border-bottom:1px solid;"
    "padding:.4rem .6rem;text-align:left;vertical-align:top}td.sum{font-family:monospace;"
    "font-size:.75rem;overflow-wrap:anywhere;min-width:18rem}td.size{white-space:nowrap}"
    "section{border-top:4px solid;margin-top:3rem}:focus-visible{outline:3px solid;"
    "outline-offset:2px}"
)


@dataclass(frozen=True, slots=True)
class Line:
    """One file as the index lists it."""

    path: str
    piece: Piece
    size: int
    sha256: str

    @property
    def url(self) -> str:
        return quote(self.path)

    @property
    def is_changed(self) -> bool:
        """Whether the bytes on the disk are no longer those that were stored."""
        return bool(self.piece.sha256) and self.piece.sha256 != self.sha256


@dataclass(frozen=True, slots=True)
class Written:
    """How many files the ZIP holds beside the sums, and the SHA-256 of the sums."""

    files: int
    sums: str


def name_of(meeting: Meeting, language: str) -> str:
    return f"{meeting.code}-{sentence('meetings.audit.name', language)}.zip"


def write(meeting: Meeting, target: IO[bytes], language: str, *, at: datetime) -> Written:
    """The whole file into `target`, its lists and names in `language`, its index in every language
    of the programme's countries."""
    with override(language), ZipFile(target, "w", ZIP_DEFLATED) as book:
        book_at = moments.local(at, meeting.zone)
        chapters = contents(meeting, language, at)
        listed = [(chapter, list(_put_all(book, chapter, n, language, book_at)))
                  for n, chapter in enumerate(chapters, 1)]  # fmt: skip
        languages = sheet_languages(meeting, language)
        lines = [line for _chapter, some in listed for line in some]
        table = as_csv(_index_rows(lines, languages, meeting))
        page = [_index_page(meeting, listed, languages, at)]
        sums = [(line.sha256, line.path) for line in lines]
        for ending, content in (("csv", table), ("html", page)):
            _size, digest = _put(book, f"{INDEX}.{ending}", content, book_at)
            sums.append((digest, f"{INDEX}.{ending}"))
        text = "".join(f"{digest}  {path}\n" for digest, path in sums)
        _size, digest = _put(book, SUMS, [text.encode()], book_at)
    return Written(len(sums), digest)


def _put_all(
    book: ZipFile, chapter: Chapter, number: int, language: str, at: datetime
) -> Iterator[Line]:
    folder = sentence(f"meetings.audit.folder.{chapter.code}", language)
    for piece in chapter.pieces:
        path = f"{number:02d}-{folder}/{piece.name}"
        content = iter(piece.content())
        try:
            first = next(content, b"")
        except FileNotFoundError:
            chapter.gaps.append(gap("file_lost", name=piece.name))
            continue
        size, digest = _put(book, path, _after(first, content), at, packed=piece.packed)
        yield Line(path, piece, size, digest)


def _after(first: bytes, content: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from content


def _put(
    book: ZipFile, path: str, content: Iterable[bytes], at: datetime, *, packed: bool = False
) -> tuple[int, str]:
    """One entry, hashed as it is written; its size and SHA-256."""
    entry = ZipInfo(path, at.timetuple()[:6])
    entry.compress_type = ZIP_STORED if packed else ZIP_DEFLATED
    entry.external_attr = READABLE
    size, digest = 0, hashlib.sha256()
    with book.open(entry, "w") as stream:
        for part in content:
            size += len(part)
            digest.update(part)
            stream.write(part)
    return size, digest.hexdigest()


def _index_rows(
    lines: Iterable[Line], languages: list[str], meeting: Meeting
) -> Iterator[list[str]]:
    """A line a file: what it is in each language."""

    def head(name: str) -> str:
        return " / ".join(sentence(f"meetings.audit.head.{name}", code) for code in languages)

    what = [sentence("meetings.audit.head.what", code) for code in languages]
    yield [head("file"), *what, head("date"), head("size"), "SHA-256"]
    for line in lines:
        when = f"{moments.local(line.piece.at, meeting.zone):%Y-%m-%d %H:%M}"
        words = [line.piece.words(code) for code in languages]
        yield [line.path, *words, when, str(line.size), line.sha256]


def _index_page(
    meeting: Meeting,
    listed: list[tuple[Chapter, list[Line]]],
    languages: list[str],
    at: datetime,
) -> bytes:
    """One page that needs nothing else, a section a language."""
    context = {
        "style": mark_safe(f"<style>{STYLE}</style>"),
        "title": _title(meeting, languages[0]),
        "language": languages[0],
        "sections": [_section(meeting, listed, code, at) for code in languages],
    }
    return render_to_string("meetings/audit_index.html", context).encode()


def _title(meeting: Meeting, language: str) -> str:
    name = pick(meeting.definition.names, language)
    return sentence("meetings.audit.title", language, meeting=name)


def _section(
    meeting: Meeting, listed: list[tuple[Chapter, list[Line]]], language: str, at: datetime
) -> dict[str, Any]:
    with override(language):
        heads = {
            name: sentence(f"meetings.audit.head.{name}", language)
            for name in ("file", "what", "date", "size")
        }
        return {
            "language": language,
            "title": _title(meeting, language),
            "facts": facts_of_sheet(meeting, language),
            "made": sentence("meetings.audit.made", language, at=at),
            "check": sentence("meetings.audit.check", language),
            "heads": heads,
            "chapters": [
                {
                    "title": chapter.title(language),
                    "lines": [_line_words(line, meeting, language) for line in lines],
                    "gaps": [one.words(language) for one in chapter.gaps],
                }
                for chapter, lines in listed
            ],
        }


def _line_words(line: Line, meeting: Meeting, language: str) -> dict[str, str]:
    changed = sentence("meetings.audit.changed", language) if line.is_changed else ""
    return {
        "path": line.path,
        "url": line.url,
        "words": line.piece.words(language),
        "changed": changed,
        "date": moments.moment_words(line.piece.at, meeting.zone, language, named=False),
        "size": filesizeformat(line.size),
        "sha256": line.sha256,
    }
