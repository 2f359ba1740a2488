"""What the pages of a complaint read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cordata.selection.complaining import OUTCOMES
from cordata.selection.states import ComplaintState
from cordata.web.forms import ChoiceField, Form, LongTextField, UploadField


class ComplaintForm(Form):
    """Words and at most one paper: the complaint, something to add, a hearing."""

    text = LongTextField(6000, rows=8, label=_("In words"))
    file = UploadField(label=_("File"), required=False)


class WhyForm(Form):
    """A reason alone."""

    text = LongTextField(2000, rows=4, label=_("Reason"))


class OutcomeForm(Form):
    """The outcome proposed, with its reasons in every language of the call."""

    outcome = ChoiceField(label=_("Outcome"), choices=(), widget=forms.RadioSelect)

    def __init__(
        self, *args: Any, admitted: bool, languages: Mapping[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.languages = tuple(languages)
        open_ones = [one for one in OUTCOMES if (one == ComplaintState.INADMISSIBLE) != admitted]
        self.set_choices("outcome", [(one.value, one.label) for one in open_ones])
        if len(open_ones) == 1:
            self.initial.setdefault("outcome", open_ones[0].value)
        for code, name in languages.items():
            label = gettext("Reasons (%(language)s)") % {"language": name}
            self.fields[f"reasons_{code}"] = LongTextField(6000, rows=8, label=label)

    def pairs(self) -> list[tuple[str, forms.BoundField]]:
        return [(code, self[f"reasons_{code}"]) for code in self.languages]

    def reasons(self) -> dict[str, str]:
        return {code: self.cleaned_data[f"reasons_{code}"] for code in self.languages}
