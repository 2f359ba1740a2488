"""How long people take over a form: an estimate from types and limits, in seconds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cordata.packs.form import FieldDefinition

TEXTS = frozenset({"text", "longtext"})
MINUTE = 60  # seconds


@dataclass(frozen=True, slots=True)
class Effort:
    """The pace of somebody who knows the project; a programme that measured puts its own."""

    seconds_a_question: int = 20  # to read it with its help
    seconds_a_choice: int = 15  # a choice, a number, a day, yes or no
    characters_a_minute: int = 60  # of a text thought over while it is written
    filled_percent: int = 60  # of a limit that people use on average
    other_language_percent: int = 50  # of the first language's time, for each other one
    usual_rows: int = 3  # of a table, within what the table allows

    def seconds(self, fields: Iterable[FieldDefinition], languages: int = 1) -> int:
        """Seconds to answer these questions once, where bilingual ones have `languages`."""
        return sum(self.of_question(field, languages) for field in fields)

    def of_question(self, field: FieldDefinition, languages: int = 1) -> int:
        """Seconds for one question: reading, and then writing or choosing."""
        if not field.columns:
            return self.seconds_a_question + self._answer(field, languages)
        row = sum(self._answer(column, languages) for column in field.columns)
        return self.seconds_a_question + self._rows(field) * row

    def _rows(self, field: FieldDefinition) -> int:
        rows = max(self.usual_rows, field.min_rows, 1)
        return min(rows, field.max_rows) if field.max_rows else rows

    def _answer(self, field: FieldDefinition, languages: int) -> int:
        if field.type not in TEXTS:
            return self.seconds_a_choice
        length = field.limit * self.filled_percent // 100
        first = MINUTE * length // self.characters_a_minute
        others = languages - 1 if field.language == "B" else 0
        return first + first * others * self.other_language_percent // 100


def minutes(seconds: int) -> int:
    """Whole minutes, begun ones counted."""
    return -(-seconds // MINUTE)
