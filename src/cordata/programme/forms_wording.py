"""Words of a call side by side in its languages, and the reason they are published with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.forms import BoundField, CharField, HiddenInput
from django.utils.functional import cached_property

from cordata.documents.kinds import extensions
from cordata.packs.provenance import Text
from cordata.packs.wording import Part, Place, Words
from cordata.programme import wording
from cordata.programme.actions import standing
from cordata.programme.models import Call, WordingDraft
from cordata.programme.pack_files import GIVEN_OUT
from cordata.web import forms
from cordata.web.catalogue import sentence
from cordata.web.context import OWN_NAMES

ROWS = 14  # lines of a box that holds a whole section; fewer for shorter texts


class PlaceForm(forms.Form):
    """Every text of one place in every language. A draft may lack one: publishing says so."""

    seen = CharField(widget=HiddenInput, required=False, max_length=64)

    def __init__(
        self, call: Call, place: Place, drafts: Mapping[str, WordingDraft], *args: Any, **kw: Any
    ) -> None:
        self.place, self.languages = place, wording.all_languages(call)
        self.needed = wording.needed_languages(call)
        published = wording.published_words(call)
        said = {place.path(one): _said(one, place, drafts, published) for one in place.parts}
        super().__init__(*args, initial=self._initial(said, drafts, published), **kw)
        for part in place.parts:
            for language in self.languages:
                self.fields[_name(part.code, language)] = self._field(part, language)
        if wording.takes_files(call, place):
            for language in self.languages:
                self.fields[_name("file", language)] = self._upload(language)

    def _initial(
        self, said: Words, drafts: Mapping[str, WordingDraft], published: Words
    ) -> dict[str, Any]:
        texts = {
            _name(path.rpartition("/")[2], language): text
            for path, texts in said.items()
            for language, text in texts.items()
        }
        return {**texts, "seen": standing(said, drafts, published)}

    def _field(self, part: Part, language: str) -> forms.TextField:
        label = _in(_part(part.code), language)
        if not part.lines:
            return forms.TextField(limit=part.limit, label=label, required=False)
        rows = ROWS if part.limit > 10_000 else 6
        return forms.LongTextField(part.limit, rows=rows, label=label, required=False)

    def _upload(self, language: str) -> forms.UploadField:
        label = _in(_part("files"), language)
        accept = ",".join(f".{one}" for one in extensions(GIVEN_OUT))
        return forms.UploadField(label=label, accept=accept, required=False)

    @cached_property
    def rows(self) -> list[tuple[str, list[tuple[str, BoundField]]]]:
        """Each part with its field in each language."""
        codes = [*(one.code for one in self.place.parts), "file"]
        return [
            (code, [(one, self[_name(code, one)]) for one in self.languages])
            for code in codes
            if _name(code, self.languages[0]) in self.fields
        ]

    def words(self) -> Words:
        """What was typed, by path."""
        return {
            self.place.path(part): {
                language: self.cleaned_data[_name(part.code, language)]
                for language in self.languages
            }
            for part in self.place.parts
        }

    def uploads(self) -> dict[str, Any]:
        """The files that were chosen, by language."""
        chosen = ((one, self.cleaned_data.get(_name("file", one))) for one in self.languages)
        return {language: file for language, file in chosen if file}


class ReasonForm(forms.Form):
    """Why the words change, shown to everybody."""

    seen = CharField(widget=HiddenInput, required=False, max_length=64)

    def __init__(self, call: Call, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        needed = wording.needed_languages(call)
        self.languages = wording.all_languages(call)
        for language in self.languages:
            label = _in(_part("reason"), language)
            self.fields[_name("reason", language)] = forms.LongTextField(
                1_000, rows=3, label=label, required=language in needed
            )

    @property
    def reasons(self) -> list[tuple[str, BoundField]]:
        return [(one, self[_name("reason", one)]) for one in self.languages]

    def texts(self) -> Text:
        return {one: self.cleaned_data[_name("reason", one)] for one in self.languages}


def _said(part: Part, place: Place, drafts: Mapping[str, WordingDraft], published: Words) -> Text:
    """What a text says in draft, else as it is published."""
    path = place.path(part)
    return drafts[path].texts if path in drafts else published.get(path, {})


def _part(code: str) -> str:
    return sentence(f"programme.part.{code}")


def _in(part: str, language: str) -> str:
    return sentence("programme.part_in", part=part, spoken=OWN_NAMES.get(language, language))


def _name(code: str, language: str) -> str:
    return f"{code}__{language}"
