"""Shapes of what visitors and the secretariat send about a call."""

from __future__ import annotations

import re
from datetime import datetime, time
from decimal import Decimal
from typing import Any

from django.forms import RadioSelect
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cordata.kernel.localised import pick
from cordata.packs.programme import ProgrammeDefinition
from cordata.programme.eligible import ELSEWHERE, OTHER_TYPE, Answers, country_names
from cordata.programme.models import Call, Publication
from cordata.rules.deadlines import HourRefused, read_local
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
        self.set_choices("country", [*names.items(), (ELSEWHERE, _("Elsewhere"))])
        anything, other = _("Choose from the list"), _("Another kind")
        self.set_choices("legal_type", [("", anything), *types, (OTHER_TYPE, other)])

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
        self.set_choices("theme", themes)
        self.reasons = add_language_fields(
            self, "reason", _("Reason, shown publicly"), call.programme.definition, lines=True
        )

    def reason_texts(self) -> dict[str, str]:
        return {code: self.cleaned_data[name] for code, name in self.reasons.items()}


HOUR = re.compile(r"([01]?[0-9]|2[0-3])[:hH. ]{1,3}([0-5][0-9])")


def read_hour(text: str) -> time:
    """`12:00`, `9 h 30`: an hour and its minutes, or the mistake of the field."""
    read = HOUR.fullmatch(text.strip())
    if read is None:
        raise forms.mistake("closing.hour_unreadable")
    return time(int(read[1]), int(read[2]))


class ClosingForm(forms.Form):
    """A later closing: a day and an hour where the call has its deadlines, and why."""

    day = forms.DateField(label=_("New closing day"))
    hour = forms.TextField(label=_("Hour"), help_text=_("As 12:00"), limit=8)

    def __init__(self, call: Call, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.call = call
        self.reasons = add_language_fields(
            self, "reason", _("Reason, shown publicly"), call.programme.definition, lines=True
        )

    def clean_hour(self) -> time:
        return read_hour(self.cleaned_data["hour"])

    def clean(self) -> dict[str, Any]:
        """The instant meant; an hour that is skipped or comes twice is refused (TIM-02)."""
        said = self.cleaned_data
        if said.get("day") and said.get("hour") is not None:
            wall = datetime.combine(said["day"], said["hour"])
            try:
                said["closes_at"] = read_local(wall, self.call.definition.zone)
            except HourRefused as refusal:
                self.refuse("hour", refusal.sentence_code, **refusal.params)
        return said

    def reason_texts(self) -> dict[str, str]:
        return {code: self.cleaned_data[name] for code, name in self.reasons.items()}


class PublicationForm(forms.Form):
    """News, an answer or a correction, in all languages of the programme."""

    kind = forms.ChoiceField(
        label=_("What is published"),
        choices=Publication.Kind.choices,
        widget=RadioSelect,
    )

    def __init__(self, call: Call, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        programme = call.programme.definition
        self.titles = add_language_fields(self, "title", _("Title or question"), programme)
        self.texts = add_language_fields(self, "text", _("Text"), programme, lines=True)
        add_form_field(self, call)

    def title_texts(self) -> dict[str, str]:
        return {code: self.cleaned_data[name] for code, name in self.titles.items()}

    def body_texts(self) -> dict[str, str]:
        return {code: self.cleaned_data[name] for code, name in self.texts.items()}


def add_form_field(form: forms.Form, call: Call) -> None:
    """Which question of the application form an answer is about, if any."""
    asked = [(one.key, f"{one.number} {pick(one.labels)}") for one in call.definition.form.fields()]
    form.fields["form_field"] = forms.ChoiceField(
        label=_("Question of the form it is about"),
        help_text=_("An answer is then also shown beside that question, to who fills it in"),
        choices=[("", pgettext_lazy("question", "None")), *asked],
        required=False,
    )


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
