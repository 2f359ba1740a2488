"""The act 'all versions say the same', which holds while no language changes (check 03)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from cordata.accounts.models import Person
from cordata.applications.actions.drafts import locked_draft, mark_changed
from cordata.applications.models import Application, Partner, TextAgreement
from cordata.kernel.transitions import tell
from cordata.kernel.verdicts import NotPossible


@transaction.atomic
def agree_texts(
    application: Application,
    *,
    field: str,
    versions: Mapping[str, int],
    by: Person,
    at: datetime,
    partner: Partner | None = None,
) -> TextAgreement:
    """Say that the versions one has read say the same, in every language of the call.

    A machine's draft that was read and confirmed is a person's text from then on.

    Raises NotPossible when a language is empty, or has changed since it was read.
    """
    draft = locked_draft(application, at=at)
    languages = draft.definition.languages
    answers = {
        answer.language: answer
        for answer in draft.answers.filter(field=field, partner=partner, language__in=languages)
    }
    missing = tuple(code for code in languages if code not in answers or not answers[code].text)
    if missing:
        raise NotPossible("application.agree.missing_language", languages=missing)
    present = {code: answers[code].version for code in languages}
    if dict(versions) != present:
        raise NotPossible("application.agree.changed_meanwhile")
    agreement, _ = TextAgreement.objects.update_or_create(
        application=draft,
        partner=partner,
        field=field,
        defaults={"versions": present, "agreed_by": by, "agreed_at": at},
    )
    draft.answers.filter(field=field, partner=partner, machine=True).update(machine=False)
    mark_changed(draft, at)
    where = {"field": field, "partner": partner.pid if partner else ""}
    tell(draft, "texts_agreed", by=by, at=at, versions=present, **where)
    return agreement
