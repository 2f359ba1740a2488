"""Shapes of what visitors and the secretariat send about a call."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.forms import RadioSelect
from django.utils.translation import gettext_lazy as _

from cordata.kernel.localised import pick
from cordata.packs.programme import ProgrammeDefinition
from cordata.programme.eligible import ELSEWHERE, OTHER_TYPE, Answers, country_names
from cordata.programme.models import Call, Publication
from cordata.web import forms


class EligibleForm(forms.Form):
    """The four questions of "Am I eligible?"."""

    country = forms.ChoiceField(label=_("1. Where is your organisation?"), widget=RadioSelect)
    legal_type = forms.ChoiceField(label=_("2. What kind of organisation?"))
    partner = forms.ChoiceField(
        label=_("3. Do you have a partner on the other side of the border?"),
        choices=[("yes", _("Yes")), ("no", _("Not yet"))],
        widget=RadioSelect,
    )
    total = forms.AmountField(
        label=_("4. What total budget, roughly?"),
        help_text=_("In euros, all partners together"),
        maximum=Decimal(1_000_000_000),
    )

    def __init__(self, call: Call, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = country_names(call.programme.definition)
        types = [(item.code, pick(item.names)) for item in call.definition.legal_types]
        country, legal_type = self.fields["country"], self.fields["legal_type"]
        country.choices = [*names.items(), (ELSEWHERE, _("Elsewhere"))]  # type: ignore[attr-defined]
        legal_type.choices = [  # type: ignore[attr-defined]
            ("", _("Choose from the list")),
            *types,
            (OTHER_TYPE, _("Another kind")),
        ]

    def answers(self) -> Answers:
        """What was said. Only for a valid form."""
        said = self.cleaned_data
        return Answers(said["country"], said["legal_type"], said["partner"] == "yes", said["total"])


class EnvelopeForm(forms.Form):
    """Another envelope for a theme, by a decision."""

    theme = forms.ChoiceField(label=_("Theme"))
    amount = forms.AmountField(label=_("New envelope, in euros of ERDF"))
    decided_on = forms.DateField(label=_("Date of the decision"))
    reference = forms.TextField(label=_("Reference of the decision"), limit=200)

    def __init__(self, call: Call, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        themes = [(theme.code, pick(theme.names)) for theme in call.definition.themes]
        self.fields["theme"].choices = themes  # type: ignore[attr-defined]
        self.reasons = add_language_fields(
            self, "reason", _("Reason, shown publicly"), call.programme.definition, lines=True
        )

    def reason_texts(self) -> dict[str, str]:
        return {code: self.cleaned_data[name] for code, name in self.reasons.items()}


class PublicationForm(forms.Form):
    """News, an answer or a correction, in all languages of the programme."""

    kind = forms.ChoiceField(
        label=_("What is published"),
        choices=Publication.Kind.choices,
        widget=RadioSelect,
    )

    def __init__(self, programme: ProgrammeDefinition, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.titles = add_language_fields(self, "title", _("Title or question"), programme)
        self.texts = add_language_fields(self, "text", _("Text"), programme, lines=True)

    def title_texts(self) -> dict[str, str]:
        return {code: self.cleaned_data[name] for code, name in self.titles.items()}

    def body_texts(self) -> dict[str, str]:
        return {code: self.cleaned_data[name] for code, name in self.texts.items()}


def add_language_fields(
    form: forms.Form, stem: str, label: Any, programme: ProgrammeDefinition, *, lines: bool = False
) -> dict[str, str]:
    """Add one field a language of the programme; answers language -> name of its field."""
    names = {}
    for language in programme.languages:
        name = names[language] = f"{stem}_{language}"
        shown = f"{label} ({language.upper()})"
        form.fields[name] = (
            forms.LongTextField(4000, label=shown) if lines else forms.TextField(label=shown)
        )
    return names
