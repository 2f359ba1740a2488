"""Lists of guests: a file brought, what its columns hold, one guest by hand."""

from __future__ import annotations

from typing import Any

from django import forms as django_forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from cordata.documents.spreadsheets import LIMIT, Table, read_table
from cordata.kernel.verdicts import NotPossible
from cordata.meetings.forms.choices import languages, offer, reader_language
from cordata.meetings.models import GuestList, Meeting
from cordata.rules.guest_lists import EMAIL, FIELDS
from cordata.web import forms

ACCEPTED = ".csv,.txt,.tsv,.xlsx"
LABELS = {
    "email": _("E-mail address"),
    "name": _("First name and surname, in one column"),
    "first_name": _("First name"),
    "surname": _("Surname"),
    "organisation": _("Organisation"),
    "language": pgettext_lazy("of a person", "Language"),
}
LONGEST_TITLE = 40


class GuestListForm(forms.Form):
    """A file with one guest a line."""

    file = forms.UploadField(label=_("The list, as CSV or XLSX"), limit=LIMIT, accept=ACCEPTED)
    language = forms.ChoiceField(
        label=_("Language of the invitation where the list says none"),
    )

    def __init__(self, meeting: Meeting, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "language", languages(meeting))
        self.fields["language"].initial = reader_language(meeting)
        self.rows: Table = []

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        try:
            self.rows = read_table(upload.read())
        except NotPossible as refusal:
            raise forms.mistake(refusal.code, **refusal.params) from refusal
        return upload


class ColumnsForm(forms.Form):
    """What each column of a list holds, asked by the name of what we need."""

    language = forms.ChoiceField(label=_("Language of the invitation where the list says none"))
    has_titles = forms.TickField(label=_("The first line holds titles"), required=False)

    def __init__(self, guest_list: GuestList, *args: Any, **kwargs: Any) -> None:
        known = {f"column_{name}": str(at) for name, at in guest_list.columns.items()}
        kwargs["initial"] = known | {
            "has_titles": guest_list.has_titles,
            "language": guest_list.language,
        }
        super().__init__(*args, **kwargs)
        offer(self, "language", languages(guest_list.meeting))
        for name in FIELDS:
            self.fields[f"column_{name}"] = _column(guest_list, name)
        self.order_fields([*(f"column_{name}" for name in FIELDS), "has_titles", "language"])

    def columns(self) -> dict[str, int]:
        """Field -> index of its column, those chosen."""
        chosen = {name: self.cleaned_data.get(f"column_{name}") for name in FIELDS}
        return {name: int(at) for name, at in chosen.items() if at}


def _column(guest_list: GuestList, name: str) -> django_forms.Field:
    required = name == EMAIL
    choices = [
        ("", gettext("Choose the column") if required else gettext("In no column")),
        *((str(at), title) for at, title in enumerate(column_titles(guest_list))),
    ]
    return forms.ChoiceField(label=LABELS[name], choices=choices, required=required)


def column_titles(guest_list: GuestList) -> list[str]:
    """`B: Courriel`: each column by its letter and what stands at its head."""
    head = guest_list.rows[0] if guest_list.rows else []
    return [f"{letters(at)}: {cell[:LONGEST_TITLE]}".rstrip(": ") for at, cell in enumerate(head)]


def letters(index: int) -> str:
    """A column's name in a spreadsheet: A, B ... Z, AA."""
    name, index = "", index + 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


class GuestForm(forms.Form):
    """One guest by hand."""

    email = forms.EmailField(label=_("E-mail address"))
    name = forms.TextField(label=_("First name and surname"), limit=150, required=False)
    organisation = forms.TextField(label=_("Organisation"), limit=250, required=False)
    language = forms.ChoiceField(label=_("Write to them in"))

    def __init__(self, meeting: Meeting, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "language", languages(meeting))
        self.fields["language"].initial = reader_language(meeting)
