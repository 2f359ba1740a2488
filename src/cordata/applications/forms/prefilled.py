"""What a link may write in a new draft: `.../start/?theme=culture&title-fr=...`.

Only texts and single choices of the project: never a partner's part, money or State aid. What is
not known, not offered or over its limit is left out and said; nothing is stored by reading it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cordata.applications import questions
from cordata.applications.actions.overtaking import AnswerDraft
from cordata.kernel.localised import pick
from cordata.packs import CallDefinition, ProgrammeDefinition
from cordata.packs.choices import choices_of
from cordata.packs.form import FieldDefinition, FieldType, Repeat
from cordata.web.catalogue import sentence
from cordata.web.cleaning import clean_text

PREFIX = "begin-"  # of the hidden fields that carry what was shown
LONG = 4000  # characters of one parameter; more is left out, whatever the question takes
TYPES = frozenset({FieldType.TEXT, FieldType.LONGTEXT, FieldType.CHOICE})


@dataclass(frozen=True, slots=True)
class Given:
    """One answer that a link brings, as it would be kept."""

    name: str
    field: FieldDefinition
    language: str
    text: str
    shown: str

    @property
    def draft(self) -> AnswerDraft:
        return AnswerDraft(self.field.key, self.text, self.language)


@dataclass(frozen=True, slots=True)
class Prefilled:
    """What a link brings, and in words what of it was left out."""

    given: tuple[Given, ...] = ()
    refused: tuple[str, ...] = ()


def read_prefilled(
    data: Mapping[str, str],
    definition: CallDefinition,
    programme: ProgrammeDefinition,
    prefix: str = "",
) -> Prefilled:
    """The known parameters of a link, or the hidden fields that repeat them, cleaned."""
    given, refused = [], []
    places = dict(_places(definition))
    for bare, (field, language) in places.items():
        if prefix + bare not in data:
            continue
        sent = data[prefix + bare][: LONG + 1]
        text = clean_text(sent, lines=field.type is FieldType.LONGTEXT)
        why = _why_not(field, text, definition, programme)
        if why:
            limit = min(field.limit or LONG, LONG)
            refused.append(sentence(why, question=pick(field.labels), limit=limit))
        elif text:
            shown = _shown(field, text, definition, programme)
            given.append(Given(PREFIX + bare, field, language, text, shown))
    return Prefilled(tuple(given), tuple(refused))


def _places(definition: CallDefinition) -> Iterator[tuple[str, tuple[FieldDefinition, str]]]:
    """`title-fr`, `theme`: each name a link may use, with the question and the language."""
    elsewhere = questions.ELSEWHERE
    for section in definition.form.sections:
        if section.repeat is not Repeat.PROJECT:
            continue
        for field in section.fields:
            if field.type not in TYPES or field.key in elsewhere or field.prefilled:
                continue
            for language in questions.languages_of(field, definition.languages):
                name = f"{field.key}-{language}" if language else field.key
                yield name, (field, language)


def names_of(definition: CallDefinition) -> list[str]:
    """Every name that a link to this call may use."""
    return [name for name, _place in _places(definition)]


def _why_not(
    field: FieldDefinition, text: str, definition: CallDefinition, programme: ProgrammeDefinition
) -> str:
    offered = choices_of(field, definition, programme)
    if text and field.type is FieldType.CHOICE and text not in offered:
        return "application.start.link_choice"
    too_long = questions.is_too_long(field, text) or len(text) > LONG
    return "application.start.link_too_long" if too_long else ""


def _shown(
    field: FieldDefinition, text: str, definition: CallDefinition, programme: ProgrammeDefinition
) -> str:
    if field.type is not FieldType.CHOICE:
        return text
    return pick(choices_of(field, definition, programme)[text])
