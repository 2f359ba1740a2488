"""A partner's own statements: the State-aid self-check and the declarations of the call."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet
from django.utils.translation import gettext as _

from cordata.applications.actions.declarations import MOST_AIDS, AidDraft, AidReceived
from cordata.applications.forms.rows import RowForm, rows, written
from cordata.applications.models import Partner
from cordata.kernel.localised import pick
from cordata.packs import CallDefinition
from cordata.packs.call import DeclarationDefinition
from cordata.packs.form import FieldDefinition, FieldType
from cordata.packs.steps import AID
from cordata.web.forms import (
    AmountField,
    ChoiceField,
    DateField,
    Form,
    LongTextField,
    TextField,
    TickField,
)

Countries = list[tuple[str, str]]


class AidForm(Form):
    """The call's questions on State aid, in its own words; half an answer may be saved."""

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        partner: Partner,
        definition: CallDefinition,
        prefix: str,
    ) -> None:
        super().__init__(data, prefix=prefix)
        self.asked = aid_questions(definition)
        said = partner.aid or {}
        for question in self.asked:
            self.fields[question.key] = _field(question)
        self.initial = {
            **{key: "yes" if value else "no" for key, value in said.get("answers", {}).items()},
            "aid_regime": said.get("regime", ""),
            "aid_explanation": said.get("note", ""),
            "declared": said.get("declared", False),
            "any": "" if said.get("any") is None else "yes" if said["any"] else "no",
        }
        self.fields["any"] = ChoiceField(
            label=_("Has the single undertaking received de minimis aid in these three years?"),
            required=False,
            choices=[("yes", _("Yes")), ("no", _("No"))],
            widget=forms.RadioSelect,
        )
        self.fields["declared"] = TickField(
            label=_("The table of aid received is complete, for the whole single undertaking"),
            required=False,
        )

    @property
    def first_questions(self) -> list[forms.BoundField]:
        """Asked of everybody."""
        return [self[one.key] for one in self.asked if one.when is None]

    @property
    def further_questions(self) -> list[forms.BoundField]:
        """Asked after a yes."""
        return [self[one.key] for one in self.asked if one.when is not None]

    def draft(self, received: BaseFormSet[RowForm]) -> AidDraft:
        said = self.cleaned_data
        answers = {
            one.key: said[one.key] == "yes"
            for one in self.asked
            if one.type is FieldType.BOOLEAN and said.get(one.key)
        }
        return AidDraft(
            answers=answers,
            note=said.get("aid_explanation", ""),
            regime=said.get("aid_regime", ""),
            received=tuple(AidReceived(**row) for row in written(received)),
            declared=said["declared"],
            any={"yes": True, "no": False}.get(said["any"]),
        )


class AidRow(RowForm):
    """One de minimis aid received."""

    needed = ("granted_on", "amount", "granted_by", "country")
    kept = ("country",)

    def __init__(self, *args: Any, countries: Countries, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["granted_on"] = DateField(label=_("Granted on"), required=False, latest=today)
        self.fields["amount"] = AmountField(label=_("Amount"), required=False)
        self.fields["granted_by"] = TextField(label=_("Granted by"), required=False, limit=255)
        self.fields["country"] = ChoiceField(
            label=_("Granting State"), choices=countries, required=False, widget=forms.Select
        )


def aid_questions(definition: CallDefinition) -> list[FieldDefinition]:
    """Those of the call's form, the table of aid received apart."""
    fields = (field for field in definition.form.fields() if field.key in AID)
    return [field for field in fields if field.type is not FieldType.TABLE]


def aid_rows(
    partner: Partner,
    countries: Countries,
    today: date,
    prefix: str,
    data: Mapping[str, Any] | None = None,
) -> BaseFormSet[RowForm]:
    present = (partner.aid or {}).get("received", [])
    own = partner.organisation.country
    ordered = sorted(countries, key=lambda one: one[0] != own)  # the partner's own State first
    return rows(
        AidRow,
        prefix=f"{prefix}-received",
        data=data,
        initial=[_received(row) for row in present],
        most=MOST_AIDS,
        spare=2,
        countries=ordered,
        today=today,
    )


class DeclarationsForm(Form):
    """One tick for each declaration that concerns the partner."""

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        partner: Partner,
        definition: CallDefinition,
        prefix: str,
    ) -> None:
        super().__init__(data, prefix=prefix)
        self.listed = declarations_for(partner, definition)
        accepted = {item["code"]: item["version"] for item in partner.declarations}
        self.renewed = [
            one for one in self.listed if accepted.get(one.code, one.version) != one.version
        ]
        for one in self.listed:
            self.fields[one.code] = TickField(label=pick(one.texts), required=False)
            self.initial[one.code] = accepted.get(one.code) == one.version

    @property
    def ticks(self) -> list[tuple[DeclarationDefinition, forms.BoundField]]:
        return [(one, self[one.code]) for one in self.listed]

    @property
    def codes(self) -> list[str]:
        """The declarations accepted."""
        return [code for code, ticked in self.cleaned_data.items() if ticked]


def declarations_for(partner: Partner, definition: CallDefinition) -> list[DeclarationDefinition]:
    """Those of everybody, and those a country asks of such a body."""
    duties = {duty.code: duty for duty in definition.ruleset.national_duties}
    organisation = partner.organisation

    def concerns(code: str) -> bool:
        duty = duties.get(code)
        if duty is None:
            return True
        typed = not duty.legal_types or organisation.legal_type in duty.legal_types
        return duty.country == organisation.country and typed

    return [one for one in definition.declarations if concerns(one.code)]


def accepted_count(partner: Partner, definition: CallDefinition) -> tuple[int, int]:
    """How many declarations the partner accepts in their present version, of how many."""
    listed = declarations_for(partner, definition)
    accepted = {(item["code"], item["version"]) for item in partner.declarations}
    return sum((one.code, one.version) in accepted for one in listed), len(listed)


def _field(question: FieldDefinition) -> forms.Field:
    label, hint = pick(question.labels), pick(question.help)
    if question.type is FieldType.BOOLEAN:
        return ChoiceField(
            label=label,
            help_text=hint,
            required=False,
            choices=[("yes", _("Yes")), ("no", _("No"))],
            widget=forms.RadioSelect,
        )
    if question.type is FieldType.CHOICE:
        return ChoiceField(
            label=label,
            help_text=hint,
            required=False,
            choices=[(option.code, pick(option.names)) for option in question.options],
            widget=forms.RadioSelect,
        )
    return LongTextField(question.limit or 500, label=label, help_text=hint, required=False, rows=3)


def _received(row: Mapping[str, Any]) -> dict[str, Any]:
    day = date.fromisoformat(row["granted_on"])
    return {**row, "granted_on": day, "amount": Decimal(row["amount"])}
