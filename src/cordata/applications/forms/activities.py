"""An activity in the languages of the call, its deliverables, and the indicators."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet
from django.utils.translation import gettext as _

from cordata.applications.actions.activities import ActivityDraft, DeliverableDraft
from cordata.applications.actions.answers import LONGEST
from cordata.applications.forms.counting import Counted
from cordata.applications.forms.rows import RowForm, rows, written
from cordata.applications.models import Activity, Deliverable, Partner
from cordata.applications.plan import most, units_in
from cordata.kernel.localised import pick
from cordata.packs import CallDefinition
from cordata.packs.call import ListedCode
from cordata.packs.form import FieldDefinition
from cordata.web.context import OWN_NAMES
from cordata.web.forms import (
    ChoiceField,
    Form,
    LongTextField,
    MultiChoiceField,
    TextField,
    TickField,
    WholeNumberField,
    mistake,
)

MOST_MONTHS = 36  # , where the call names no end


class ActivityForm(Form):
    """Titles and descriptions beside each other, months, partners."""

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        activity: Activity | None,
        partners: Sequence[Partner],
        definition: CallDefinition,
        typed: bool = False,
    ) -> None:
        """`typed`: sent by a pause in the typing, when half of it may still be missing."""
        super().__init__(data, initial=_initial(activity) if activity else {})
        self.typed = typed
        self.definition = definition
        columns = columns_of(definition, "activities")
        for language in definition.languages:
            self.fields[f"title_{language}"] = TextField(
                label=named(_("Title"), language, definition),
                required=False,
                limit=LONGEST,
            )
            self.fields[f"description_{language}"] = LongTextField(
                label=named(_("Description"), language, definition),
                required=False,
                limit=LONGEST,
            )
        self.limits = {
            name: _limit(columns, name, default)
            for name, default in (("title", 100), ("description", 1000))
        }
        last = min(definition.ruleset.duration_max, MOST_MONTHS)
        for name, label in (("from_month", _("From month")), ("to_month", _("To month"))):
            self.fields[name] = WholeNumberField(
                label=label, minimum=1, maximum=last, required=not typed
            )
        self.fields["partners"] = MultiChoiceField(
            label=_("Partners who take part"),
            required=not typed,
            choices=[(partner.pid, partner.organisation.name) for partner in partners],
        )
        self.fields["is_infrastructure"] = TickField(
            label=_("This activity builds or fits out something"), required=False
        )

    @property
    def pairs(self) -> list[tuple[str, Counted, Counted]]:
        """Title and description of each language, with their lengths."""
        return [
            (code, self._counted("title", code), self._counted("description", code))
            for code in self.definition.languages
        ]

    def _counted(self, name: str, code: str) -> Counted:
        return Counted(self[f"{name}_{code}"], self.limits[name])

    def clean(self) -> dict[str, Any]:
        languages = self.definition.languages
        titles = [self.cleaned_data.get(f"title_{code}") for code in languages]
        if not self.typed and not self.errors and not any(titles):
            self.add_error(f"title_{languages[0]}", mistake("web.field.required"))
        start, end = self.cleaned_data.get("from_month"), self.cleaned_data.get("to_month")
        if start and end and end < start:
            self.add_error(
                "to_month", mistake("activity.ends_before_it_starts", start=start, end=end)
            )
        return self.cleaned_data


class DeliverableRow(RowForm):
    """One deliverable: what, how many, when, and what proves it."""

    kept = ("pid",)

    def __init__(
        self, *args: Any, definition: CallDefinition, typed: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.definition, self.typed = definition, typed
        columns = columns_of(definition, "deliverables")
        for language in definition.languages:
            self.fields[f"title_{language}"] = TextField(
                label=named(_("Title"), language, definition),
                required=False,
                limit=LONGEST,
            )
        self.limit = _limit(columns, "title", 100)
        self.fields["quantity"] = WholeNumberField(
            label=_("Quantity"), required=False, minimum=1, maximum=1_000_000
        )
        for language in definition.languages:
            self.fields[f"unit_{language}"] = TextField(
                label=named(_("Unit"), language, definition),
                required=False,
                limit=_limit(columns, "unit", 60),
            )
        self.fields["month"] = WholeNumberField(
            label=_("Month"),
            required=False,
            minimum=1,
            maximum=min(definition.ruleset.duration_max, MOST_MONTHS),
        )
        self.fields["proof"] = ChoiceField(
            label=_("Proof"),
            choices=[("", "–"), *listed(definition.proofs)],
            required=False,
            widget=forms.Select,
        )
        self.fields["pid"] = forms.CharField(required=False, widget=forms.HiddenInput)

    @property
    def texts(self) -> list[tuple[str, Counted, forms.BoundField]]:
        """Title and unit of each language."""
        return [
            (code, Counted(self[f"title_{code}"], self.limit), self[f"unit_{code}"])
            for code in self.definition.languages
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        languages = self.definition.languages
        said = self.typed or self.errors or self.is_blank
        if not said and not any(cleaned.get(f"title_{code}") for code in languages):
            self.add_error(f"title_{languages[0]}", mistake("web.field.required"))
        return cleaned


class IndicatorForm(Form):
    """A target for each indicator of the call; empty means that it is not used."""

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        definition: CallDefinition,
        targets: Mapping[str, int],
    ) -> None:
        super().__init__(data)
        self.kinds = (
            (_("Outputs"), definition.output_indicators),
            (_("Results"), definition.result_indicators),
        )
        for _title, indicators in self.kinds:
            for indicator in indicators:
                name = f"target_{indicator.code}"
                label = f"{indicator.code} {pick(indicator.names)}"
                self.fields[name] = WholeNumberField(
                    label=label, required=False, minimum=1, maximum=1_000_000
                )
                self.initial[name] = targets.get(indicator.code)

    @property
    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        return [
            (title, [self[f"target_{indicator.code}"] for indicator in indicators])
            for title, indicators in self.kinds
            if indicators
        ]

    @property
    def targets(self) -> dict[str, int | None]:
        return {name.removeprefix("target_"): value for name, value in self.cleaned_data.items()}


def deliverable_rows(
    activity: Activity | None, definition: CallDefinition, data: Mapping[str, Any] | None = None,
    *, typed: bool = False,
) -> BaseFormSet[RowForm]:  # fmt: skip
    present = activity.deliverables.all() if activity else ()
    return rows(
        DeliverableRow,
        prefix="deliverables",
        data=data,
        initial=[_deliverable(one, definition.languages) for one in present],
        most=most(definition, "deliverables"),
        spare=1,
        definition=definition,
        typed=typed,
    )


def activity_draft(form: ActivityForm, remains: BaseFormSet[RowForm]) -> ActivityDraft:
    """What to save."""
    said, languages = form.cleaned_data, form.definition.languages
    return ActivityDraft(
        titles=_texts(said, "title", languages),
        descriptions=_texts(said, "description", languages),
        from_month=said["from_month"],
        to_month=said["to_month"],
        partners=tuple(said["partners"]),
        is_infrastructure=said["is_infrastructure"],
        deliverables=tuple(
            DeliverableDraft(
                titles=_texts(row, "title", languages),
                units=_texts(row, "unit", languages),
                quantity=row["quantity"],
                month=row["month"],
                proof=row["proof"],
                pid=row["pid"],
            )
            for row in written(remains)
        ),
    )


def listed(codes: Sequence[ListedCode]) -> list[tuple[str, str]]:
    return [(one.code, pick(one.names) or one.code) for one in codes]


def named(label: str, language: str, definition: CallDefinition) -> str:
    """The label with its language in its own words, where the call has several."""
    if len(definition.languages) < 2:
        return label
    return f"{label} · {OWN_NAMES.get(language, language)}"


def columns_of(definition: CallDefinition, table: str) -> dict[str, FieldDefinition]:
    field = definition.form.field(table)
    return {column.key: column for column in field.columns} if field else {}


def _limit(columns: Mapping[str, FieldDefinition], key: str, default: int) -> int:
    return columns[key].limit if key in columns and columns[key].limit else default


def _texts(said: Mapping[str, Any], name: str, languages: Sequence[str]) -> dict[str, str]:
    return {code: said[f"{name}_{code}"] for code in languages if said[f"{name}_{code}"]}


def _initial(activity: Activity) -> dict[str, Any]:
    start: dict[str, Any] = {
        "from_month": activity.from_month,
        "to_month": activity.to_month,
        "partners": [partner.pid for partner in activity.partners.all()],
        "is_infrastructure": activity.is_infrastructure,
    }
    start |= {f"title_{code}": text for code, text in activity.titles.items()}
    return start | {f"description_{code}": text for code, text in activity.descriptions.items()}


def _deliverable(one: Deliverable, languages: Sequence[str]) -> dict[str, Any]:
    names = ("quantity", "month", "proof", "pid")
    start = {name: getattr(one, name) for name in names}
    start |= {f"unit_{code}": units_in(one.units, code) for code in languages}
    return start | {f"title_{code}": text for code, text in one.titles.items()}
