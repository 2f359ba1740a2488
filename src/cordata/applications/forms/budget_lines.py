"""One partner's budget in detail: lines with their basis, sources with their names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet
from django.utils.translation import gettext as _

from cordata.applications.actions.budget import (
    MOST_LINES,
    MOST_SOURCES,
    BudgetDraft,
    LineDraft,
    SourceDraft,
)
from cordata.applications.figures import entered_categories
from cordata.applications.forms.budget import MOST, OWN_KINDS, category_name, source_kinds
from cordata.applications.forms.rows import RowForm, rows, written
from cordata.applications.models import Partner
from cordata.kernel.localised import pick
from cordata.packs import CallDefinition
from cordata.packs.form import FieldDefinition
from cordata.web.forms import AmountField, ChoiceField, Form, TextField, TickField, mistake

NONE = [("", "–")]


class LineRow(RowForm):
    """One line of a draft budget."""

    needed = ("category", "amount")

    def __init__(
        self, *args: Any, partner: Partner, definition: CallDefinition, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        codes = line_categories(partner, definition)
        choices = [(code, category_name(code, definition)) for code in codes]
        self.fields["category"] = ChoiceField(
            label=_("Category"), choices=NONE + choices, required=False, widget=forms.Select
        )
        self.fields["description"] = TextField(
            label=_("Description"), required=False, limit=limit_of(definition, "costs", 250)
        )
        self.fields["amount"] = AmountField(label=_("Amount"), required=False, maximum=MOST)
        self.fields["basis"] = ChoiceField(
            label=_("Based on"),
            choices=NONE + bases(definition),
            required=False,
            widget=forms.Select,
        )


class SourceRow(RowForm):
    """One source of the financing plan."""

    needed = ("kind", "amount")

    def __init__(
        self, *args: Any, partner: Partner, definition: CallDefinition, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"] = ChoiceField(
            label=_("Kind"),
            choices=NONE + source_kinds(definition),
            required=False,
            widget=forms.Select,
        )
        self.fields["name"] = TextField(label=_("Who pays"), required=False, limit=255)
        self.fields["amount"] = AmountField(label=_("Amount"), required=False, maximum=MOST)
        self.fields["secured"] = TickField(label=_("Already granted"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        outside = cleaned.get("kind") and cleaned["kind"] not in OWN_KINDS
        if outside and not cleaned.get("name") and "name" not in self.errors:
            self.add_error("name", mistake("applications.source.name_missing"))
        return cleaned


class ShareForm(Form):
    """How much ERDF the partner asks for, where it wants less than the most allowed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["erdf"] = AmountField(label=_("ERDF asked"), required=False, maximum=MOST)


class DetailForms:
    """The three parts of the page, read and checked together."""

    def __init__(
        self, partner: Partner, definition: CallDefinition, data: Mapping[str, Any] | None = None
    ) -> None:
        given: dict[str, Any] = {"partner": partner, "definition": definition}
        self.share = ShareForm(data, initial={"erdf": partner.erdf_asked})
        self.lines: BaseFormSet[RowForm] = rows(
            LineRow,
            prefix="lines",
            data=data,
            initial=[_line(line) for line in partner.lines.all()],
            most=MOST_LINES,
            **given,
        )
        self.sources: BaseFormSet[RowForm] = rows(
            SourceRow,
            prefix="sources",
            data=data,
            initial=[_source(source) for source in partner.sources.all()],
            most=MOST_SOURCES,
            spare=1,
            **given,
        )

    def is_valid(self) -> bool:
        parts = (self.share, self.lines, self.sources)
        return all([part.is_valid() for part in parts])

    def draft(self, seen: str) -> BudgetDraft:
        return BudgetDraft(
            lines=tuple(
                LineDraft(row["category"], row["amount"], row["description"], row["basis"])
                for row in written(self.lines)
            ),
            sources=tuple(
                SourceDraft(row["kind"], row["amount"], row["name"], bool(row["secured"]))
                for row in written(self.sources)
            ),
            erdf_asked=self.share.cleaned_data["erdf"],
            asks_erdf=True,
            seen=seen,
        )


def line_categories(partner: Partner, definition: CallDefinition) -> list[str]:
    """Those the option takes, and those that stand although it does not."""
    option = definition.ruleset.option_for(partner.cost_option)
    wanted = entered_categories(option, definition) if option else ()
    return list(dict.fromkeys((*wanted, *(line.category for line in partner.lines.all()))))


def bases(definition: CallDefinition) -> list[tuple[str, str]]:
    """Where a figure may come from, in the words of the call's form where it has them."""
    words = {
        "quote": _("Quote"),
        "price_list": _("Price list"),
        "past_cost": _("Past cost"),
    }
    if basis := _columns(definition, "costs").get("basis"):
        words |= {option.code: pick(option.names) for option in basis.options}
    return list(words.items())


def limit_of(definition: CallDefinition, table: str, default: int) -> int:
    description = _columns(definition, table).get("description")
    return description.limit if description and description.limit else default


def _columns(definition: CallDefinition, table: str) -> dict[str, FieldDefinition]:
    field = definition.form.field(table)
    return {column.key: column for column in field.columns} if field else {}


def _line(line: Any) -> dict[str, Any]:
    names = ("category", "description", "amount", "basis")
    return {name: getattr(line, name) for name in names}


def _source(source: Any) -> dict[str, Any]:
    return {name: getattr(source, name) for name in ("kind", "name", "amount", "secured")}
