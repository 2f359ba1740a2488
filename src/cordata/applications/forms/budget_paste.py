"""A table pasted or brought becomes rows to look at: every doubt beside its cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.formsets import BaseFormSet
from django.utils.translation import gettext as _

from cordata.applications.actions.budget import MOST_LINES, ROW, LineDraft
from cordata.applications.forms.budget_lines import LineRow, basis_names, drafted, line_categories
from cordata.applications.forms.rows import RowForm, rows, written
from cordata.applications.models import Partner
from cordata.documents.spreadsheets import LIMIT, Table, read_table
from cordata.kernel.verdicts import NotPossible
from cordata.packs import CallDefinition
from cordata.rules.cost_tables import (
    BASIS,
    CATEGORY,
    UNIT,
    CostTable,
    TableRow,
    code_of,
    read_costs,
)
from cordata.web.forms import ChoiceField, Form, LongTextField, UploadField, mistake

ACCEPTED = ".csv,.xlsx"
LONGEST = 200_000


class PastedField(LongTextField):
    """Text as it was pasted: its tabs part the cells."""

    def to_python(self, value: Any) -> str:
        return str(value or "").replace("\0", "")


class PasteForm(Form):
    """A table as text or as a file; one of the two."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pasted"] = PastedField(
            LONGEST, rows=10, required=False, label=_("Cells copied from your spreadsheet")
        )
        self.fields["file"] = UploadField(
            label=_("Or the file itself, as CSV or XLSX"),
            limit=LIMIT,
            accept=ACCEPTED,
            required=False,
        )
        self.table: Table = []

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        upload, pasted = cleaned.get("file"), cleaned.get("pasted") or ""
        if self.errors:
            return cleaned
        if not upload and not pasted.strip():
            self.add_error("pasted", mistake("web.field.required"))
            return cleaned
        try:
            self.table = read_table(upload.read() if upload else _with_separator(pasted))
        except NotPossible as refusal:
            self.add_error("file" if upload else "pasted", _in_lines(refusal))
        return cleaned


def _in_lines(refusal: NotPossible) -> ValidationError:
    """Why no table could be read; a budget counts lines where other lists count people."""
    if refusal.code == "file.too_many_rows":
        return mistake("budget.too_many_lines", limit=MOST_LINES)
    return mistake(refusal.code, **refusal.params)


def _with_separator(pasted: str) -> bytes:
    """Cells copied from a spreadsheet are parted by tabs, whatever marks stand inside them."""
    return (f"sep=\t\n{pasted}" if "\t" in pasted else pasted).encode()


class TakeOverForm(Form):
    """What becomes of the lines that stand."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["instead"] = ChoiceField(
            label=_("The lines that stand"),
            choices=[("add", _("Keep them and add these")), ("replace", _("Replace them"))],
            widget=forms.Select,
        )


class Preview:
    """The rows to look at before anything is saved."""

    def __init__(
        self,
        partner: Partner,
        definition: CallDefinition,
        *,
        table: CostTable | None = None,
        data: Mapping[str, Any] | None = None,
    ) -> None:
        self.partner, self.definition, self.table = partner, definition, table
        self.is_stale = False  # somebody else saved meanwhile: both are shown
        self.taken_over = TakeOverForm(data, initial={"instead": "add"})
        self.lines: BaseFormSet[RowForm] = rows(
            LineRow,
            prefix="lines",
            data=self._as_sent(table) if table else data,
            most=MOST_LINES,
            partner=partner,
            definition=definition,
        )
        if table:
            self._say_doubts(table)

    def _as_sent(self, table: CostTable) -> dict[str, str]:
        """The rows as a browser would send them, so that one form reads and judges both."""
        sent = {"lines-TOTAL_FORMS": str(len(table.rows)), "lines-INITIAL_FORMS": "0"}
        for number, row in enumerate(table.rows):
            for name in ROW:
                sent[f"lines-{number}-{name}"] = self._cell(row, name)
        return sent

    def _cell(self, row: TableRow, name: str) -> str:
        text = row.cells.get(name, "")
        return code_of(text, self._names(name)) if name in self._chosen else text

    @property
    def _chosen(self) -> set[str]:
        """The fields whose cell must be one of a list."""
        option = self.definition.ruleset.option_for(self.partner.cost_option)
        priced = option is not None and option.code == "O4" and option.prices
        return {CATEGORY, BASIS, *({UNIT} if priced else ())}

    def _names(self, name: str) -> Mapping[str, Sequence[str]]:
        if name == BASIS:
            return basis_names(self.definition)
        if name == UNIT:
            return {one.code: tuple(one.names.values()) for one in self.definition.unit_prices}
        open_to = line_categories(self.partner, self.definition)
        return {
            one.code: tuple(one.names.values())
            for one in self.definition.cost_categories
            if one.code in open_to
        }

    def _say_doubts(self, table: CostTable) -> None:
        """A cell that names nothing on our list is left open, and says what stood there."""
        for form, row in zip(self.lines.forms, table.rows, strict=True):
            form.is_valid()
            for name in self._chosen:
                text = row.cells.get(name, "")
                if text and not code_of(text, self._names(name)):
                    form.errors.pop(name, None)
                    form.add_error(name, mistake(f"applications.budget.paste.{name}", text=text))

    @property
    def doubts(self) -> int:
        """How many rows have something to look at."""
        return sum(bool(form.errors) for form in self.lines.forms)

    def is_valid(self) -> bool:
        return all([self.taken_over.is_valid(), self.lines.is_valid()])

    def drafts(self) -> list[LineDraft]:
        """The lines to save: those that stand, where they are kept, and the new ones."""
        kept = [
            LineDraft(**{name: getattr(line, name) for name in ROW})
            for line in self.partner.lines.all()
        ]
        new = [drafted(row) for row in written(self.lines)]
        return new if self.taken_over.cleaned_data["instead"] == "replace" else kept + new


def table_of(form: PasteForm) -> CostTable:
    """The table of a valid form; refused on it where there are no amounts or too many rows."""
    table = read_costs(form.table)
    if not table.rows:
        form.add_error("pasted", mistake("file.no_rows"))
    elif len(table.rows) > MOST_LINES:
        form.add_error("pasted", mistake("budget.too_many_lines", limit=MOST_LINES))
    elif not {"amount", "unit_price"} & table.rows[0].cells.keys():
        form.add_error("pasted", mistake("applications.budget.paste.no_amounts"))
    return table
