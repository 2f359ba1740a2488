"""Where each question of a call's form is asked: pure functions over its `FormDefinition`.

Some keys of a form have a meaning for the product; the others are plain questions whose
answers are kept, shown, translated and sealed as they are.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from cordata.packs import CallDefinition
from cordata.packs.form import (
    FieldDefinition,
    FieldType,
    FormDefinition,
    LanguageRule,
    Repeat,
    SectionDefinition,
)
from cordata.packs.steps import ACTIVITIES, AID, MONEY

# Questions that have rows of their own in the database and pages of their own.
ELSEWHERE = ACTIVITIES | MONEY | AID | {"previously_funded"}

TEXTUAL = frozenset({FieldType.TEXT, FieldType.LONGTEXT})


def of_project(definition: CallDefinition) -> tuple[FieldDefinition, ...]:
    """The first section that is filled once: what the project is, in brief."""
    return _asked(_project_sections(definition.form)[0])


def of_texts(definition: CallDefinition) -> tuple[FieldDefinition, ...]:
    """The questions of the other sections filled once, one page each."""
    sections = _project_sections(definition.form)[1:]
    return tuple(field for section in sections for field in _asked(section))


def of_partner(definition: CallDefinition) -> tuple[FieldDefinition, ...]:
    """What each partner answers beside its organisation's sheet, its money and its aid."""
    sections = (one for one in definition.form.sections if one.repeat is Repeat.PARTNER)
    return tuple(field for section in sections for field in _asked(section) if not field.prefilled)


def step_of(definition: CallDefinition, field: FieldDefinition) -> str:
    """On which step of the form a question is asked."""
    if field.key in ACTIVITIES:
        return "activities"
    if field.key in MONEY:
        return "budget"
    if field in of_project(definition):
        return "project"
    return "texts" if field in of_texts(definition) else "partners"


def _project_sections(form: FormDefinition) -> list[SectionDefinition]:
    return [section for section in form.sections if section.repeat is Repeat.PROJECT]


def _asked(section: SectionDefinition) -> tuple[FieldDefinition, ...]:
    return tuple(field for field in section.fields if field.key not in ELSEWHERE)


def is_bilingual(field: FieldDefinition) -> bool:
    """A text that must exist in every language of the call."""
    return field.type in TEXTUAL and field.language is LanguageRule.BOTH


def bilingual_columns(field: FieldDefinition) -> tuple[FieldDefinition, ...]:
    """The columns of a table that are written in every language."""
    return tuple(column for column in field.columns if is_bilingual(column))


def languages_of(field: FieldDefinition, languages: tuple[str, ...]) -> tuple[str, ...]:
    """In which languages the answer has a row: each for a bilingual text, else one neutral."""
    return languages if is_bilingual(field) else ("",)


def applies(field: FieldDefinition, answers: Mapping[str, str]) -> bool:
    """Whether the question is asked, given the neutral answers of its own section."""
    if field.when is None:
        return True
    given = answers.get(field.when.field, "")
    return bool(set(given.split(",")) & set(field.when.values))


def rows_of(text: str) -> list[dict[str, Any]]:
    """The rows of a table's answer; none if it is empty."""
    return list(json.loads(text)) if text else []


def rows_text(rows: list[dict[str, Any]]) -> str:
    """A table's answer as it is kept: empty when there is no row."""
    if not rows:
        return ""
    return json.dumps(rows, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def row_texts(field: FieldDefinition, text: str) -> Iterator[tuple[str, Mapping[str, str], bool]]:
    """(anchor, language -> text, required) of each bilingual cell of a table's answer."""
    for number, row in enumerate(rows_of(text), start=1):
        for column in bilingual_columns(field):
            texts = row.get(column.key) or {}
            yield f"{field.key}.{number}.{column.key}", texts, column.required


def is_empty(field: FieldDefinition, text: str) -> bool:
    """Whether a neutral answer says nothing, or a table has fewer rows than asked."""
    if field.type is not FieldType.TABLE:
        return not text
    rows = rows_of(text)
    return len(rows) < max(field.min_rows, 1) or any(_row_lacks(field, row) for row in rows)


def _row_lacks(field: FieldDefinition, row: Mapping[str, Any]) -> bool:
    needed = (column for column in field.columns if column.required and not is_bilingual(column))
    return any(row.get(column.key) in (None, "", []) for column in needed)


def is_too_long(field: FieldDefinition, text: str) -> bool:
    """Whether a text, or a cell of a table, is over its limit, counted in code points."""
    if field.type is FieldType.TABLE:
        return any(
            is_too_long(column, one)
            for row in rows_of(text)
            for column in field.columns
            for one in _texts_of(row.get(column.key))
        )
    return bool(field.type in TEXTUAL and field.limit and len(text) > field.limit)


def _texts_of(cell: Any) -> tuple[str, ...]:
    """The texts of one cell: one, or one a language."""
    return tuple(cell.values()) if isinstance(cell, Mapping) else (str(cell or ""),)
