"""What the pages of a completion read: the parts that are opened, and what is sent for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cordata.assessment.parts import Part
from cordata.programme.models import Call
from cordata.rules.deadlines import end_of_day
from cordata.web.forms import DateField, Form, LongTextField, TextField, UploadField

MOST_FILES = 3
REMARK = 400  # characters of what is asked of one part


class AskForm(Form):
    """A remark beside each part to open; a part without one stays closed. And the term."""

    items = LongTextField(
        2000, rows=3, label=_("Anything else"), help_text=_("One item a line."), required=False
    )
    due_on = DateField(label=_("To be answered by"))

    def __init__(self, *args: Any, codes: Mapping[str, str], **kwargs: Any) -> None:
        """`codes`: code of each part -> its name, as the field's label."""
        super().__init__(*args, auto_id="ask-%s", **kwargs)
        self.codes = {f"part_{number}": code for number, code in enumerate(codes)}
        for name, code in self.codes.items():
            self.fields[name] = TextField(limit=REMARK, label=codes[code], required=False)

    def bound_for(self, code: str) -> forms.BoundField:
        name = next(name for name, one in self.codes.items() if one == code)
        return self[name]

    def named_items(self) -> list[dict[str, str]]:
        """The parts with a remark, in the file's order, then each line of anything else."""
        said = self.cleaned_data
        opened = [
            {"code": code, "text": said[name]} for name, code in self.codes.items() if said[name]
        ]
        lines = [line.strip(" -•\t") for line in said["items"].splitlines()]
        wanted = [line for line in lines if line]
        return opened + [{"code": f"words:{n}", "text": text} for n, text in enumerate(wanted, 1)]

    def due_at(self, call: Call) -> datetime:
        return end_of_day(self.cleaned_data["due_on"], call.programme.definition.zone)


@dataclass(frozen=True, slots=True)
class Opened:
    """One item as the lead answers it: what is asked, the part, how it stands, what is written."""

    number: int
    code: str
    text: str
    part: Part | None
    owner: str  # name of the partner whose part it is; empty: the project's
    texts: Mapping[str, str]  # to start from: what was saved, else what stands
    accept: str = ""  # kinds of file of a slot


class AnswerForm(Form):
    """The lead's answer: the opened texts and slots, words, files."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2_000_000_000)
    answer = LongTextField(4000, rows=5, label=_("A word to the secretariat"), required=False)

    def __init__(
        self, *args: Any, opened: Sequence[Opened], languages: Mapping[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.opened = opened
        for item in opened:
            self._open(item, languages)
        for number in range(1, MOST_FILES + 1):
            self.fields[f"file_{number}"] = UploadField(
                label=_("File %(number)s") % {"number": number}, required=False
            )

    def _open(self, item: Opened, languages: Mapping[str, str]) -> None:
        if item.part is None:
            return
        for language in item.part.languages:
            self.fields[text_name(item, language)] = LongTextField(
                item.part.limit,
                rows=8,
                label=languages.get(language, "") or _("Your text"),
                initial=item.texts.get(language, ""),
                required=False,
            )
        if item.part.slot is not None:
            self.fields[f"slot_{item.number}"] = UploadField(
                label=_("New file"),
                limit=item.part.slot.max_bytes,
                accept=item.accept,
                required=False,
            )

    def texts_of(self, item: Opened) -> list[tuple[str, forms.BoundField]]:
        """Language and field of each version of a text."""
        languages = item.part.languages if item.part else ()
        return [(one, self[text_name(item, one)]) for one in languages]

    def slot_of(self, item: Opened) -> forms.BoundField | None:
        name = f"slot_{item.number}"
        return self[name] if name in self.fields else None

    def written(self) -> dict[str, dict[str, str]]:
        """Code of a part -> language -> text, of every text that is opened."""
        said = self.cleaned_data
        return {
            item.code: {one: said[text_name(item, one)] for one in item.part.languages}
            for item in self.opened
            if item.part is not None and item.part.languages
        }

    def uploads(self) -> list[tuple[str, str, Any]]:
        """Field, code of the slot (or nothing) and upload of each file that was chosen."""
        names = [(f"slot_{item.number}", item.code) for item in self.opened]
        names += [(f"file_{number}", "") for number in range(1, MOST_FILES + 1)]
        said = self.cleaned_data
        return [(name, code, said[name]) for name, code in names if said.get(name)]


def text_name(item: Opened, language: str) -> str:
    return f"text_{item.number}_{language}".rstrip("_")
