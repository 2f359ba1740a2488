"""The ZIP of an archive: file after file as it is made, then index and checksums; memory stays
flat."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any
from urllib.parse import quote
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from django.template.defaultfilters import filesizeformat
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import override

from cordata.documents.bundles import Chapter, Piece, Words, file_gap
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
Facts = Callable[[str], Iterable[Sequence[str]]]  # language -> name and text of each


@dataclass(frozen=True, slots=True)
class Cover:
    """What the index says of the whole: its title and facts, in which languages, of which zone."""

    title: Words
    facts: Facts
    languages: Sequence[str]
    zone: Any
    at: datetime


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


Listed = Sequence[tuple[Chapter, list[Line]]]


def write(cover: Cover, chapters: Iterable[Chapter], target: IO[bytes], language: str) -> Written:
    """The whole archive into `target`, its names and lists in `language`, its index in every
    language of the cover."""
    with override(language), ZipFile(target, "w", ZIP_DEFLATED) as book:
        at = moments.local(cover.at, cover.zone)
        listed = [(chapter, list(_put_all(book, chapter, n, language, at)))
                  for n, chapter in enumerate(chapters, 1)]  # fmt: skip
        lines = [line for _chapter, some in listed for line in some]
        sums = [(line.sha256, line.path) for line in lines]
        indexes = {"csv": as_csv(_index_rows(lines, cover)), "html": [_index_page(cover, listed)]}
        for ending, content in indexes.items():
            _size, digest = _put(book, f"{INDEX}.{ending}", content, at)
            sums.append((digest, f"{INDEX}.{ending}"))
        text = "".join(f"{digest}  {path}\n" for digest, path in sums)
        _size, digest = _put(book, SUMS, [text.encode()], at)
    return Written(len(sums), digest)


def _put_all(
    book: ZipFile, chapter: Chapter, number: int, language: str, at: datetime
) -> Iterator[Line]:
    for piece in chapter.pieces:
        path = f"{number:02d}-{chapter.folder(language)}/{piece.name}"
        content = iter(piece.content())
        try:
            first = next(content, b"")
        except FileNotFoundError:
            chapter.gaps.append(file_gap("lost", piece.name))
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


def _index_rows(lines: Iterable[Line], cover: Cover) -> Iterator[list[str]]:
    """A line a file: what it is in each language."""

    def head(name: str) -> str:
        return " / ".join(sentence(f"documents.bundle.{name}", code) for code in cover.languages)

    what = [sentence("documents.bundle.what", code) for code in cover.languages]
    yield [head("file"), *what, head("date"), head("size"), "SHA-256"]
    for line in lines:
        when = f"{moments.local(line.piece.at, cover.zone):%Y-%m-%d %H:%M}"
        words = [line.piece.words(code) for code in cover.languages]
        yield [line.path, *words, when, str(line.size), line.sha256]


def _index_page(cover: Cover, listed: Listed) -> bytes:
    """One page that needs nothing else, a section a language."""
    context = {
        "style": mark_safe(f"<style>{STYLE}</style>"),
        "title": cover.title(cover.languages[0]),
        "language": cover.languages[0],
        "sections": [_section(cover, listed, code) for code in cover.languages],
    }
    return render_to_string("documents/bundle_index.html", context).encode()


def _section(cover: Cover, listed: Listed, language: str) -> dict[str, Any]:
    with override(language):
        heads = {
            name: sentence(f"documents.bundle.{name}", language)
            for name in ("file", "what", "date", "size")
        }
        return {
            "language": language,
            "title": cover.title(language),
            "facts": list(cover.facts(language)),
            "made": sentence("documents.bundle.made", language, at=cover.at),
            "check": sentence("documents.bundle.check", language),
            "heads": heads,
            "chapters": [
                {
                    "title": chapter.title(language),
                    "lines": [_line_words(line, cover, language) for line in lines],
                    "gaps": [one.words(language) for one in chapter.gaps],
                }
                for chapter, lines in listed
            ],
        }


def _line_words(line: Line, cover: Cover, language: str) -> dict[str, str]:
    changed = sentence("documents.bundle.changed", language) if line.is_changed else ""
    return {
        "path": line.path,
        "url": line.url,
        "words": line.piece.words(language),
        "changed": changed,
        "date": moments.moment_words(line.piece.at, cover.zone, language, named=False),
        "size": filesizeformat(line.size),
        "sha256": line.sha256,
    }
