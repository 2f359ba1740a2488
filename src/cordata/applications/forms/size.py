"""The few figures that make the size of an enterprise, asked of enterprises alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BoundField
from django.forms.formsets import BaseFormSet
from django.utils.translation import gettext as _

from cordata.accounts.models import Organisation
from cordata.applications.forms.rows import RowForm, rows, written
from cordata.applications.sizing import KEY, PUBLIC
from cordata.kernel.localised import pick
from cordata.packs import CallDefinition
from cordata.web.forms import AmountField, ChoiceField, Form, LongTextField, TextField, mistake

FIGURES = ("headcount", "turnover", "balance")
MOST_RELATED = 12
BY_FIGURES = "figures"  # the choice beside the sizes: none is stated
MOST_PERSONS, MOST_EUROS = Decimal(9_999_999), Decimal(999_999_999_999)


class PersonsField(AmountField):
    """Annual work units: a number with decimals, not an amount."""

    @staticmethod
    def echo(value: Any) -> str:
        return ""


class SizeForm(Form):
    """The last closed year, the one before, who controls, and what the person makes of it."""

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        organisation: Organisation,
        definition: CallDefinition,
    ) -> None:
        super().__init__(data)
        for year in (1, 2):
            for name in FIGURES:
                self.fields[f"{name}_{year}"] = _figure(name)
        self.fields["public"] = ChoiceField(
            label=_("Do public bodies hold a quarter or more of the capital or the votes?"),
            choices=list(zip(PUBLIC, _public_words(), strict=True)),
            required=False,
            widget=forms.RadioSelect,
        )
        asked = definition.form.field(KEY)
        sizes = [(one.code, pick(one.names)) for one in asked.options] if asked else []
        self.fields["stated"] = ChoiceField(
            label=_("The size that holds"),
            choices=[(BY_FIGURES, _("The one that the figures give")), *sizes],
            required=False,
            widget=forms.RadioSelect,
        )
        self.fields["explanation"] = LongTextField(
            500,
            label=_("Why it is another one"),
            help_text=_(
                "The partners and the secretariat read this reason; nobody else sees the figures."
            ),
            required=False,
            rows=3,
        )
        self.initial = _as_typed(organisation.size_basis)

    def figures(self, year: int) -> list[BoundField]:
        return [self[f"{name}_{year}"] for name in FIGURES]

    @property
    def last_year(self) -> list[BoundField]:
        return self.figures(1)

    @property
    def year_before(self) -> list[BoundField]:
        return self.figures(2)

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        said["stated"] = said.get("stated", "").removeprefix(BY_FIGURES)
        for year in (1, 2):
            given = [said.get(f"{name}_{year}") is not None for name in FIGURES]
            if any(given) and not all(given):
                self._ask_rest(year)
        if self.errors:
            return said
        if said["headcount_2"] is not None and said["headcount_1"] is None:
            self._ask_rest(1)
        if said["headcount_1"] is None and not said["stated"]:
            self.add_error("headcount_1", mistake("web.field.required"))
        if said["stated"] and not said["explanation"]:
            self.add_error("explanation", mistake("web.field.required"))
        return said

    def _ask_rest(self, year: int) -> None:
        for name in FIGURES:
            if self.cleaned_data.get(f"{name}_{year}", "") is None:
                self.add_error(f"{name}_{year}", mistake("web.field.required"))

    def basis(self, related: BaseFormSet[RowForm]) -> dict[str, Any]:
        """What is kept: amounts as text, no empty year."""
        said = self.cleaned_data
        given = [year for year in (1, 2) if said[f"headcount_{year}"] is not None]
        return {
            "years": [{n: str(said[f"{n}_{year}"]) for n in FIGURES} for year in given],
            "related": [
                {"name": row["name"], **{n: str(row[n]) for n in ("share", *FIGURES)}}
                for row in written(related)
            ],
            "public": said["public"] or PUBLIC[0],
            "stated": said["stated"],
            "explanation": said["explanation"] if said["stated"] else "",
        }


class RelatedRow(RowForm):
    """One linked or partner enterprise, with the figures of its own group."""

    needed = ("name", "share", *FIGURES)
    nothing = (None, "")  # a holding employs nobody: zero is a figure

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = TextField(label=_("Enterprise"), required=False, limit=250)
        self.fields["share"] = PersonsField(
            label=_("Share in per cent"), required=False, maximum=Decimal(100)
        )
        for name in FIGURES:
            self.fields[name] = _figure(name)

    @property
    def numbers(self) -> list[BoundField]:
        return [self[name] for name in ("share", *FIGURES)]


def related_rows(
    organisation: Organisation, data: Mapping[str, Any] | None = None
) -> BaseFormSet[RowForm]:
    present = organisation.size_basis.get("related") or []
    numbers = ("share", *FIGURES)
    return rows(
        RelatedRow,
        prefix="related",
        data=data,
        initial=[{**one, **{n: Decimal(one[n]) for n in numbers}} for one in present],
        most=MOST_RELATED,
        spare=1,
    )


def _figure(name: str) -> AmountField:
    if name == "headcount":
        label = _("Headcount (work units)")
        return PersonsField(label=label, required=False, maximum=MOST_PERSONS)
    label = _("Turnover (no VAT)") if name == "turnover" else _("Balance-sheet total")
    return AmountField(label=label, required=False, maximum=MOST_EUROS)


def _public_words() -> Sequence[str]:
    return (
        _("No"),
        _("Yes, but only universities, regional funds or small municipalities"),
        _("Yes"),
    )


def _as_typed(basis: Mapping[str, Any]) -> dict[str, Any]:
    typed = {name: basis.get(name, "") for name in ("public", "stated", "explanation")}
    typed["stated"] = typed["stated"] or BY_FIGURES
    for number, year in enumerate(basis.get("years") or (), start=1):
        typed |= {f"{name}_{number}": Decimal(year[name]) for name in FIGURES}
    return typed
