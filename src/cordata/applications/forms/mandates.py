"""The acts of a mandate: what the signatory had before their eyes, and their word."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cordata.web.forms import Form, LongTextField, TickField, mistake


class GiveForm(Form):
    """One tick, and the total that was shown."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen_total"] = forms.CharField(widget=forms.HiddenInput)
        self.fields["agreed"] = TickField(
            label=_("I sign for my organisation: this role and this total, for this application")
        )

    def clean_seen_total(self) -> Decimal:
        try:
            return Decimal(self.cleaned_data["seen_total"])
        except ArithmeticError as wrong:
            raise mistake("web.field.required") from wrong


class EndForm(Form):
    """Why a mandate is refused or revoked: the lead reads it."""

    reason = LongTextField(1000, label=gettext_lazy("Reason"), rows=3)
