"""Adding a body, inviting its people, and what a partner says of itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from cordata.accounts.models import Membership
from cordata.applications import questions
from cordata.applications.actions.partners import HISTORY_SAID
from cordata.applications.forms.conditions import asked_if
from cordata.applications.forms.questions import Question, QuestionsForm, Saved
from cordata.applications.models import Partner
from cordata.kernel import identifiers
from cordata.kernel.identifiers import IdentifierRefused
from cordata.kernel.localised import pick
from cordata.packs import CallDefinition, ProgrammeDefinition
from cordata.web.catalogue import label
from cordata.web.forms import ChoiceField, EmailField, Form, TextField, mistake

HISTORY = "previously_funded"  # kept on the partner itself: rules read it
SCHEMES = "identifier.scheme"  # group of their names in the catalogue


class FindForm(Form):
    """An official number: the one question that finds a body we know."""

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, programme: ProgrammeDefinition
    ) -> None:
        super().__init__(data)
        self.fields["scheme"] = ChoiceField(
            label=_("Official register"), choices=_schemes(programme), widget=forms.Select
        )
        self.fields["value"] = TextField(label=_("Number"), limit=50)

    @property
    def country(self) -> str:
        return str(self.cleaned_data["scheme"]).partition(":")[0]

    @property
    def identifiers(self) -> dict[str, str]:
        """Scheme -> number as typed."""
        scheme = str(self.cleaned_data["scheme"]).partition(":")[2]
        return {scheme: self.cleaned_data["value"]}

    def clean(self) -> dict[str, Any]:
        if not self.errors:
            for scheme, value in self.identifiers.items():
                try:
                    identifiers.check(scheme, value)
                except IdentifierRefused as refusal:
                    self.add_error("value", mistake(refusal.code, **refusal.params))
        return self.cleaned_data


class NewBodyForm(FindForm):
    """A body we do not know yet: only what is needed to write to it."""

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        programme: ProgrammeDefinition,
        definition: CallDefinition,
        country: str = "",
    ) -> None:
        super().__init__(data, programme=programme)
        self.fields["name"] = TextField(label=_("Official name"), limit=250)
        places = [one for one in programme.territories if not country or one.country == country]
        self.fields["nuts3"] = ChoiceField(
            label=_("Territory"),
            choices=[("", _("Outside the programme area"))]
            + [(one.code, pick(one.names)) for one in places],
            required=False,
            widget=forms.Select,
        )
        types = [
            one for one in definition.legal_types if not one.countries or country in one.countries
        ]
        self.fields["legal_type"] = ChoiceField(
            label=_("Kind of body"),
            choices=[("", "–")] + [(one.code, pick(one.names)) for one in types],
            widget=forms.Select,
        )
        self.fields["email"] = EmailField(
            label=_("E-mail of the person who signs for it"),
            help_text=_("This person receives a link and becomes the first signatory."),
        )
        for name in ("scheme", "value"):
            self.fields[name].widget = forms.HiddenInput()


class InviteForm(Form):
    """Somebody who is to act for the partner."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"] = EmailField(label=_("E-mail address"))
        self.fields["kind"] = ChoiceField(
            label=_("May do"),
            choices=[
                (Membership.Kind.EDITOR, _("Write the partner’s part")),
                (Membership.Kind.SIGNATORY, _("Write, and sign for the organisation")),
            ],
            initial=Membership.Kind.EDITOR,
            widget=forms.RadioSelect,
        )


class SheetForm(QuestionsForm):
    """The call's questions to each partner, and whether it was funded before."""

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        partner: Partner,
        saved: Saved,
        locked: frozenset[str] = frozenset(),
    ) -> None:
        application = partner.application
        asked = questions.of_partner(application.definition)
        super().__init__(
            data, asked=asked, application=application, saved=saved, partner=partner, locked=locked
        )
        self.asks_history = self.definition.form.field(HISTORY)
        if self.asks_history:
            said = HISTORY_SAID[partner.previously_funded]
            self.fields[HISTORY] = ChoiceField(
                label=f"{self.asks_history.number} {pick(self.asks_history.labels)}",
                help_text=pick(self.asks_history.help),
                choices=[("yes", _("Yes")), ("no", _("No"))],
                required=False,
                widget=forms.RadioSelect,
            )
            self.initial[HISTORY] = said

    def questions(self) -> list[Question]:
        """The questions in the form's order, the one kept on the partner itself among them."""
        found = super().questions()
        for one in found:
            if one.asked_if.startswith(f"{HISTORY}="):
                one.asked_if = asked_if(one.definition, kept_elsewhere=True)
        if self.asks_history:
            found.append(Question(self.asks_history, []))
        order = [one.key for one in self.definition.form.fields()]
        return sorted(found, key=lambda one: order.index(one.key))

    @property
    def says_history(self) -> bool:
        """Whether an answer was sent that could be read."""
        asked = self.asks_history is not None
        return asked and HISTORY in self.sent and HISTORY not in self.errors

    @property
    def history_seen(self) -> str | None:
        """What the page showed, where it says so."""
        return self.sent.get(f"{HISTORY}-version")

    @property
    def history_stands(self) -> str:
        """What stands now, for the page to send back."""
        return HISTORY_SAID[self.partner.previously_funded] if self.partner else ""

    @property
    def history(self) -> bool | None:
        return {"yes": True, "no": False}.get(self.cleaned_data.get(HISTORY, ""))


def _schemes(programme: ProgrammeDefinition) -> list[tuple[str, str]]:
    """Every register of the programme's countries: `FR:siret` -> `SIRET (France)`."""
    return [
        (f"{country.code}:{scheme}", f"{pick(country.names)}, {label(scheme, SCHEMES)}")
        for country in programme.countries
        for scheme in identifiers.schemes_of(country.code)
    ]
