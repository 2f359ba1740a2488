"""Ask the secretariat from beside a field of a draft: the question goes, no text of it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cordata.accounts.models import Person
from cordata.applications import access
from cordata.applications.models import Application
from cordata.kernel.verdicts import NotPossible
from cordata.meetings.actions import ask_about_call
from cordata.meetings.models import Question
from cordata.packs.form import FieldDefinition


@transaction.atomic
def ask_from_draft(
    application: Application,
    field: FieldDefinition,
    text: str,
    *,
    language: str,
    by: Person,
    at: datetime,
) -> Question:
    """One more question in the inbox of the meetings: who answers, by when and how is the same,
    and what is published lands beside the same field.

    Raises `NotPossible` with the reason of `access.ask` or `question.too_many_an_hour`.
    """
    held = Application.objects.select_for_update(of=("self",)).with_call().get(pk=application.pk)
    verdict = access.ask(by, held, at=at)
    if not verdict:
        raise NotPossible(verdict.code, **verdict.params)
    return ask_about_call(
        held.call,
        text,
        form_field=field.key,
        draft=held.pid,
        language=language,
        by=by,
        at=at,
    )
