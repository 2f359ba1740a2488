"""Reads `form.toml`: the questions, their limits and their help."""

from __future__ import annotations

from collections.abc import Iterator

from cordata.packs.effort import Effort
from cordata.packs.form import (
    Condition,
    FieldDefinition,
    FieldType,
    FormDefinition,
    LanguageRule,
    Option,
    Repeat,
    SectionDefinition,
)
from cordata.packs.reading.effort import read_effort
from cordata.packs.steps import COLUMNS, SHEET, never_stored
from cordata.packs.tables import Table, refuse_duplicates

LISTS = (
    "themes",
    "legal_types",
    "territories",
    "countries",
    "proofs",
    "activities",
    "partners",
    "cost_options",
    "cost_categories",
    "output_indicators",
    "result_indicators",
)
WRITERS = frozenset({"lead_editor", "partner_editor"})
BY_LEAD, BY_PARTNER = ("lead_editor",), ("partner_editor", "lead_editor")
_CHOICES = {FieldType.CHOICE, FieldType.MULTICHOICE}
_TEXTS = {FieldType.TEXT, FieldType.LONGTEXT}


def read_form(root: Table) -> FormDefinition:
    """The form of a file; a condition may only look at a question of the form."""
    root.origin("form")
    sections = tuple(_section(table) for table in root.tables("section", required=True))
    pace = root.table("effort", required=False)
    form = FormDefinition(root.text("version"), sections, read_effort(pace) if pace else Effort())
    keys = [section.key for section in sections]
    refuse_duplicates(root.tables("section"), keys, "key")
    tables = list(_field_tables(root))
    refuse_duplicates(tables, [table.text("key") for table in tables], "key")
    for table, field in zip(tables, form.fields(), strict=True):
        if field.when:
            _check_condition(table, field.when, form)
    return form


def _field_tables(root: Table) -> Iterator[Table]:
    for section in root.children:
        yield from (child for child in section.children if child.path[-2] == "field")


def _section(table: Table) -> SectionDefinition:
    repeat = table.choice("repeat", Repeat, Repeat.PROJECT)
    writers = _writers(table, BY_PARTNER if repeat is Repeat.PARTNER else BY_LEAD)
    return SectionDefinition(
        key=table.code("key"),
        number=table.text("number"),
        names=table.localised("names"),
        help=table.localised("help", required=False),
        repeat=repeat,
        fields=tuple(_field(item, writers) for item in table.tables("field", required=True)),
    )


def _writers(table: Table, usual: tuple[str, ...]) -> tuple[str, ...]:
    """Who may write: of a section for each of its questions that does not say it itself."""
    found = table.codes("writers", usual)
    for writer in found:
        if writer not in WRITERS:
            allowed = tuple(sorted(WRITERS))
            table.wrong("pack.value_unknown", "writers", value=writer, allowed=allowed)
    return found


def _field(table: Table, writers: tuple[str, ...], *, column: bool = False) -> FieldDefinition:
    kind = table.choice("type", FieldType)
    columns = table.tables("column", required=kind is FieldType.TABLE)
    refuse_duplicates(columns, [item.text("key") for item in columns], "key")
    field = FieldDefinition(
        key=table.code("key"),
        number=table.text("number", "" if column else None),
        type=kind,
        labels=table.localised("labels"),
        help=table.localised("help", required=not column),
        required=table.flag("required", False if column else None),
        language=table.choice("language", LanguageRule, LanguageRule.NEUTRAL if column else None),
        limit=table.integer("limit", None if kind in _TEXTS else 0, high=20_000),
        low=table.optional_number("low"),
        high=table.optional_number("high"),
        unit=table.text("unit", ""),
        options=_options(table),
        options_from=table.one_of("options_from", LISTS, ""),
        columns=tuple(_field(item, writers, column=True) for item in columns),
        min_rows=table.integer("min_rows", 0, high=500),
        max_rows=table.integer("max_rows", 0, high=500),
        writers=_writers(table, writers),
        when=_condition(table),
        prefilled=table.one_of("prefilled", {"organisation"}, ""),
        public=table.flag("public", False),
    )
    _check_field(table, field)
    return field


def _check_field(table: Table, field: FieldDefinition) -> None:
    if field.type in _CHOICES and not field.options and not field.options_from:
        table.wrong("pack.key_missing", "option")
    if field.type in _TEXTS and not field.limit and table.has("limit"):
        table.wrong("pack.number_out_of_range", "limit", value=0, low=1, high=20_000)
    if field.low is not None and field.high is not None and field.low > field.high:
        table.wrong(
            "pack.minimum_over_maximum",
            "low",
            low=str(field.low),
            high=str(field.high),
            other="high",
        )
    if field.max_rows and field.min_rows > field.max_rows:
        table.wrong(
            "pack.minimum_over_maximum",
            "min_rows",
            low=str(field.min_rows),
            high=str(field.max_rows),
            other="max_rows",
        )
    for key in never_stored(field):
        known = tuple(sorted(COLUMNS.get(field.key, SHEET) if key != field.key else SHEET))
        table.wrong("pack.never_stored", "key", value=key, allowed=known)


def _options(table: Table) -> tuple[Option, ...]:
    tables = table.tables("option")
    options = tuple(Option(item.code(), item.localised("names")) for item in tables)
    refuse_duplicates(tables, [option.code for option in options])
    return options


def _condition(table: Table) -> Condition | None:
    inner = table.table("when", required=False)
    return Condition(inner.text("field"), inner.codes("is")) if inner else None


def _check_condition(table: Table, condition: Condition, form: FormDefinition) -> None:
    asked = form.field(condition.field)
    if asked is None:
        table.wrong("pack.reference_unknown", "when", value=condition.field)
    elif asked.options:
        codes = {option.code for option in asked.options}
        for value in condition.values:
            if value not in codes:
                table.wrong("pack.value_unknown", "when", value=value, allowed=tuple(sorted(codes)))
