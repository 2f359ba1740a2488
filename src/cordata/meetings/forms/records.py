"""Evidence brought in: a signed sheet, a photograph with its rights, another proof."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cordata.documents.kinds import extensions
from cordata.meetings.forms.choices import offer
from cordata.meetings.forms.documents import HANDED_OUT
from cordata.meetings.models import Meeting
from cordata.meetings.presenting import half_words
from cordata.meetings.queries import half_days_of
from cordata.meetings.states import Licence, RecordKind, Shown
from cordata.web import forms

PICTURES = frozenset({"image/png", "image/jpeg"})
SCANS = PICTURES | {"application/pdf", "application/pkcs7-mime"}
WHOLE = "whole"  # the sheet of a meeting that has one for all its half-days


class RecordForm(forms.Form):
    """One file; `kind` says which kind of evidence it is, `kinds` which files are taken."""

    kind = ""
    kinds = HANDED_OUT

    def __init__(self, meeting: Meeting, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, prefix=self.kind, **kwargs)
        self.meeting = meeting
        self.prepare()

    def prepare(self) -> None:
        """Choices that depend on the meeting."""

    def facts(self) -> dict[str, Any]:
        """What `actions.add_record` takes beside the file."""
        return {name: said for name, said in self.cleaned_data.items() if name != "file"}


class SheetForm(RecordForm):
    """A signed sheet scanned back in, and the half-day it is of."""

    kind = RecordKind.SHEET.value
    kinds = SCANS
    half = forms.ChoiceField(label=_("Half-day"))
    file = forms.UploadField(label=_("The signed sheet"), accept=",".join(extensions(SCANS)))

    def prepare(self) -> None:
        halves = [half_words(half, self.meeting) for half in half_days_of(self.meeting)]
        choices = [(one["code"], f"{one['name']}, {one['when']}") for one in halves]
        if len(choices) > 1:
            choices.append((WHOLE, gettext("The whole meeting")))
        offer(self, "half", choices)

    def facts(self) -> dict[str, Any]:
        half = self.cleaned_data["half"]
        return {"half": "" if half == WHOLE else half}


class PhotoForm(RecordForm):
    """A photograph, who took it, who is on it, what it may be used for."""

    kind = RecordKind.PHOTO.value
    kinds = PICTURES
    file = forms.UploadField(
        label=_("Photograph"),
        accept=",".join(extensions(PICTURES)),
    )
    title = forms.TextField(limit=200, label=_("What the picture shows"), required=False)
    author = forms.TextField(limit=150, label=_("Who took it"))
    shown = forms.ChoiceField(label=_("The people on it"))
    licence = forms.ChoiceField(label=_("What it may be used for"))

    def prepare(self) -> None:
        offer(self, "shown", [("", gettext("Choose from the list")), *_choices(Shown)])
        offer(self, "licence", _choices(Licence))

    def clean(self) -> dict[str, Any]:
        """A photograph of people who were not asked is published by nobody."""
        said = super().clean() or self.cleaned_data
        licence = said.get("licence")
        if said.get("shown") == Shown.UNASKED and licence and licence != Licence.FILE:
            self.add_error("licence", forms.mistake("record.not_to_publish"))
        return said


class ProofForm(RecordForm):
    """Anything else that shows the meeting was held, under a name."""

    kind = RecordKind.PROOF.value
    title = forms.TextField(
        limit=200, label=_("What it is"), help_text=_("A poster, a press article, an invoice")
    )
    file = forms.UploadField(label=_("File"), accept=",".join(extensions(HANDED_OUT)))


def _choices(kinds: Any) -> list[tuple[str, str]]:
    return [(one.value, str(one.label)) for one in kinds]


RECORD_FORMS: dict[str, type[RecordForm]] = {
    form.kind: form for form in (SheetForm, PhotoForm, ProofForm)
}
