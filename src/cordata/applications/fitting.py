"""Whether an answer to one form can stand in another form: pure functions over both forms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from cordata.applications import questions
from cordata.packs import CallDefinition, ProgrammeDefinition
from cordata.packs.choices import choices_of
from cordata.packs.form import FieldDefinition, FieldType, Repeat
from cordata.packs.provenance import Text

LISTED = frozenset({FieldType.CHOICE, FieldType.MULTICHOICE})
ANEW = frozenset({FieldType.DATE})  # a day of a former project is not one of the new project
WIDEST = {"acronym": 25}  # mirrored in a column: more cannot be kept


@dataclass(frozen=True, slots=True)
class Left:
    """What did not fit, in the words of its own form, and why; `kept` when it was taken still."""

    names: Text
    code: str  # of the sentence `application.copy.<code>`
    params: Mapping[str, Any] = field(default_factory=dict)
    kept: bool = False

    def plain(self) -> dict[str, Any]:
        """As the journal keeps it."""
        return {
            "names": dict(self.names),
            "code": self.code,
            "params": dict(self.params),
            "kept": self.kept,
        }


@dataclass(frozen=True, slots=True)
class Forms:
    """The form a text comes from and the one it goes to."""

    former: CallDefinition
    new: CallDefinition
    programme: ProgrammeDefinition

    def problem(self, key: str, language: str, text: str) -> Left | None:
        """Why an answer does not fit, or only with a remark; None when it simply does."""
        old, new = self.former.form.field(key), self.new.form.field(key)
        names: Text = old.labels if old else new.labels if new else {"": key}
        if old is None or new is None or _repeat(self.former, old) is not _repeat(self.new, new):
            return Left(names, "field_gone")
        if old.type is not new.type and not {old.type, new.type} <= questions.TEXTUAL:
            return Left(names, "type_differs")
        if new.type in ANEW:
            return Left(names, "say_anew")
        if language not in questions.languages_of(new, self.new.languages):
            return Left(names, "language_gone", {"languages": language})
        return next(self._content(old, new, names, text), None)

    def _content(
        self, old: FieldDefinition, new: FieldDefinition, names: Text, text: str
    ) -> Iterator[Left]:
        if new.type is FieldType.TABLE and _shape(old) != _shape(new):
            yield Left(names, "columns_differ")
        elif new.type is FieldType.TABLE:
            yield from self._rows(new, names, text)
        elif gone := self._gone(new, text):
            yield Left(names, "choice_gone", {"values": gone})
        elif not _in_range(new, text):
            yield Left(names, "out_of_range")
        elif len(text) > WIDEST.get(new.key, len(text)):
            yield Left(names, "too_wide", {"limit": WIDEST[new.key]})
        elif questions.is_too_long(new, text):
            yield Left(names, "too_long", {"limit": new.limit, "count": len(text)}, kept=True)

    def _rows(self, new: FieldDefinition, names: Text, text: str) -> Iterator[Left]:
        rows = questions.rows_of(text)
        for column in new.columns:
            for row in rows:
                value = row.get(column.key)
                given = ",".join(value) if isinstance(value, list) else str(value or "")
                if gone := self._gone(column, given):
                    yield Left(names, "choice_gone", {"values": gone})
        if new.max_rows and len(rows) > new.max_rows:
            yield Left(names, "too_many_rows", {"limit": new.max_rows}, kept=True)

    def _gone(self, new: FieldDefinition, text: str) -> Text:
        """Chosen codes that the new call does not offer, as their own call names them."""
        if new.type not in LISTED or new.options_from in {"activities", "partners"} or not text:
            return {}
        offered = choices_of(new, self.new, self.programme)
        gone = [code for code in text.split(",") if code and code not in offered]
        old = self.former.form.field(new.key) or new
        names = choices_of(old, self.former, self.programme)
        return {
            language: ", ".join(names.get(code, {}).get(language, code) for code in gone)
            for language in self.programme.languages
            if gone
        }


def _repeat(definition: CallDefinition, field: FieldDefinition) -> Repeat:
    return next(one.repeat for one in definition.form.sections if field in one.fields)


def _shape(field: FieldDefinition) -> dict[str, tuple[FieldType, bool]]:
    return {one.key: (one.type, questions.is_bilingual(one)) for one in field.columns}


def _in_range(field: FieldDefinition, text: str) -> bool:
    if field.type not in {FieldType.NUMBER, FieldType.MONEY} or not text:
        return True
    try:
        value = Decimal(text)
    except InvalidOperation:
        return False
    low, high = field.low, field.high
    return (low is None or value >= low) and (high is None or value <= high)
