"""Who helps at the door."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from cordata.meetings.forms.choices import languages, offer, reader_language
from cordata.meetings.models import Meeting
from cordata.web import forms


class HelperForm(forms.Form):
    """A person for the door of one meeting."""

    email = forms.EmailField(
        label=_("E-mail address"), help_text=_("They sign in with a code sent there")
    )
    name = forms.TextField(label=_("First name and surname"), limit=150, required=False)
    language = forms.ChoiceField(label=_("Their language"))

    def __init__(self, meeting: Meeting, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "language", languages(meeting))
        self.fields["language"].initial = reader_language(meeting)
