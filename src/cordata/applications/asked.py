"""What was asked of the secretariat from a draft, as the people of the draft read it: no names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cordata.applications.models import Application
from cordata.meetings.models import Question
from cordata.meetings.queries import asked_from
from cordata.packs.form import FieldDefinition


@dataclass(frozen=True, slots=True)
class Asked:
    """One question and the field beside which it was asked, while the form has it."""

    question: Question
    field: FieldDefinition | None


def questions_asked(application: Application, key: str = "") -> list[Asked]:
    """Those of the whole draft, or beside one field: one query."""
    return list(_asked(application, key))


def _asked(application: Application, key: str) -> Iterator[Asked]:
    form = application.definition.form
    for one in asked_from(application.pid):
        if key in ("", one.form_field):
            yield Asked(one, form.field(one.form_field))
