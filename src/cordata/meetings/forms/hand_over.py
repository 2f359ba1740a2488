"""Giving a place to a colleague, and taking it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from cordata.meetings.forms.choices import languages, offer
from cordata.meetings.forms.registration import PersonForm
from cordata.meetings.models import HandOver, Registration
from cordata.web import forms


class HandOverForm(forms.Form):
    """Who shall come instead."""

    name = forms.TextField(label=_("First name and surname of your colleague"), limit=150)
    email = forms.EmailField(label=_("E-mail address of your colleague"))
    language = forms.ChoiceField(label=_("Write to them in"))

    def __init__(self, registration: Registration, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own = registration.email
        offer(self, "language", languages(registration.meeting))
        self.fields["language"].initial = registration.language

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        if email == self.own:
            raise forms.mistake("registration.own_address")
        return email


class TakeOverForm(PersonForm):
    """What the colleague says for themselves; organisation and side stay."""

    def __init__(self, hand_over: HandOver, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"name": hand_over.name, "language": hand_over.language}
        super().__init__(hand_over.registration.meeting, *args, **kwargs)
        del self.fields["organisation"]
