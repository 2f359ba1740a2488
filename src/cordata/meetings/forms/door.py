"""What is asked of somebody at the door."""

from __future__ import annotations

from typing import Any

from django import forms as django_forms
from django.utils.translation import gettext_lazy as _

from cordata.meetings.actions import Answers
from cordata.meetings.forms.choices import (
    offer,
    reader_language,
    sides,
)
from cordata.meetings.models import Meeting
from cordata.web import forms


class WalkInForm(forms.Form):
    """Somebody at the door who did not register."""

    name = forms.TextField(label=_("First name and surname"), limit=150)
    organisation = forms.TextField(label=_("Organisation"), limit=250, required=False)
    country = forms.ChoiceField(label=_("Side"), widget=django_forms.RadioSelect)
    email = forms.EmailField(label=_("E-mail address"), required=False)

    def __init__(self, meeting: Meeting, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="walk_in_%s", **kwargs)
        self.meeting = meeting
        offer(self, "country", sides(meeting))

    def answers(self) -> Answers:
        language = reader_language(self.meeting)
        return Answers(language=language, **self.cleaned_data)
