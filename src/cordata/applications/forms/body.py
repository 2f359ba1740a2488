"""What a call asks of a body beyond its name and seat: answered once, kept with the body."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from cordata.accounts.models import Organisation
from cordata.applications import questions
from cordata.applications.forms.conditions import asked_if
from cordata.kernel.localised import pick
from cordata.packs import CallDefinition, ProgrammeDefinition
from cordata.web.forms import ChoiceField, Form, TextField

SIZE = "enterprise_size"  # asked of the kinds of body that the call's form names
OPTIONAL = (SIZE, "vat_recovery")


class BodyForm(Form):
    """Kind of body, territory, and what the call's form adds, in its own words."""

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        organisation: Organisation,
        programme: ProgrammeDefinition,
        definition: CallDefinition,
        whole: bool = False,
    ) -> None:
        super().__init__(data, auto_id="%s")
        self.definition = definition
        country = organisation.country
        kinds = [
            one for one in definition.legal_types if not one.countries or country in one.countries
        ]
        self._ask("legal_type", _("Kind of body"), [(one.code, pick(one.names)) for one in kinds])
        for key in OPTIONAL:
            if asked := definition.form.field(key):
                options = [(one.code, pick(one.names)) for one in asked.options]
                self._ask(key, pick(asked.labels), options, pick(asked.help))
                self.fields[key].asked_if = asked_if(asked)  # type: ignore[attr-defined]
        places = [one for one in programme.territories if one.country == country]
        named = [(one.code, pick(one.names)) for one in places]
        self._ask("nuts3", _("Territory of the seat"), named)
        if whole:
            self._ask_all()
        self.initial = {name: getattr(organisation, name) for name in self.fields}

    def _ask_all(self) -> None:
        """The seat and who represents the body, as a paper says; its people keep them elsewhere."""
        names = {
            "short_name": (_("Short name"), 15),
            "street": (_("Street and number"), 60),
            "postcode": (_("Postcode"), 10),
            "city": (_("Town"), 60),
            "representative_name": (_("Legal representative"), 150),
            "representative_function": (_("Function"), 100),
        }
        for name, (label, limit) in names.items():
            self.fields[name] = TextField(label=label, limit=limit, required=False)

    def _ask(self, name: str, label: str, options: list[tuple[str, str]], hint: str = "") -> None:
        choices = [("", "–"), *options]
        self.fields[name] = ChoiceField(
            label=label, help_text=hint, choices=choices, required=False, widget=forms.Select
        )

    def sheet(self) -> dict[str, Any]:
        """What the organisation keeps; a size only for the kinds of body that have one."""
        answers = dict(self.cleaned_data)
        asked = self.definition.form.field(SIZE)
        if asked and not questions.applies(asked, {"legal_type": answers["legal_type"]}):
            answers[SIZE] = ""
        return answers | {"is_enterprise": bool(answers.get(SIZE))}
