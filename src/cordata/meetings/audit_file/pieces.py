"""What the audit file of a meeting is made of: chapters, their files, and what is missing said
plainly."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cordata.documents import bundles
from cordata.documents.bundles import Chapter, Gap, Piece, Words
from cordata.documents.models import StoredFile
from cordata.meetings.models import Meeting, MeetingRecord
from cordata.meetings.queries import Names


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


def said(code: str, **params: Any) -> Words:
    """What a file is, or what is missing, in whatever language the index is read."""
    return bundles.said(f"meetings.audit.{code}", **params)


def gap(code: str, **params: Any) -> Gap:
    return Gap(said(f"gap.{code}", **params))


def note(code: str, **params: Any) -> Gap:
    return Gap(said(f"gap.{code}", **params), missing=False)


def chapter_of(code: str, found: Iterable[Piece | Gap]) -> Chapter:
    """A chapter, its files apart from what is missing."""
    return Chapter(code, said(f"chapter.{code}"), said(f"folder.{code}")).take_in(found)


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
