"""Choosing items of the agenda, at any time until the meeting begins."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from cordata.meetings.forms.choices import items, offer
from cordata.meetings.keeping import purpose_of
from cordata.meetings.models import Registration
from cordata.web import forms


class ItemsForm(forms.Form):
    """What one holds, waits for or wishes; an item left out is given back."""

    items = forms.MultiChoiceField(label=_("I choose"), required=False)

    def __init__(
        self, registration: Registration, held: Sequence[str], *args: Any, **kwargs: Any
    ) -> None:
        kwargs["initial"] = {"items": list(held)}
        super().__init__(*args, **kwargs)
        offer(self, "items", items(registration.meeting))
        self.fields["items"].help_text = purpose_of("items", registration.meeting)
