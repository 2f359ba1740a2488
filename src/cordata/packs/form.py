"""The application form as data: sections, questions, limits, languages, help."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from cordata.packs.effort import Effort, minutes
from cordata.packs.provenance import Text


class FieldType(StrEnum):
    """The shapes an answer can take."""

    TEXT = "text"
    LONGTEXT = "longtext"
    EMAIL = "email"  # an address in its canonical form
    CHOICE = "choice"
    MULTICHOICE = "multichoice"
    NUMBER = "number"
    DATE = "date"
    MONEY = "money"
    BOOLEAN = "boolean"
    TABLE = "table"


class LanguageRule(StrEnum):
    """In how many languages an answer is given."""

    BOTH = "B"  # in every language of the call, with equal content
    ORIGINAL = "O"  # in the language of the writer
    NEUTRAL = "N"  # a code, a number, a name


class Repeat(StrEnum):
    """Whether a section is filled once, or once for each partner or activity."""

    PROJECT = "project"
    PARTNER = "partner"


@dataclass(frozen=True, slots=True)
class Option:
    """One possible answer of a choice."""

    code: str
    names: Text


@dataclass(frozen=True, slots=True)
class Condition:
    """The question is asked when another one was answered with one of these values."""

    field: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FieldDefinition:
    """One question of the form."""

    key: str
    number: str  # as printed: "C1"
    type: FieldType
    labels: Text
    help: Text
    required: bool
    language: LanguageRule
    limit: int = 0  # characters (code points) of a text; 0: none
    low: Decimal | None = None
    high: Decimal | None = None
    unit: str = ""
    options: tuple[Option, ...] = ()
    options_from: str = ""  # a list of the call: themes, legal_types, territories, activities...
    columns: tuple[FieldDefinition, ...] = ()  # of a table
    min_rows: int = 0
    max_rows: int = 0
    writers: tuple[str, ...] = ("lead_editor",)
    when: Condition | None = None
    prefilled: str = ""  # "organisation": typed once, by the organisation itself
    public: bool = False  # shown in the list of operations once the project is funded


@dataclass(frozen=True, slots=True)
class SectionDefinition:
    """One page of the form."""

    key: str
    number: str
    names: Text
    help: Text
    repeat: Repeat
    fields: tuple[FieldDefinition, ...]


@dataclass(frozen=True, slots=True)
class FormDefinition:
    """The whole form of a call."""

    version: str
    sections: tuple[SectionDefinition, ...]
    effort: Effort = Effort()  # noqa: RUF009 - frozen

    def section(self, key: str) -> SectionDefinition | None:
        return next((section for section in self.sections if section.key == key), None)

    def field(self, key: str) -> FieldDefinition | None:
        return next((field for field in self.fields() if field.key == key), None)

    def fields(self) -> Iterator[FieldDefinition]:
        """All questions in their order; columns of tables are not questions."""
        for section in self.sections:
            yield from section.fields

    def questions(self, partners: int) -> int:
        """How many questions a project of so many partners answers at least.

        Not counted: what the organisation already typed, what only some are asked, and
        what may stay empty.
        """
        return sum(
            (partners if section.repeat is Repeat.PARTNER else 1)
            * sum(1 for field in section.fields if _always_asked(field))
            for section in self.sections
        )

    def minutes(self, partners: int = 2, languages: int = 2) -> int:
        """About how many minutes a project of so many partners writes, in so many languages.

        The same questions are counted as by `questions`: it is a lower bound of what is asked.
        """
        seconds = 0
        for section in self.sections:
            asked = [field for field in section.fields if _always_asked(field)]
            times = partners if section.repeat is Repeat.PARTNER else 1
            seconds += times * self.effort.seconds(asked, languages)
        return minutes(seconds)


def _always_asked(field: FieldDefinition) -> bool:
    return field.required and not field.prefilled and field.when is None
