"""An application that came on paper: its arrival, its lead, what is signed on it, what differs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cordata.applications.actions.paper import PDF, Arrival
from cordata.applications.actions.paper_checking import Difference
from cordata.applications.compared import Compared
from cordata.applications.forms.filing import SubmitForm
from cordata.applications.forms.partners import NewBodyForm
from cordata.applications.models import PaperFiling, Partner
from cordata.packs import CallDefinition
from cordata.programme.forms import read_hour
from cordata.rules.deadlines import HourRefused, read_local
from cordata.web.context import OWN_NAMES
from cordata.web.forms import (
    ChoiceField,
    DateField,
    EmailField,
    Form,
    LongTextField,
    TextField,
    TickField,
    UploadField,
)


class ArrivalForm(Form):
    """When and how it came, from whom, and the scan of the signed paper."""

    day = DateField(label=gettext_lazy("Day of arrival"))
    hour = TextField(
        label=gettext_lazy("Hour of arrival"),
        limit=8,
        help_text=gettext_lazy("As stamped on the paper, 11:40 for instance. The arrival counts, "
                               "not the day of posting."),
    )  # fmt: skip
    way = ChoiceField(label=gettext_lazy("How it came"), widget=forms.RadioSelect)
    brought_by = TextField(
        label=gettext_lazy("Brought by"),
        limit=150,
        required=False,
        help_text=gettext_lazy("Name of the bearer, or number of a registered letter"),
    )
    body = TextField(label=gettext_lazy("Lead organisation, as written on the paper"), limit=250)
    signed_by = TextField(label=gettext_lazy("Signed by"), limit=150)
    address = LongTextField(
        500, rows=4, label=gettext_lazy("Postal address"),
        help_text=gettext_lazy("The receipt is printed for it."),
    )  # fmt: skip
    email = EmailField(label=gettext_lazy("E-mail address, if the paper has one"), required=False)
    language = ChoiceField(label=gettext_lazy("Language of the receipt"), widget=forms.Select)
    scan = UploadField(label=gettext_lazy("Scan of the signed paper, as PDF"), accept=".pdf")
    key = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, definition: CallDefinition, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="%s", **kwargs)
        self.definition = definition
        self.set_choices("way", [(one.value, one.label.capitalize()) for one in PaperFiling.Way])
        self.set_choices(
            "language", [(code, OWN_NAMES.get(code, code)) for code in definition.languages]
        )

    def clean_hour(self) -> time:
        return read_hour(self.cleaned_data["hour"])

    def clean(self) -> dict[str, Any]:
        """The instant, where the call has its deadlines (TIM-02)."""
        said = self.cleaned_data
        if said.get("day") and said.get("hour") is not None:
            try:
                local = datetime.combine(said["day"], said["hour"])
                said["arrived_at"] = read_local(local, self.definition.zone)
            except HourRefused as refusal:
                self.refuse("hour", refusal.sentence_code, **refusal.params)
        return said

    @property
    def arrival(self) -> Arrival:
        return Arrival(**{name: self.cleaned_data[name] for name in Arrival.__slots__})


PDFS = frozenset({PDF})


class PaperBodyForm(NewBodyForm):
    """A body that no one knows yet, named on a paper: nobody is invited for it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["email"]


class HandOverForm(SubmitForm):
    """The statements ticked on the paper, and who signed it for each partner."""

    def __init__(
        self, *args: Any, definition: CallDefinition, partners: Sequence[Partner],
        signed_by: str = "", **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, definition=definition, **kwargs)
        del self.fields["key"]
        self.partners = partners
        for one in partners:
            self.fields[_signer(one)] = TextField(
                label=_("Signed for %(name)s by") % {"name": one.organisation.name}, limit=150
            )
            if one.is_lead:
                self.initial[_signer(one)] = signed_by

    @property
    def signatures(self) -> list[forms.BoundField]:
        return [self[_signer(one)] for one in self.partners]

    @property
    def signers(self) -> dict[str, str]:
        return {one.pid: self.cleaned_data[_signer(one)] for one in self.partners}


def _signer(partner: Partner) -> str:
    return f"signer_{partner.pid}"


class CompareForm(Form):
    """What the entry says otherwise than the paper, thing by thing; or that it says the same."""

    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)
    agrees = TickField(
        label=gettext_lazy("I have compared every entry with the scan: it says what the paper "
                           "says, and the signatures are on the paper."),
        required=False,
    )  # fmt: skip

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, rows: Sequence[Compared], seen: str = ""
    ) -> None:
        super().__init__(data, auto_id="%s", initial={"seen": seen})
        self.rows = rows
        for one in rows:
            name = _note(one)
            self.fields[name] = TextField(
                label=_("Differs from the paper: %(name)s") % {"name": one.name},
                limit=500,
                required=False,
            )
            one.note = self[name]

    @property
    def differences(self) -> list[Difference]:
        """What was noted."""
        said = self.cleaned_data
        return [
            Difference(one.key, one.name[:300], said[_note(one)])
            for one in self.rows
            if said.get(_note(one))
        ]


def _note(one: Compared) -> str:
    return f"note_{one.key}"


class AsideForm(Form):
    """Why a paper is not filed."""

    reason = LongTextField(
        1000,
        rows=3,
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("It is written to the sender."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="aside-%s", **kwargs)
