"""Consent to a case officer's help: the applicant's own act, an offer, or one that is noted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cordata.accounts.models import Membership
from cordata.applications.helped import wording
from cordata.applications.models import Help
from cordata.packs import CallDefinition
from cordata.programme.forms import read_hour
from cordata.rules.deadlines import HourRefused, end_of_day, read_local
from cordata.web.forms import (
    ChoiceField,
    DateField,
    EmailField,
    Form,
    LongTextField,
    TextField,
    TickField,
    UploadField,
    mistake,
)

PURPOSE = 500


class PurposeForm(Form):
    """What the help is for."""

    purpose = LongTextField(
        PURPOSE,
        rows=3,
        label=_("What the help is for"),
        help_text=_("For instance: to type in the budget, which you have on paper"),
    )

    def __init__(self, *args: Any, auto_id: str = "%s", **kwargs: Any) -> None:
        super().__init__(*args, auto_id=auto_id, **kwargs)


class TermForm(PurposeForm):
    """What for, and until which day."""

    until = DateField(label=_("Until"), help_text=_("The last day of the help."))

    def __init__(self, *args: Any, definition: CallDefinition, at: datetime, **kwargs: Any) -> None:
        self.definition = definition
        last = (at + timedelta(days=definition.help_days)).date()
        kwargs["initial"] = {"until": last, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)

    def until_at(self) -> datetime:
        return end_of_day(self.cleaned_data["until"], self.definition.zone)


class ConsentForm(TermForm):
    """The applicant's own consent, in the words that the page shows."""

    version = forms.CharField(widget=forms.HiddenInput, required=False, max_length=10)
    agreed = TickField(label=_("I agree"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wording = wording(self.definition.help_days)
        self.fields["agreed"].label = self.wording["text"]
        self.initial["version"] = self.wording["version"]

    def clean_version(self) -> str:
        """Words that changed since the page was drawn are shown again."""
        if self.cleaned_data["version"] != self.wording["version"]:
            raise mistake("application.help.words_changed")
        return self.wording["version"]


class RecordForm(TermForm):
    """A consent given by telephone, by letter or at the counter."""

    member = ChoiceField(label=_("Who consented"), choices=())
    way = ChoiceField(label=_("How"), choices=(), widget=forms.RadioSelect)
    day = DateField(label=_("Day on which it was given"))
    hour = TextField(label=_("Hour"), help_text=_("As 12:00"), limit=8)
    language = ChoiceField(label=_("Words read out or signed, in"), choices=())
    scan = UploadField(label=_("Scan of the letter, if there is one"), required=False)
    read_out = TickField(
        label=_("These words were read out to the person or signed by them, and they agreed.")
    )

    field_order = ["member", "way", "day", "hour", "purpose", "until", "language", "read_out"]

    def __init__(
        self, *args: Any, members: Sequence[Membership], languages: Sequence[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.members = {str(one.pk): one for one in members}
        shown = [(key, f"{one.person} – {one.organisation}") for key, one in self.members.items()]
        self.set_choices("member", [("", _("Choose from the list")), *shown])
        ways = [one for one in Help.Way if one != Help.Way.PLATFORM]
        self.set_choices("way", [(one.value, one.label.capitalize()) for one in ways])
        self.set_choices("language", [(code, code.upper()) for code in languages])

    def clean_hour(self) -> time:
        return read_hour(self.cleaned_data["hour"])

    def clean(self) -> dict[str, Any]:
        """The instant of the consent, where the call has its deadlines (TIM-02)."""
        said = self.cleaned_data
        if said.get("day") and said.get("hour") is not None:
            try:
                said["given_at"] = read_local(
                    datetime.combine(said["day"], said["hour"]), self.definition.zone
                )
            except HourRefused as refusal:
                self.refuse("hour", refusal.sentence_code, **refusal.params)
        return said

    @property
    def membership(self) -> Membership:
        return self.members[self.cleaned_data["member"]]


class FindForm(Form):
    """Whose drafts: of somebody who calls, writes or comes."""

    email = EmailField(label=_("E-mail address of the person"))
