"""What the organisers fill in."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cordata.meetings.forms.choices import (
    languages,
)
from cordata.meetings.models import Meeting
from cordata.web import forms


class CancelForm(forms.Form):
    """Why a meeting does not take place, in each language of the programme."""

    def __init__(self, meeting: Meeting, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, name in languages(meeting):
            self.fields[code] = forms.LongTextField(
                600, rows=3, label=gettext("The reason (%(language)s)") % {"language": name}
            )

    def reasons(self) -> dict[str, str]:
        return dict(self.cleaned_data)


class DeclineForm(forms.Form):
    """Why somebody who applied does not get a place; the mail says it."""

    reason = forms.LongTextField(600, rows=3, label=_("The reason, as the mail gives it"))
