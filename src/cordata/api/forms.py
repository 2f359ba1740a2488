"""What is asked for a key."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from cordata.api.actions import LONGEST_DAYS, USUAL_DAYS
from cordata.web import forms
from cordata.web.catalogue import sentence

TERMS = (30, USUAL_DAYS, 180, LONGEST_DAYS)


class KeyForm(forms.Form):
    """A key's name and its term."""

    label = forms.TextField(
        label=_("Which software"), help_text=_("Such as: contacts of the region"), limit=80
    )
    days = forms.ChoiceField(label=_("It opens for"), initial=str(USUAL_DAYS))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.set_choices("days", [(str(term), sentence("api.days", count=term)) for term in TERMS])

    def clean_days(self) -> int:
        return int(self.cleaned_data["days"])
