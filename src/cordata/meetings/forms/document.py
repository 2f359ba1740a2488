"""A form over one part of a meeting's definition, as the tables of a pack's file hold it.

A field's name is the path of its value: `venue__city`, `names__fr`. What the pack's reader
finds wrong comes back to the field it stands in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any

from django import forms as django_forms

from cordata.kernel.localised import pick
from cordata.packs.mistakes import Mistake
from cordata.packs.programme import ProgrammeDefinition
from cordata.web import forms, moments
from cordata.web.catalogue import known, sentence
from cordata.web.context import OWN_NAMES

Document = dict[str, Any]
WALL_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}")
HOUR = re.compile(r"(?P<h>[0-9]{1,2})\s*[:.hH]\s*(?P<m>[0-9]{2})?")


@dataclass(frozen=True, slots=True)
class Words:
    """A text written once in each language, side by side."""

    path: str
    label: Any
    limit: int = 200
    rows: int = 1
    required: bool = False
    hint: Any = ""


class HourField(forms.TextField):
    """An hour of the day: `14:30`, `14 h 30`, `14.30`."""

    def __init__(self, **kwargs: Any) -> None:
        widget = django_forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
        super().__init__(limit=8, widget=widget, **kwargs)

    def clean(self, value: Any) -> time | None:
        text = super().clean(value)
        if not text:
            return None
        found = HOUR.fullmatch(text)
        hour, minute = (int(found["h"]), int(found["m"] or 0)) if found else (99, 99)
        if hour > 23 or minute > 59:
            raise forms.mistake("meeting.field.hour_unreadable")
        return time(hour, minute)


class DocumentForm(forms.Form):
    """Fields over `document`; `written()` gives it back with what was typed."""

    words: tuple[Words, ...] = ()
    order: tuple[str, ...] = ()  # paths in the order shown; words by their path

    def __init__(
        self, programme: ProgrammeDefinition, document: Mapping[str, Any], *args: Any, **kwargs: Any
    ) -> None:
        self.programme, self.document = programme, document
        super().__init__(*args, **kwargs)
        for spec in self.words:
            for language in programme.languages:
                self.fields[f"{spec.path}__{language}"] = _field_of(spec, language)
        self.prepare()
        self.order_fields([name for path in self.order for name in self.names_of(path)])
        for name in self.fields:
            self.initial.setdefault(name, self.initial_of(name))

    def names_of(self, path: str) -> list[str]:
        """The field of a path, or those of its text in each language."""
        if path in {spec.path for spec in self.words}:
            return [f"{path}__{language}" for language in self.programme.languages]
        return [path]

    def prepare(self) -> None:
        """Choices and fields that depend on the programme."""

    def initial_of(self, name: str) -> Any:
        value: Any = self.document
        for key in name.split("__"):
            value = value.get(key) if isinstance(value, Mapping) else None
        return value

    def rows(self) -> Iterator[dict[str, Any]]:
        """What the page shows: one field, or one text in each language side by side."""
        specs = {spec.path: spec for spec in self.words}
        for path in self.order:
            if spec := specs.get(path):
                fields = [(code, self[f"{path}__{code}"]) for code in self.programme.languages]
                yield {"path": path, "title": spec.label, "hint": spec.hint, "pair": fields}
            elif path in self.fields:
                yield {"path": path, "bound": self[path]}

    def written(self) -> Document:
        """The document with the values of this form in it; what is empty is left out."""
        document = deepcopy(dict(self.document))
        for name, value in self.cleaned_data.items():
            self.write(document, name, value)
        for spec in self.words:
            _drop_if_empty(document, spec.path.split("__"))
        return document

    def write(self, document: Document, name: str, value: Any) -> None:
        *parents, key = name.split("__")
        for parent in parents:
            document = document.setdefault(parent, {})
        if value is None or value == "" or value == []:
            document.pop(key, None)
        else:
            document[key] = value

    def take(self, mistakes: Iterable[Mistake], prefix: str = "") -> None:
        """Each mistake of the reader, beside the field it stands in, else above the form."""
        for found in mistakes:
            key = str(found.params.get("key", "")).removeprefix(prefix).replace(".", "__")
            field = self.field_of(key, str(found.params.get("lang", "")))
            self.add_error(field, sentence(code_on_screen(found.code), **_params(found)))

    def field_of(self, key: str, language: str) -> str | None:
        """The field of the document's `key`; None where this form has none."""
        names = (key, f"{key}__{language}", f"{key}__{self.programme.languages[0]}")
        return next((name for name in names if name in self.fields), None)


def code_on_screen(code: str) -> str:
    """A mistake has words for a screen where those for the file speak of its keys."""
    screen = code.replace("pack.", "meeting.field.", 1)
    return screen if known(screen) else code


def _params(found: Mistake) -> dict[str, Any]:
    return {"key": "", **{name: _said(value) for name, value in found.params.items()}}


def _said(value: Any) -> Any:
    """A wall time as people write it; anything else as it is."""
    if not isinstance(value, str) or not WALL_TIME.fullmatch(value):
        return value
    at = datetime.fromisoformat(value).replace(tzinfo=UTC)  # no zone is meant
    return f"{moments.day_words(at)}, {moments.clock_words(at, 'UTC')}"


def _field_of(spec: Words, language: str) -> django_forms.Field:
    label = OWN_NAMES.get(language, language)
    said: dict[str, Any] = {
        "label": label,
        "far_label": f"{spec.label} ({label})",
        "required": spec.required,
    }
    if spec.rows == 1:
        return forms.TextField(limit=spec.limit, **said)
    return forms.LongTextField(spec.limit, rows=spec.rows, **said)


def _drop_if_empty(document: Document, path: list[str]) -> None:
    *parents, key = path
    for parent in parents:
        document = document.get(parent, {})
    if not document.get(key):
        document.pop(key, None)


def named(texts: Mapping[str, Any]) -> str:
    """The reader's text of a document's localised value."""
    return pick({code: str(text) for code, text in texts.items()})
