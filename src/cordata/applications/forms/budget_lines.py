"""One partner's budget in detail: lines with their basis, sources with their names."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet
from django.utils.translation import gettext as _

from cordata.applications.actions.budget import (
    MOST_LINES,
    MOST_SOURCES,
    ROW,
    BudgetDraft,
    LineDraft,
    SourceDraft,
)
from cordata.applications.figures import category_name, entered_categories, option_of
from cordata.applications.forms.budget import MOST, OWN_KINDS, source_kinds
from cordata.applications.forms.rows import RowForm, rows, written
from cordata.applications.models import Partner
from cordata.kernel.localised import pick
from cordata.packs import CallDefinition
from cordata.packs.form import FieldDefinition
from cordata.rules.budget import line_amount
from cordata.rules.ruleset import CostOption
from cordata.web.catalogue import sentence
from cordata.web.forms import AmountField, ChoiceField, Form, TextField, TickField, mistake
from cordata.web.numerals import euros, plain_number

NONE = [("", "–")]
MOST_UNITS = Decimal("999999.99")


class QuantityField(AmountField):
    """A number of units, read as amounts are: `12`, `2,5`."""

    def prepare_value(self, value: Any) -> Any:
        return plain_decimal(value) if isinstance(value, Decimal) else value

    @staticmethod
    def echo(value: Any) -> str:
        return ""


class LineRow(RowForm):
    """One line of a draft budget: an amount, or a number of units at a price."""

    needed = ("category",)

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
        self.definition = definition
        self.option = option_of(partner, definition) or CostOption("")
        self._ask_units()
        if not self.by_units:
            self.fields["amount"] = AmountField(label=_("Amount"), required=False, maximum=MOST)
        self.fields["basis"] = ChoiceField(
            label=_("Based on"),
            choices=NONE + bases(definition),
            required=False,
            widget=forms.Select,
        )

    @property
    def by_units(self) -> bool:
        """Whether the option counts in units only, so that nobody types an amount."""
        return self.option.code == "O4"

    @property
    def priced_by_call(self) -> bool:
        return self.by_units and bool(self.option.prices)

    def _ask_units(self) -> None:
        self.fields["quantity"] = QuantityField(
            label=_("Quantity"), required=False, maximum=MOST_UNITS
        )
        if self.priced_by_call:
            self.fields["unit"] = ChoiceField(
                label=_("Unit and its price"),
                choices=NONE + unit_choices(self.option, self.definition),
                required=False,
                widget=forms.Select,
            )
            return
        self.fields["unit"] = TextField(label=_("Unit"), required=False, limit=40)
        self.fields["unit_price"] = AmountField(label=_("Unit price"), required=False, maximum=MOST)

    @property
    def product(self) -> str:
        """`3 × 320,00 = 960,00`: what the line's units make, while nobody has changed them."""
        line = self.initial
        if line.get("quantity") is None or line.get("unit_price") is None:
            return ""
        return arithmetic_of(line["quantity"], line["unit_price"], self.definition)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors and not self.is_blank:
            self._count_units(cleaned)
        return cleaned

    def _count_units(self, cleaned: dict[str, Any]) -> None:
        """Amount = quantity x price; half of the two is refused, and so is another amount."""
        if self.priced_by_call:
            self._take_price(cleaned)
        halves = {name: cleaned.get(name) for name in ("quantity", "unit_price")}
        missing = [name for name, value in halves.items() if value is None]
        if len(missing) == 1 or (missing and self.by_units):
            name = missing[0] if missing[0] in self.fields else "unit"
            self.add_error(name, mistake("applications.budget.units_half"))
        elif missing and cleaned.get("amount") is None:
            self.add_error("amount", mistake("web.field.required"))
        elif not missing:
            self._compare_amount(cleaned)

    def _take_price(self, cleaned: dict[str, Any]) -> None:
        price = self.option.price(cleaned.get("unit") or "")
        if price and price.category != cleaned.get("category"):
            name = category_name(price.category, self.definition)
            self.add_error("unit", mistake("applications.budget.unit_elsewhere", name=name))
        cleaned["unit_price"] = price.amount if price else None

    def _compare_amount(self, cleaned: dict[str, Any]) -> None:
        rounding = self.definition.ruleset.rounding
        product = line_amount(cleaned["quantity"], cleaned["unit_price"], rounding)
        typed = cleaned.get("amount")
        if product > MOST:
            self.add_error("quantity", mistake("web.field.amount_above", maximum=MOST))
        elif typed is not None and typed != product:
            self.add_error(
                "amount",
                mistake("applications.budget.product_differs", product=product, typed=typed),
            )
        cleaned["amount"] = product


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
        self.is_stale = False  # somebody else saved meanwhile: both are shown
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
            lines=tuple(drafted(row) for row in written(self.lines)),
            sources=tuple(
                SourceDraft(row["kind"], row["amount"], row["name"], bool(row["secured"]))
                for row in written(self.sources)
            ),
            erdf_asked=self.share.cleaned_data["erdf"],
            asks_erdf=True,
            seen=seen,
        )


def drafted(row: Mapping[str, Any]) -> LineDraft:
    """What a row of the form says, as the action takes it."""
    said: dict[str, Any] = {name: row.get(name) for name in ROW}
    return LineDraft(**said)


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


def basis_names(definition: CallDefinition) -> dict[str, tuple[str, ...]]:
    """What each basis is called, in every language of the call's form and in the reader's."""
    column = _columns(definition, "costs").get("basis")
    own = {one.code: tuple(one.names.values()) for one in column.options} if column else {}
    return {code: (words, *own.get(code, ())) for code, words in bases(definition)}


def limit_of(definition: CallDefinition, table: str, default: int) -> int:
    description = _columns(definition, table).get("description")
    return description.limit if description and description.limit else default


def _columns(definition: CallDefinition, table: str) -> dict[str, FieldDefinition]:
    field = definition.form.field(table)
    return {column.key: column for column in field.columns} if field else {}


def _line(line: Any) -> dict[str, Any]:
    """What stands, without the amount that quantity and price make again."""
    said = {name: getattr(line, name) for name in ROW}
    return said | {"amount": None} if line.is_priced else said


def unit_choices(option: CostOption, definition: CallDefinition) -> list[tuple[str, str]]:
    """The prices that the call fixes: `Journée de personnel : 320,00 €`."""
    names = {one.code: pick(one.names) for one in definition.unit_prices}
    return [
        (one.code, sentence("applications.budget.unit", name=names[one.code], price=one.amount))
        for one in option.prices
    ]


def arithmetic_of(quantity: Decimal, price: Decimal, definition: CallDefinition) -> str:
    """`3 × 320,00 = 960,00`, as the page and the print say it."""
    amount = line_amount(quantity, price, definition.ruleset.rounding)
    return f"{plain_decimal(quantity)} × {euros(price, 'bare')} = {euros(amount, 'bare')}"


def plain_decimal(value: Decimal) -> str:
    """A number with the decimals it has: 12, 2,5."""
    places = max(0, -int(value.normalize().as_tuple().exponent))
    return plain_number(value, places=places)


def _source(source: Any) -> dict[str, Any]:
    return {name: getattr(source, name) for name in ("kind", "name", "amount", "secured")}
