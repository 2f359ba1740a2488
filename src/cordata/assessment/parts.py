"""The parts of a sealed file that a completion may open, and a copy of the file with them changed.

A part has a code that names its place: `text:project:summary`, `text:2:competence` (second
partner), `activity:1` (its description), `annex:2:statutes`, `check:7`, `words:1`. The sealed file
itself is never written: `completed` answers a copy in the form that `applications.snapshot` tells.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from cordata.applications import questions
from cordata.packs import CallDefinition
from cordata.packs.form import FieldDefinition
from cordata.packs.provenance import Text
from cordata.rules.ruleset import AnnexSlot

PROJECT = "project"
CLOSED = frozenset({"title"})  # the file is known by it: in lists, letters and the agreement
LONGEST = 4000  # characters of a text whose question sets no limit

Content = Mapping[str, Any]


class Kind(StrEnum):
    """What is opened."""

    TEXT = "text"  # an answer of the project or of a partner
    ACTIVITY = "activity"  # the description of an activity
    ANNEX = "annex"  # a slot for files
    CHECK = "check"  # an answer in words to one of the call's checks
    WORDS = "words"  # anything else, answered in words


@dataclass(frozen=True, slots=True)
class Part:
    """One part that can be opened. `owner` is a partner's key, or `PROJECT`."""

    code: str
    kind: Kind
    names: Text
    owner: str = PROJECT
    key: str = ""  # of the question, of the slot, or the activity's position
    languages: tuple[str, ...] = ()  # of a text: one "" where the answer has no language
    limit: int = 0
    slot: AnnexSlot | None = None

    @property
    def is_text(self) -> bool:
        return self.kind in {Kind.TEXT, Kind.ACTIVITY}


def kind_of(code: str) -> Kind:
    """What the code of an item opens; words where it names no part."""
    kind = code.partition(":")[0]
    return Kind(kind) if kind in set(Kind) else Kind.WORDS


@dataclass(frozen=True, slots=True)
class Group:
    """Parts that stand together on the officer's page."""

    names: Text
    parts: tuple[Part, ...]


def groups_of(content: Content, definition: CallDefinition) -> list[Group]:
    """Everything of a sealed file that can be opened, section by section, partner by partner."""
    groups = [*_sections(definition), *_partners(content, definition)]
    activities = tuple(_activities(content, definition))
    named = {one.code: one.names for one in definition.annexes}
    slots = [one for one in definition.ruleset.annexes if not one.per_partner]
    annexes = tuple(_annex(PROJECT, slot, named) for slot in slots)
    table = definition.form.field("activities")
    groups.append(Group(table.labels if table else {}, activities))
    groups.append(Group({}, annexes))
    return [one for one in groups if one.parts]


def parts_of(content: Content, definition: CallDefinition) -> dict[str, Part]:
    """Code -> part, of everything that can be opened but checks and words."""
    groups = groups_of(content, definition)
    return {part.code: part for group in groups for part in group.parts}


def _sections(definition: CallDefinition) -> Iterator[Group]:
    asked = questions.of_project(definition) + questions.of_texts(definition)
    for section in definition.form.sections:
        fields = [one for one in section.fields if one in asked]
        yield Group(section.names, tuple(_texts(PROJECT, fields, definition)))


def _partners(content: Content, definition: CallDefinition) -> Iterator[Group]:
    named = {one.code: one.names for one in definition.annexes}
    for one in content["partners"]:
        texts = _texts(one["key"], questions.of_partner(definition), definition)
        legal_type = one["organisation"]["legal_type"]
        slots = [
            slot
            for slot in definition.ruleset.annexes
            if slot.per_partner and (not slot.applies_to or legal_type in slot.applies_to)
        ]
        annexes = (_annex(one["key"], slot, named) for slot in slots)
        yield Group({"": one["organisation"]["name"]}, (*texts, *annexes))


def _texts(
    owner: str, fields: Sequence[FieldDefinition], definition: CallDefinition
) -> Iterator[Part]:
    for field in fields:
        if field.type in questions.TEXTUAL and field.key not in CLOSED:
            yield Part(
                code=f"{Kind.TEXT}:{owner}:{field.key}",
                kind=Kind.TEXT,
                names=field.labels,
                owner=owner,
                key=field.key,
                languages=questions.languages_of(field, definition.languages),
                limit=field.limit or LONGEST,
            )


def _activities(content: Content, definition: CallDefinition) -> Iterator[Part]:
    table = definition.form.field("activities")
    columns = table.columns if table else ()
    column = next((one for one in columns if one.key == "description"), None)
    for one in content["activities"]:
        position = one["position"]
        yield Part(
            code=f"{Kind.ACTIVITY}:{position}",
            kind=Kind.ACTIVITY,
            names=one["titles"],
            key=str(position),
            languages=definition.languages,
            limit=(column.limit if column else 0) or LONGEST,
        )


def _annex(owner: str, slot: AnnexSlot, named: Mapping[str, Text]) -> Part:
    code = f"{Kind.ANNEX}:{owner}:{slot.code}"
    names = named.get(slot.code, {"": slot.code})
    return Part(code, Kind.ANNEX, names, owner=owner, key=slot.code, slot=slot)


def texts_of(content: Content, part: Part) -> Text:
    """Language -> text of a part that is a text, as the content has it."""
    if part.kind is Kind.ACTIVITY:
        found: Text = _activity(content, part)["descriptions"]
        return found
    texts: Text = _owner(content, part)["answers"].get(part.key, {})
    return texts


def annexes_of(content: Content, part: Part) -> list[Mapping[str, Any]]:
    """The files in a slot, as the content has them."""
    owner = "" if part.owner == PROJECT else part.owner
    return [
        one for one in content["annexes"] if one["slot"] == part.key and one["partner"] == owner
    ]


def completed(
    content: Content,
    definition: CallDefinition,
    texts: Mapping[str, Text],
    annexes: Mapping[str, Sequence[Mapping[str, Any]]],
) -> dict[str, Any]:
    """A copy of a sealed content with these texts and, in these slots, these files instead; both
    under the codes of their parts."""
    changed: dict[str, Any] = copy.deepcopy(dict(content))
    parts = parts_of(content, definition)
    for code, given in texts.items():
        _write(changed, parts[code], {language: text for language, text in given.items() if text})
    for code, files in annexes.items():
        before = annexes_of(changed, parts[code])
        kept = [one for one in changed["annexes"] if one not in before]
        changed["annexes"] = [*kept, *files]
    return changed


def _write(content: dict[str, Any], part: Part, texts: Text) -> None:
    if part.kind is Kind.ACTIVITY:
        _activity(content, part)["descriptions"] = texts
    else:
        _owner(content, part)["answers"][part.key] = texts


def _owner(content: Content, part: Part) -> dict[str, Any]:
    if part.owner == PROJECT:
        project: dict[str, Any] = content["project"]
        return project
    return next(one for one in content["partners"] if one["key"] == part.owner)


def _activity(content: Content, part: Part) -> dict[str, Any]:
    return next(one for one in content["activities"] if str(one["position"]) == part.key)
