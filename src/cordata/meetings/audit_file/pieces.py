"""What the audit file is made of: chapters, their files, and what is missing said plainly."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cordata.documents.models import Scan, StoredFile
from cordata.documents.storing import STEP, path_of
from cordata.meetings.models import Meeting, MeetingRecord
from cordata.meetings.queries import Names
from cordata.web.catalogue import sentence

Words = Callable[[str], str]  # language -> text
UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]')  # in a name on one system or another
LONGEST = 80


@dataclass(frozen=True, slots=True)
class Asked:
    """Of which meeting the file is, for which reader, when; and what all chapters look at."""

    meeting: Meeting
    language: str
    at: datetime
    names: Names
    records: list[MeetingRecord]
    erased: dict[str, datetime]  # kind of record -> when the last of it was erased

    def of_kind(self, kind: str) -> list[tuple[MeetingRecord, StoredFile]]:
        """Records of a kind with their files."""
        return [(one, one.file) for one in self.records if one.kind == kind and one.file]


@dataclass(frozen=True, slots=True)
class Piece:
    """One file of a chapter; its content is made when it is written, not before."""

    name: str
    words: Words
    content: Callable[[], Iterable[bytes]]
    at: datetime
    record: MeetingRecord | None = None
    sha256: str = ""  # what it was when it was stored
    packed: bool = False  # its kind is compressed already


@dataclass(frozen=True, slots=True)
class Gap:
    """What a chapter should hold and does not, or what the reader must know of it."""

    words: Words
    missing: bool = True  # somebody can still bring it


@dataclass(frozen=True, slots=True)
class Chapter:
    """One section of the file, in a folder of its own."""

    code: str
    pieces: list[Piece] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)

    def title(self, language: str) -> str:
        return sentence(f"meetings.audit.chapter.{self.code}", language)


def said(code: str, **params: Any) -> Words:
    """What a file is, or what is missing, in whatever language the index is read."""
    return lambda language: sentence(f"meetings.audit.{code}", language, **params)


def gap(code: str, **params: Any) -> Gap:
    return Gap(said(f"gap.{code}", **params))


def note(code: str, **params: Any) -> Gap:
    return Gap(said(f"gap.{code}", **params), missing=False)


def stored_piece(
    file: StoredFile, name: str, words: Words, at: datetime, record: MeetingRecord | None = None
) -> Piece | Gap:
    """A file somebody brought; what is not checked yet, or refused, stays out."""
    if file.scan != Scan.CLEAN:
        return gap(f"file_{file.scan}", name=file.name)
    return Piece(name, words, lambda: bytes_of(file), at, record, file.sha256, packed=True)


def bytes_of(file: StoredFile) -> Iterator[bytes]:
    with path_of(file).open("rb") as stream:
        while part := stream.read(STEP):
            yield part


def chapter_of(code: str, found: Iterable[Piece | Gap]) -> Chapter:
    """A chapter, its files apart from what is missing."""
    chapter = Chapter(code)
    for one in found:
        if isinstance(one, Piece):
            chapter.pieces.append(one)
        else:
            chapter.gaps.append(one)
    return chapter


def safe_name(name: str) -> str:
    """A person's own file name so that every system takes it; accents and ending are kept."""
    stem, dot, ending = UNSAFE.sub("_", name).strip(". ").rpartition(".")
    if not dot:
        return ending[:LONGEST] or "_"
    return f"{stem[:LONGEST].strip()}.{ending[:10]}"


def ending_of(file: StoredFile) -> str:
    return safe_name(file.name).rpartition(".")[2].lower()


@dataclass(frozen=True, slots=True)
class ShownPiece:
    """A file as the page lists it."""

    words: str
    record: MeetingRecord | None
    hint: str


@dataclass(frozen=True, slots=True)
class ShownChapter:
    code: str
    title: str
    pieces: list[ShownPiece]
    missing: list[str]
    notes: list[str]


def shown(chapters: Iterable[Chapter], language: str) -> list[ShownChapter]:
    """The chapters in the reader's words."""
    return [
        ShownChapter(
            one.code,
            one.title(language),
            [ShownPiece(each.words(language), each.record, each.name) for each in one.pieces],
            [each.words(language) for each in one.gaps if each.missing],
            [each.words(language) for each in one.gaps if not each.missing],
        )
        for one in chapters
    ]
