"""Have an empty language of a text drafted by the machine: marked until a person confirms it."""

from __future__ import annotations

from datetime import datetime

from cordata.accounts.models import Person
from cordata.applications.actions.answers import save_answers
from cordata.applications.actions.overtaking import AnswerDraft
from cordata.applications.models import Application, Partner
from cordata.applications.translating import is_offered, translated
from cordata.kernel import throttle
from cordata.kernel.verdicts import NotPossible
from cordata.web.cleaning import clean_text

AN_HOUR = 60  # drafts a person may ask for in an hour


def draft_by_machine(
    application: Application,
    *,
    field: str,
    language: str,
    by: Person,
    at: datetime,
    partner: Partner | None = None,
) -> None:
    """Draft the text in `language` from the first other language that has one.

    Raises NotPossible when no service is named, nothing is there to translate, the service does
    not answer, or somebody wrote in that language meanwhile.
    """
    if not is_offered():
        raise NotPossible("application.translate.none")
    texts = {one.language: one for one in application.answers.filter(field=field, partner=partner)}
    target = texts.get(language)
    order = (code for code in application.definition.languages if code != language)
    source = next((texts[code] for code in order if code in texts and texts[code].text), None)
    if source is None or (target and target.text):
        raise NotPossible("application.translate.nothing")
    if not throttle.within_limit("translate", by.pid, limit=AN_HOUR, seconds=3600):
        raise NotPossible("application.translate.too_many", limit=AN_HOUR)
    words = translated(source.text, source.language, language)
    draft = AnswerDraft(
        field,
        clean_text(words, lines="\n" in source.text),
        language,
        target.version if target else 0,
        partner,
        machine=True,
    )
    if save_answers(application, [draft], by=by, at=at):
        raise NotPossible("application.translate.meanwhile")
