"""A meeting as the tables of its file: what the reader reads back to the same meeting.

What is edited on a screen passes the same reader, and so the same rules, as a file of a pack.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any

from cordata.packs.meeting import MeetingDefinition
from cordata.packs.mistakes import Mistake, Mistakes
from cordata.packs.provenance import Basis, Text
from cordata.packs.reading.meeting import Known, read_meeting
from cordata.packs.tables import Reading, Table

Document = dict[str, Any]
SCREEN = "screen"  # stands for the file's name
# A list of definitions is written as tables whose name is singular.
TABLES = {
    "organisers": "organiser",
    "purposes": "purpose",
    "shares": "share",
    "contacts": "contact",
    "documents": "document",
    "speakers": "speaker",
    "questions": "question",
    "choices": "choice",
}


def document_of(definition: MeetingDefinition) -> Document:
    """The tables of a definition; what is empty is left out."""
    document = _tables(definition)
    document["purpose"] = [{"texts": dict(texts)} for texts in definition.purposes]
    document.pop("origin", None)
    origin = definition.origin
    document["basis"] = origin.basis.value if origin else Basis.SOURCE.value
    document["source"] = _source(origin.source if origin else {})
    return document


def _source(texts: Text) -> str | dict[str, str]:
    """As the pack wrote it: one name for all, or a text for each language."""
    return texts.get("", "") or dict(texts) or SCREEN


def read_document(
    document: Mapping[str, Any], known: Known, languages: tuple[str, ...], zone: str
) -> tuple[MeetingDefinition, tuple[Mistake, ...]]:
    """The meeting of these tables, with every mistake the pack's reader finds in them."""
    reading = Reading(Mistakes())
    reading.languages, reading.zone = languages, zone
    root = Table(document, SCREEN, {}, reading)
    definition = read_meeting(root, known)
    root.finish()
    return definition, reading.mistakes.sorted()


def _tables(value: Any) -> Document:
    found = {
        TABLES.get(item.name, item.name): _plain(getattr(value, item.name))
        for item in fields(value)
    }
    return {name: content for name, content in found.items() if not _is_empty(content)}


def _is_empty(content: Any) -> bool:
    return content is None or (isinstance(content, str | list | dict) and not content)


def _plain(content: Any) -> Any:
    if is_dataclass(content):
        return _tables(content)
    if isinstance(content, Enum):
        return content.value
    if isinstance(content, Mapping):
        return dict(content)
    if isinstance(content, tuple):
        return [_plain(one) for one in content]
    return content
