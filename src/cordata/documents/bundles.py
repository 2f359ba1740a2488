"""Archives for an audit: chapters of files in one ZIP, with an index in every language asked for
and the SHA-256 of each. Why a chapter exists is said by the step that fills it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cordata.documents.models import Scan, StoredFile
from cordata.documents.storing import STEP, path_of
from cordata.web.catalogue import sentence

Words = Callable[[str], str]  # language -> text
UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]')  # in a name on one system or another
LONGEST = 80


@dataclass(frozen=True, slots=True)
class Piece:
    """One file of a chapter; its content is made when it is written, not before."""

    name: str
    words: Words
    content: Callable[[], Iterable[bytes]]
    at: datetime
    record: Any = None  # the step's own row, where a page lists the piece
    sha256: str = ""  # what it was when it was stored
    packed: bool = False  # its kind is compressed already


@dataclass(frozen=True, slots=True)
class Gap:
    """What a chapter should hold and does not, or what the reader must know of it."""

    words: Words
    missing: bool = True  # somebody can still bring it


@dataclass(frozen=True, slots=True)
class Chapter:
    """One section of the archive, in a folder of its own."""

    code: str
    title: Words
    folder: Words
    pieces: list[Piece] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)

    def take_in(self, found: Iterable[Piece | Gap]) -> Chapter:
        """The chapter with its files, apart from what is missing."""
        for one in found:
            if isinstance(one, Piece):
                self.pieces.append(one)
            else:
                self.gaps.append(one)
        return self


def said(code: str, **params: Any) -> Words:
    """A sentence of the catalogue in whatever language it is read."""
    return lambda language: sentence(code, language, **params)


def file_gap(what: str, name: str) -> Gap:
    """A file that is not there: `pending`, `refused` or `lost`."""
    return Gap(said(f"documents.bundle.file_{what}", name=name))


def stored_piece(
    file: StoredFile, name: str, words: Words, at: datetime, record: Any = None
) -> Piece | Gap:
    """A file somebody brought; what is not checked yet, or refused, stays out."""
    if file.scan != Scan.CLEAN:
        return file_gap(file.scan, file.name)
    return Piece(name, words, lambda: bytes_of(file), at, record, file.sha256, packed=True)


def bytes_of(file: StoredFile) -> Iterator[bytes]:
    with path_of(file).open("rb") as stream:
        while part := stream.read(STEP):
            yield part


def safe_name(name: str) -> str:
    """A person's own file name so that every system takes it; accents and ending are kept."""
    stem, dot, ending = UNSAFE.sub("_", name).strip(". ").rpartition(".")
    if not dot:
        return ending[:LONGEST] or "_"
    return f"{stem[:LONGEST].strip()}.{ending[:10]}"


def ending_of(file: StoredFile) -> str:
    return safe_name(file.name).rpartition(".")[2].lower()
