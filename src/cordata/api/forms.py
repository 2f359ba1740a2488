"""What is asked for a key, and for automatic notices."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from django import forms as django_forms
from django.utils.translation import gettext_lazy as _

from cordata.api.actions import LONGEST_DAYS, USUAL_DAYS
from cordata.api.states import HookEvent
from cordata.web import forms
from cordata.web.catalogue import sentence

HTTPS = re.compile(r"https://[^\s/?#@\\\"<>]+([/?][!-~]*)?")
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


class HookForm(forms.Form):
    """Where notices go, and of what."""

    url = forms.TextField(
        label=_("Address"),
        help_text=_("It begins with https://. Who runs the software knows it."),
        limit=500,
        widget=django_forms.URLInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    events = forms.MultiChoiceField(
        label=_("Tell it when"), choices=HookEvent.choices, initial=HookEvent.values
    )

    def clean_url(self) -> str:
        url = str(self.cleaned_data["url"])
        if not is_https(url):
            raise forms.mistake("api.address_not_https")
        return url


def is_https(url: str) -> bool:
    """Whether the address is one a notice can be sent to: no name of a user, no fragment."""
    try:
        parts = urlsplit(url)
        named = bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    return named and not parts.fragment and HTTPS.fullmatch(url) is not None
