"""One answer as it is read: every code in the words of its call, never as it is kept.

The sealed file, the page of somebody who may not write, an older version and what another hand
wrote meanwhile all come through here. Texts are mappings language -> text, "" for neutral.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from cordata.applications import questions
from cordata.packs import CallDefinition, ProgrammeDefinition
from cordata.packs.choices import choices_of
from cordata.packs.form import FieldDefinition, FieldType
from cordata.packs.provenance import Text
from cordata.web.catalogue import languages, sentence
from cordata.web.moments import day_words
from cordata.web.numerals import euros

BOTH_ANSWERS: Mapping[str, str] = {"true": "application.yes", "false": "application.no"}


@dataclass(frozen=True, slots=True)
class ReadField:
    """One question with its answer."""

    key: str
    number: str
    labels: Text
    kind: str  # text, longtext, choice, multichoice, number, date, money, boolean, table
    texts: Text = field(default_factory=dict)
    names: tuple[Text, ...] = ()  # of the codes chosen
    value: date | Decimal | int | None = None
    columns: tuple[Text, ...] = ()
    rows: tuple[tuple[Text, ...], ...] = ()
    completed_at: datetime | None = None  # on the secretariat's request, after the filing

    @property
    def is_answered(self) -> bool:
        return bool(any(self.texts.values()) or self.names or self.rows or self.value is not None)


def read_field(
    one: FieldDefinition, texts: Text, definition: CallDefinition, programme: ProgrammeDefinition
) -> ReadField:
    """The answer kept in `texts` (language -> text) to one question, to be read by a person."""
    return _Answer(one, definition, programme).read(texts)


def day_of(text: str | None) -> date | None:
    """A day as it is kept; None where there is none."""
    return date.fromisoformat(text) if text else None


@dataclass(frozen=True, slots=True)
class _Answer:
    """One question of a call, with the lists its codes come from."""

    question: FieldDefinition
    definition: CallDefinition
    programme: ProgrammeDefinition

    def read(self, texts: Text) -> ReadField:
        one, neutral = self.question, texts.get("", "")
        head = (one.key, one.number, one.labels, one.type.value)
        match one.type:
            case FieldType.CHOICE | FieldType.MULTICHOICE | FieldType.BOOLEAN:
                return ReadField(*head, names=self._names(one, neutral))
            case FieldType.DATE:
                return ReadField(*head, value=day_of(neutral))
            case FieldType.NUMBER:
                return ReadField(*head, value=int(neutral) if neutral else None)
            case FieldType.MONEY:
                return ReadField(*head, value=Decimal(neutral) if neutral else None)
            case FieldType.TABLE:
                rows = tuple(self._row(row) for row in questions.rows_of(neutral))
                return ReadField(*head, columns=tuple(c.labels for c in one.columns), rows=rows)
            case _:
                return ReadField(*head, texts=texts)

    def _names(self, one: FieldDefinition, codes: str) -> tuple[Text, ...]:
        if one.type is FieldType.BOOLEAN:
            return (_said(BOTH_ANSWERS[codes]),) if codes in BOTH_ANSWERS else ()
        choices = choices_of(one, self.definition, self.programme)
        return tuple(choices.get(code, {"": code}) for code in codes.split(",") if code)

    def _row(self, row: Mapping[str, Any]) -> tuple[Text, ...]:
        return tuple(self._cell(column, row.get(column.key)) for column in self.question.columns)

    def _cell(self, column: FieldDefinition, value: Any) -> Text:
        if isinstance(value, Mapping):
            return value
        if value in (None, ""):
            return {}
        text = str(value)
        match column.type:
            case FieldType.CHOICE | FieldType.BOOLEAN:
                return next(iter(self._names(column, text)), {"": text})
            case FieldType.MULTICHOICE:
                names = self._names(column, text)
                return _each(lambda code: ", ".join(one.get(code, "") for one in names))
            case FieldType.MONEY:
                return _each(lambda code: euros(Decimal(text), language=code))
            case FieldType.DATE:
                return _each(lambda code: day_words(date.fromisoformat(text), language=code))
            case _:
                return {"": text}


def _each(said: Callable[[str], str]) -> Text:
    return {code: said(code) for code in languages()}


def _said(code: str) -> Text:
    """A sentence of the catalogue in every language of the interface."""
    return _each(lambda language: sentence(code, language))
