"""The blank form of a call, in all its languages, as plain data that paper and ODT are made of.

A piece of text is a list of (language, text): readers and voices are told which is which.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cordata.kernel.localised import pick
from cordata.packs.choices import Choices, choices_of
from cordata.packs.form import (
    Condition,
    FieldDefinition,
    FieldType,
    LanguageRule,
    Repeat,
    SectionDefinition,
)
from cordata.packs.provenance import Text
from cordata.packs.steps import step_of
from cordata.programme.models import Call
from cordata.web.catalogue import sentence
from cordata.web.numerals import base_language

Pairs = list[list[str]]

SIGNS = 75  # written by hand on one line of the page's width
SHORT = 1  # lines of an answer without a limit
TALLEST = 7  # lines of a row of a table, whatever its limits
ROWS = 3  # empty rows of a table that may have more
TEXTS = frozenset({FieldType.TEXT, FieldType.LONGTEXT})
CHOICES = frozenset({FieldType.CHOICE, FieldType.MULTICHOICE})
HINTS = {
    FieldType.CHOICE: "blank.one",
    FieldType.MULTICHOICE: "blank.several",
    FieldType.BOOLEAN: "blank.one",
    FieldType.DATE: "blank.date",
    FieldType.MONEY: "blank.money",
}


def content(call: Call) -> dict[str, Any]:
    """Title, sections, questions, writing room: all that the printed form says."""
    return _Blank(call).content()


class _Blank:
    """One call as it is frozen now."""

    def __init__(self, call: Call) -> None:
        self.call, self.definition = call, call.definition
        self.programme = call.programme.definition
        self.languages = self.definition.languages
        self.main = self.languages[0]

    def content(self) -> dict[str, Any]:
        title, *others = self.said("blank.title")
        names = (self.programme.names, self.definition.names)
        return {
            "language": self.main,
            "reference": f"{pick(self.definition.names, self.main)} · {self.definition.version}",
            "lines": [pick(one, self.main) for one in names],
            "others": list(self.languages[1:]),
            "title": title[1],
            "other_titles": dict(others),
            "names": self.texts(self.definition.names),
            "intro": self.said("blank.intro"),
            "statement": self.texts(self.programme.brand.funding_statements),
            "sections": [self.section(one) for one in self.definition.form.sections],
        }

    def section(self, section: SectionDefinition) -> dict[str, Any]:
        notes = [self.texts(section.help)] if section.help else []
        if section.repeat is Repeat.PARTNER:
            notes.append(self.said("blank.each_partner"))
        return {
            "number": section.number,
            "names": self.texts(section.names),
            "notes": notes,
            "fields": [self.question(field) for field in section.fields],
        }

    def question(self, field: FieldDefinition) -> dict[str, Any]:
        ticks = self.ticks(field)
        return {
            "key": field.key,
            "number": field.number,
            "labels": self.texts(field.labels),
            "help": self.texts(field.help),
            "facts": self.facts(field),
            "ticks": ticks,
            "answers": [] if ticks or field.columns else self.answers(field),
            "table": self.table(field) if field.columns else None,
        }

    # -- what is said of a question

    def facts(self, field: FieldDefinition) -> Pairs:
        """Required, limit, languages, when, where online: one line for each language."""
        return [
            [base_language(code), " · ".join(self._facts(field, code))] for code in self.languages
        ]

    def _facts(self, field: FieldDefinition, code: str) -> Iterable[str]:
        yield sentence("blank.required" if field.required else "blank.optional", code)
        if field.type in HINTS:
            yield sentence(HINTS[field.type], code)
        if field.limit:
            yield sentence("blank.limit", code, count=field.limit)
        if field.low is not None and field.high is not None:
            yield sentence("blank.between", code, low=int(field.low), high=int(field.high))
        if field.max_rows > 1:
            yield sentence("blank.rows", code, count=field.max_rows)
        if len(self.languages) > 1 and field.language is LanguageRule.BOTH:
            yield sentence("blank.both", code)
        if len(self.languages) > 1 and field.language is LanguageRule.ORIGINAL:
            yield sentence("blank.original", code)
        if field.when:
            yield self._when(field.when, code)
        yield sentence(f"blank.step.{step_of(self.definition.form, field)}", code)

    def _when(self, when: Condition, code: str) -> str:
        asked = self.definition.form.field(when.field)
        names = choices_of(asked, self.definition, self.programme) if asked else {}
        values = [self._value(value, names, code) for value in when.values]
        number = asked.number if asked else when.field
        return sentence("blank.when", code, number=number, values=tuple(filter(None, values)))

    def _value(self, value: str, names: Choices, code: str) -> str:
        """An answer in words; none for one that the call does not offer."""
        if value in names:
            return pick(names[value], code)
        return sentence(f"blank.{value}", code) if value in {"true", "false"} else ""

    # -- where the answer is written

    def ticks(self, field: FieldDefinition) -> list[Pairs]:
        if field.type is FieldType.BOOLEAN:
            return [self.said("blank.true"), self.said("blank.false")]
        if field.type not in CHOICES:
            return []
        return [self.texts(one) for one in self.choices(field).values()]

    def choices(self, field: FieldDefinition) -> dict[str, Text]:
        return dict(choices_of(field, self.definition, self.programme))

    def answers(self, field: FieldDefinition) -> list[dict[str, Any]]:
        """One place to write, or one for each language."""
        lines = max(SHORT, -(-field.limit // SIGNS)) if field.type in TEXTS else SHORT
        both = field.type in TEXTS and field.language is LanguageRule.BOTH
        if not both or len(self.languages) < 2:
            return [{"words": self.said("blank.answer"), "lines": lines, "language": ""}]
        return [
            {
                "words": [[base_language(code), sentence("blank.answer_in", code, spoken=code)]],
                "lines": lines,
                "language": code,
            }
            for code in self.languages
        ]

    def table(self, field: FieldDefinition) -> dict[str, Any]:
        widths = [self._width(column) for column in field.columns]
        tallest = max(
            -(-column.limit * sum(widths) // (SIGNS * width))
            for column, width in zip(field.columns, widths, strict=True)
        )
        rows = max(field.min_rows, ROWS)
        rows = min(rows, field.max_rows) if field.max_rows else rows
        return {
            "headers": [self.texts(column.labels) for column in field.columns],
            "widths": widths,
            "rows": rows,
            "lines": max(SHORT, min(tallest, TALLEST)),
            "lists": [
                {"names": self.texts(column.labels), "ticks": ticks}
                for column in field.columns
                if (ticks := self.ticks(column))
            ],
            "more": self.said("blank.sheet") if field.max_rows != 1 else [],
        }

    def _width(self, column: FieldDefinition) -> int:
        """Parts of the page's width: a long text needs more than a number."""
        if column.type is FieldType.EMAIL:
            return 6
        if column.type not in TEXTS:
            return 3
        return 6 if column.limit > 200 else 4

    # -- texts

    def texts(self, texts: Text) -> Pairs:
        """A text of the pack in each language of the call that it has."""
        return [[code, texts[code]] for code in self.languages if texts.get(code)]

    def said(self, code: str) -> Pairs:
        """A sentence of ours in each language of the call that we write."""
        spoken = dict.fromkeys(base_language(language) for language in self.languages)
        return [[language, sentence(code, language)] for language in spoken]
