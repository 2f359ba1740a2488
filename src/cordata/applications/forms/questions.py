"""A form made from a call's questions. It checks shape only: a draft may be incomplete."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from secrets import token_urlsafe
from typing import Any

from django import forms
from django.forms import BoundField
from django.http import QueryDict

from cordata.applications import questions
from cordata.applications.actions.answers import LONGEST, Conflict
from cordata.applications.actions.overtaking import AnswerDraft
from cordata.applications.agreement import Standing
from cordata.applications.forms.conditions import asked_if, condition_words
from cordata.applications.forms.counting import Counted
from cordata.applications.models import Answer, Application, Partner
from cordata.applications.reading_fields import ReadField, read_field
from cordata.kernel.localised import pick
from cordata.packs.choices import choices_of
from cordata.packs.form import FieldDefinition, FieldType
from cordata.programme.presenting import Entry
from cordata.rules.apart import Apart
from cordata.web import forms as fields
from cordata.web.catalogue import label
from cordata.web.forms import Form
from cordata.web.numerals import listed

SPARE_ROWS = 2
_READ_BY: Mapping[FieldType, Callable[..., forms.Field]] = {
    FieldType.MONEY: fields.AmountField,
    FieldType.DATE: fields.DateField,
    FieldType.EMAIL: fields.EmailField,
}
PAGE_KEY, PAGE_TURN = "page-key", "page-turn"  # of the page that sends (see `AnswerDraft`)
Saved = Mapping[tuple[str, str], Answer]  # (question, language) -> what stands


@dataclass(slots=True, kw_only=True)
class Version(Counted):
    """One language of one question, as the page shows it."""

    language: str
    version: BoundField
    answer: Answer | None
    conflict: Conflict | None = None  # somebody else saved meanwhile (SUB-07)
    theirs_read: ReadField | None = None  # the same in words, where it is kept as a code

    @property
    def theirs(self) -> Answer | None:
        """What the other hand wrote."""
        return self.conflict.stands if self.conflict else None

    @property
    def current(self) -> int:
        """The version that stands now: the one the page shows, in the field or beside it."""
        return self.answer.version if self.answer else 0


@dataclass(slots=True)
class Cell:
    """One control of a table's row."""

    label: str
    bound: BoundField
    language: str = ""


@dataclass(slots=True)
class Row:
    number: int
    title: str  # of a fixed row: the principle, for instance
    cells: list[Cell]


@dataclass(slots=True)
class Question:
    """One question with its controls."""

    definition: FieldDefinition
    versions: list[Version]
    rows: list[Row] = field(default_factory=list)
    locked: bool = False  # the reader may not write it
    why: str = ""  # and the reason
    standing: Standing | None = None  # of a text in several languages
    apart: Mapping[str, Apart] = field(default_factory=dict)  # what one language alone says
    read: ReadField | None = None  # what stands, for who may not write it; not of a text
    answers: Sequence[Entry] = ()  # what others asked about it
    asked_if: str = ""  # `other=answer|answer` while another question is not answered so
    condition: str = ""  # the same in words
    comments: int = 0  # threads that are open at it

    @property
    def key(self) -> str:
        return self.definition.key

    @property
    def kind(self) -> str:
        """pair, text, table, group or line: which markup draws it; own of one kept elsewhere."""
        if not self.versions:
            return "own"
        if questions.is_bilingual(self.definition):
            return "pair"
        match self.definition.type:
            case FieldType.TABLE:
                return "table"
            case FieldType.MULTICHOICE | FieldType.BOOLEAN:
                return "group"
            case FieldType.LONGTEXT:
                return "text"
            case _:
                return "group" if self.is_short_choice else "line"

    @property
    def written(self) -> bool:
        """Whether it was ever answered, and so has versions."""
        return any(version.answer for version in self.versions)

    @property
    def fixed(self) -> bool:
        """A table whose rows are given."""
        return bool(fixed_codes(self.definition))

    @property
    def may_grow(self) -> bool:
        """A table that takes more rows than the page shows."""
        most = self.definition.max_rows or 20
        return not self.fixed and len(self.rows) < most

    @property
    def missing(self) -> str:
        """The languages still to be written, in words."""
        codes = self.standing.missing if self.standing else ()
        return listed([label(code, "rules.language") for code in codes])

    @property
    def to_draft(self) -> Sequence[str]:
        """The empty languages that a machine could draft from another."""
        languages = [one.language for one in self.versions]
        missing = self.standing.missing if self.standing and not self.locked else ()
        return missing if len(missing) < len(languages) else ()

    @property
    def to_compare(self) -> Mapping[str, Apart]:
        """What to look at before one confirms; nothing once somebody has."""
        return {} if self.standing and self.standing.state == "agreed" else self.apart

    @property
    def is_short_choice(self) -> bool:
        """A choice of four at most is shown as cards."""
        widget = self.versions[0].bound.field.widget
        return isinstance(widget, forms.RadioSelect)


class QuestionsForm(Form):
    """The controls of some questions, each with the version the person has before their eyes."""

    def __init__(
        self,
        data: Any = None,
        *,
        asked: Sequence[FieldDefinition],
        application: Application,
        saved: Saved,
        partner: Partner | None = None,
        locked: frozenset[str] = frozenset(),
    ) -> None:
        self.sent: dict[str, Any] = data.copy() if data is not None else {}
        super().__init__(self.sent if data is not None else None, auto_id="%s")
        self.application, self.asked, self.saved = application, asked, saved
        self.locked = locked
        self.partner = partner
        self.definition = application.definition
        self.key = page_key(self.sent)
        self.programme = application.call.programme.definition
        self.conflicts: dict[tuple[str, str], Conflict] = {}
        for item in asked:
            if item.type is FieldType.TABLE:
                self._add_rows(item)
            for language in questions.languages_of(item, self.definition.languages):
                self._add(item, language)

    # -- building

    def _add(self, item: FieldDefinition, language: str) -> None:
        name, answer = _name(item.key, language), self.saved.get((item.key, language))
        if item.type is not FieldType.TABLE:
            self.fields[name] = self._control(item)
            self.initial[name] = _as_typed(item, answer.text if answer else "")
        version = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
        self.fields[f"{name}-version"] = version
        self.initial[f"{name}-version"] = answer.version if answer else 0

    def _control(self, item: FieldDefinition, *, in_table: bool = False) -> forms.Field:
        words = pick(item.labels) if in_table else f"{item.number} {pick(item.labels)}"
        given: dict[str, Any] = {"required": False, "label": words}
        match item.type:
            case FieldType.LONGTEXT:
                rows = 4 if in_table else _rows_for(item.limit)
                return fields.LongTextField(LONGEST, rows=rows, **given)
            case FieldType.NUMBER:
                return fields.WholeNumberField(minimum=_low(item), maximum=_high(item), **given)
            case FieldType.MONEY | FieldType.DATE | FieldType.EMAIL:
                return _READ_BY[item.type](**given)
            case FieldType.CHOICE:
                return self._choice(item, given, in_table)
            case FieldType.MULTICHOICE:
                return fields.MultiChoiceField(choices=self._choices(item), **given)
            case FieldType.BOOLEAN:
                choices = [("true", fields.said("application.yes"))]
                choices.append(("false", fields.said("application.no")))
                return fields.ChoiceField(choices=choices, widget=forms.RadioSelect, **given)
            case _:
                return fields.TextField(limit=LONGEST, **given)

    def _choice(self, item: FieldDefinition, given: dict[str, Any], in_table: bool) -> forms.Field:
        choices = self._choices(item)
        if in_table or len(choices) > 4:
            return fields.ChoiceField(choices=[("", "–"), *choices], **given)
        return fields.ChoiceField(choices=choices, widget=forms.RadioSelect, **given)

    def _choices(self, item: FieldDefinition) -> list[tuple[str, str]]:
        named = choices_of(item, self.definition, self.programme)
        return [(code, pick(names)) for code, names in named.items()]

    # -- tables

    def _add_rows(self, table: FieldDefinition) -> None:
        saved = self.saved.get((table.key, ""))
        rows = questions.rows_of(saved.text if saved else "")
        for number in range(self._count(table, rows)):
            row = rows[number] if number < len(rows) else {}
            for column in table.columns:
                self._add_cell(table, number, column, row.get(column.key))

    def _count(self, table: FieldDefinition, rows: Sequence[Any]) -> int:
        if fixed := fixed_codes(table):
            return len(fixed)
        posted = _posted_rows(self.data, table.key) if self.is_bound else 0
        wanted = max(len(rows) + SPARE_ROWS, table.min_rows, posted)
        if self.is_bound and f"{table.key}-more" in self.data:
            wanted = max(wanted, posted + SPARE_ROWS)
        return min(wanted, table.max_rows or 20)

    def _add_cell(
        self, table: FieldDefinition, number: int, column: FieldDefinition, value: Any
    ) -> None:
        if column == table.columns[0] and fixed_codes(table):
            return
        for language in questions.languages_of(column, self.definition.languages):
            name = _cell_name(table.key, number, column.key, language)
            self.fields[name] = self._control(column, in_table=True)
            text = (value or {}).get(language, "") if language else (value or "")
            self.initial[name] = _as_typed(column, str(text))

    # -- reading

    def questions(self) -> list[Question]:
        """What the page draws, in the form's order."""
        return [self._question(item) for item in self.asked]

    def _question(self, item: FieldDefinition) -> Question:
        languages = questions.languages_of(item, self.definition.languages)
        if item.type is FieldType.TABLE:
            version = self[f"{item.key}-version"]
            shown = Version(
                language="",
                bound=version,
                version=version,
                answer=self.saved.get((item.key, "")),
                conflict=self.conflicts.get((item.key, "")),
            )
            question = Question(item, [shown], list(self._rows(item)))
        else:
            question = Question(item, [self._version(item, one) for one in languages])
        return self._with_readings(question)

    def _with_readings(self, question: Question) -> Question:
        """What stands and what another hand wrote, in the words of the call."""
        item = question.definition
        question.locked = item.key in self.locked
        question.condition = condition_words(item, self.definition)
        if not question.locked:
            question.asked_if = asked_if(item)
        if item.type in questions.TEXTUAL:
            return question
        if question.locked:
            question.read = self._read(item, self.saved.get((item.key, "")))
        for version in question.versions:
            version.theirs_read = self._read(item, version.theirs) if version.theirs else None
        return question

    def _read(self, item: FieldDefinition, answer: Answer | None) -> ReadField:
        texts = {answer.language: answer.text} if answer else {}
        return read_field(item, texts, self.definition, self.programme)

    def _version(self, item: FieldDefinition, language: str) -> Version:
        name = _name(item.key, language)
        return Version(
            language=language,
            bound=self[name],
            version=self[f"{name}-version"],
            answer=self.saved.get((item.key, language)),
            limit=item.limit if item.type in questions.TEXTUAL else 0,
            conflict=self.conflicts.get((item.key, language)),
        )

    def _rows(self, table: FieldDefinition) -> Iterator[Row]:
        fixed = fixed_codes(table)
        names = choices_of(table.columns[0], self.definition, self.programme)
        for number in range(self._shown(table)):
            title = pick(names[fixed[number]]) if fixed else ""
            yield Row(number + 1, title, list(self._cells(table, number)))

    def _shown(self, table: FieldDefinition) -> int:
        return len(fixed_codes(table)) or _posted_rows(self.fields, table.key)

    def _cells(self, table: FieldDefinition, number: int) -> Iterator[Cell]:
        for column in table.columns:
            for language in questions.languages_of(column, self.definition.languages):
                name = _cell_name(table.key, number, column.key, language)
                if name in self.fields:
                    yield Cell(pick(column.labels), self[name], language)

    # -- what was sent

    def drafts(self) -> list[AnswerDraft]:
        """Each answer sent with the version it was written over; only questions that were sent."""
        return [
            one
            for item in self.asked
            if item.key not in self.locked and self._is_readable(item)
            for language in questions.languages_of(item, self.definition.languages)
            if (one := self._draft(item, language))
        ]

    def _is_readable(self, item: FieldDefinition) -> bool:
        """Whether what was typed for a question could be read: half a date is said, not kept."""
        return not any(belongs(name, item.key) for name in self.errors)

    def _draft(self, item: FieldDefinition, language: str) -> AnswerDraft | None:
        name = _name(item.key, language)
        if f"{name}-version" not in self.data:
            return None
        text = self._table_text(item) if item.type is FieldType.TABLE else self._text(name)
        seen, turn = self.seen(item, language), page_turn(self.sent)
        return AnswerDraft(item.key, text, language, seen, self.partner, self.key, turn)

    def seen(self, item: FieldDefinition, language: str) -> int:
        """The version the page showed, 0 if it showed none."""
        return self.cleaned_data.get(f"{_name(item.key, language)}-version") or 0

    def _text(self, name: str) -> str:
        return _as_kept(self.cleaned_data.get(name))

    def _table_text(self, table: FieldDefinition) -> str:
        fixed = fixed_codes(table)
        rows = []
        for number in range(self._shown(table)):
            row = {column.key: self._cell(table, number, column) for column in table.columns}
            kept = {key: value for key, value in row.items() if value}
            if kept and fixed:
                kept[table.columns[0].key] = fixed[number]
            if kept:
                rows.append(kept)
        return questions.rows_text(rows)

    def _cell(self, table: FieldDefinition, number: int, column: FieldDefinition) -> Any:
        if questions.is_bilingual(column):
            names = {
                code: _cell_name(table.key, number, column.key, code)
                for code in self.definition.languages
            }
            texts = {code: self._text(name) for code, name in names.items()}
            return {code: text for code, text in texts.items() if text}
        return self._text(_cell_name(table.key, number, column.key, ""))

    def show(self, saved: Saved, conflicts: Sequence[Conflict]) -> None:
        """Put before the person what stands now, and both texts where another hand came first.

        There one's own stays in the field and the version shown becomes theirs, so that saving
        again is a choice made knowingly. What could not be read stays as it was typed.
        """
        self.conflicts = {(one.draft.field, one.draft.language): one for one in conflicts}
        self.saved, sent = saved, self.drafts()
        for draft in sent:
            answer = saved.get((draft.field, draft.language))
            name = _name(draft.field, draft.language)
            self.sent[f"{name}-version"] = str(answer.version if answer else 0)
            text = answer.text if answer else ""
            if (draft.field, draft.language) not in self.conflicts and text != draft.text:
                self._put_back(draft.field, name, text)

    def _put_back(self, key: str, name: str, text: str) -> None:
        """Show another hand's text where the person had changed nothing."""
        item = next(one for one in self.asked if one.key == key)
        if item.type is not FieldType.TABLE:
            self._put(name, _as_typed(item, text))
            return
        for cell in [one for one in self.fields if belongs(one, key) and one != f"{key}-version"]:
            del self.fields[cell]
            self.sent.pop(cell, None)
        self._add_rows(item)
        for cell in [one for one in self.fields if belongs(one, key) and one != f"{key}-version"]:
            self._put(cell, self.initial[cell])

    def _put(self, name: str, typed: Any) -> None:
        if isinstance(typed, list) and isinstance(self.sent, QueryDict):
            self.sent.setlist(name, typed)
        else:
            self.sent[name] = typed


def fixed_codes(table: FieldDefinition) -> tuple[str, ...]:
    """The codes of the first column when each must have exactly its own row."""
    codes = tuple(option.code for option in table.columns[0].options)
    return codes if codes and table.min_rows == table.max_rows == len(codes) else ()


def _name(key: str, language: str) -> str:
    return f"{key}-{language}" if language else key


def _cell_name(table: str, number: int, column: str, language: str) -> str:
    return _name(f"{table}-{number + 1}-{column}", language)


def belongs(name: str, key: str) -> bool:
    """Whether a control is of this question: its own, one language's, or a cell of its table."""
    return name == key or name.startswith(f"{key}-")


def page_key(data: Mapping[str, Any]) -> str:
    """The key of the page that sends, or a new one for the page that is drawn."""
    sent = data.get(PAGE_KEY, "")
    return sent if re.fullmatch(r"[A-Za-z0-9_-]{16,40}", sent) else token_urlsafe(18)


def page_turn(data: Mapping[str, Any]) -> int:
    """The turn of a sending: it grows with each; 0 of a page without a script."""
    sent = data.get(PAGE_TURN, "")
    return int(sent) if re.fullmatch(r"[0-9]{1,15}", sent) else 0


def _posted_rows(names: Mapping[str, Any], table: str) -> int:
    pattern = re.compile(rf"{re.escape(table)}-([0-9]{{1,2}})-")
    numbers = (int(match[1]) for name in names if (match := pattern.match(name)))
    return max(numbers, default=0)


def _rows_for(limit: int) -> int:
    """Lines of a text box: a limit of 2 000 characters gets fourteen."""
    return max(4, min(16, limit // 140)) if limit else 6


def _low(item: FieldDefinition) -> int:
    return int(item.low) if item.low is not None else 0


def _high(item: FieldDefinition) -> int:
    return int(item.high) if item.high is not None else 2_000_000_000


def _as_typed(item: FieldDefinition, text: str) -> Any:
    """What a control starts with, from how the answer is kept."""
    if item.type is FieldType.MULTICHOICE:
        return [code for code in text.split(",") if code]
    if item.type is FieldType.MONEY and text:
        return Decimal(text)
    return text


def _as_kept(value: Any) -> str:
    """How an answer is kept: codes joined by commas, days as ISO, numbers as digits."""
    if isinstance(value, list):
        return ",".join(value)
    return "" if value is None else str(value)


def saved_of(application: Application, partner: Partner | None = None) -> Saved:
    """What stands, for the project or for one partner."""
    answers = application.answers.filter(partner=partner)
    return {(answer.field, answer.language): answer for answer in answers}
