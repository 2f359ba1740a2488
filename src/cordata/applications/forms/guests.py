"""Who is invited to look at a draft, as what, until when."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cordata.applications.models import Guest
from cordata.programme.models import Call
from cordata.rules.deadlines import end_of_day
from cordata.web.forms import ChoiceField, DateField, EmailField, Form


class GuestForm(Form):
    """An address, observer or adviser, the last day."""

    email = EmailField(label=_("E-mail address"))
    kind = ChoiceField(label=_("They read as"), choices=(), widget=forms.RadioSelect)
    until = DateField(label=_("Until"), help_text=_("The last day on which they can read."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.set_choices("kind", ((one.value, one.label.capitalize()) for one in Guest.Kind))

    def until_at(self, call: Call) -> datetime:
        return end_of_day(self.cleaned_data["until"], call.definition.zone)
