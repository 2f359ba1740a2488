"""The one thing asked in a rehearsal: where the clock goes."""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from cordata.web import forms


class MoveForm(forms.Form):
    """A moment from the list, or a day and an hour of one's own."""

    day = forms.DateField(label=_("Day"))
    hour = forms.TextField(label=_("Hour"), limit=5, initial="09:00")

    def clean_hour(self) -> time:
        try:
            return time.fromisoformat(self.cleaned_data["hour"].strip().rjust(5, "0"))
        except ValueError as error:
            raise forms.mistake("rehearsal.hour") from error

    def instant(self, zone: str) -> datetime:
        day, hour = self.cleaned_data["day"], self.cleaned_data["hour"]
        return datetime.combine(day, hour, ZoneInfo(zone)).astimezone(ZoneInfo("UTC"))
