"""Save what people write in the form: one row per field and language, each with its version."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from cordata.applications.actions.drafts import (
    held_draft,
    locked_draft,
    mark_changed,
    still_written,
)
from cordata.applications.actions.overtaking import AnswerDraft, Outcome, outcome_of
from cordata.applications.models import Answer, AnswerVersion, Application, Partner
from cordata.applications.questions import languages_of
from cordata.kernel.journal import Actor
from cordata.kernel.transitions import tell
from cordata.kernel.verdicts import NotPossible
from cordata.packs.form import Repeat

SPELL = timedelta(minutes=10)  # one line of the journal for a person's writing on one text
SHORT = 25  # code points of an acronym in a list
LONGEST = 40_000  # code points kept of one text: far over any limit, against nonsense


@dataclass(frozen=True, slots=True)
class Conflict:
    """Somebody else saved meanwhile: both texts are shown, nothing is overwritten (SUB-07)."""

    draft: AnswerDraft
    stands: Answer


class Overtaken(NotPossible):
    """The one text sent was not saved; `answer` is what stands."""

    def __init__(self, answer: Answer) -> None:
        super().__init__("application.text.overtaken")
        self.answer = answer


@transaction.atomic
def save_answers(
    application: Application, drafts: Sequence[AnswerDraft], *, by: Actor, at: datetime
) -> list[Conflict]:
    """Save each text whose version is still the one that was seen; answers the others.

    A text the page only showed changes nothing, whoever wrote meanwhile. A text longer than its
    limit is kept: the live check says so, nothing is cut.
    """
    draft = locked_draft(application, at=at)
    found = {_place(answer): answer for answer in draft.answers.all()}
    conflicts = [
        conflict
        for one in drafts
        if (conflict := _save(draft, one, found.get(_target(one)), by=by, at=at)[1])
    ]
    return conflicts


def save_answer(
    application: Application,
    *,
    field: str,
    text: str,
    by: Actor,
    at: datetime,
    language: str = "",
    version: int = 0,
    partner: Partner | None = None,
    key: str = "",
    turn: int = 0,
) -> Answer | None:
    """Save one text. Raises `Overtaken` with what stands when another hand came first."""
    one = AnswerDraft(field, text, language, version, partner, key, turn)
    conflicts = save_answers(application, [one], by=by, at=at)
    if conflicts:
        raise Overtaken(conflicts[0].stands)
    places = application.answers.filter(field=field, language=language, partner=partner)
    return places.first()


@transaction.atomic
def save_typed(
    application: Application, one: AnswerDraft, *, by: Actor, at: datetime
) -> tuple[Answer | None, Conflict | None]:
    """Save one text while it is typed, in as few queries as can be: what stands, and the conflict.

    `application` was read in this very request.
    """
    stands = _held_answer(application, one, at)
    before = stands.version if stands else 0
    answer, conflict = _save(application, one, stands, by=by, at=at)
    if (answer.version if answer else 0) == before:
        transaction.set_rollback(True)  # nothing was written, so nothing has changed
    return answer, conflict


def _held_answer(application: Application, one: AnswerDraft, at: datetime) -> Answer | None:
    """What stands, locked together with its application; a first text locks the latter alone."""
    rows = Answer.objects.select_for_update(of=("self", "application"))
    places = rows.select_related("application").filter(
        application=application, partner=one.partner, field=one.field, language=one.language
    )
    stands = places.first()
    if stands is not None:
        still_written(stands.application, application, at=at)
        return stands
    held_draft(application, at=at)
    return places.first()


def _save(
    draft: Application, one: AnswerDraft, stands: Answer | None, *, by: Actor, at: datetime
) -> tuple[Answer | None, Conflict | None]:
    """What stands afterwards, and the conflict if another hand came first."""
    _check(draft, one)
    outcome = outcome_of(one, stands, by)
    if outcome is not Outcome.SAVE:
        came_first = stands if outcome is Outcome.CONFLICT else None
        return stands, Conflict(one, came_first) if came_first else None
    answer = stands or Answer(
        application=draft, partner=one.partner, field=one.field, language=one.language, version=0
    )
    begins = _begins_a_spell(answer, by, at)
    answer.text, answer.version = one.text, answer.version + 1
    answer.author, answer.saved_at = by.actor_key, at
    answer.told_at = at if begins else answer.told_at
    answer.machine = one.machine or (answer.machine and bool(one.text))
    answer.save()
    AnswerVersion.objects.create(
        application=draft,
        organisation_id=one.partner.organisation_id if one.partner else None,
        field=one.field,
        language=one.language,
        answer=answer,
        version=answer.version,
        text=one.text,
        author=by.actor_key,
        saved_at=at,
        key=one.key,
        turn=one.turn,
        machine=one.machine,
    )
    _mirror(draft, one)
    mark_changed(draft, at)
    if begins:
        tell(draft, "text_saved", by=by, at=at, **_named(answer, one))
    return answer, None


def _begins_a_spell(answer: Answer, by: Actor, at: datetime) -> bool:
    """Whether the journal has not heard of this person's writing here in the last ten minutes.

    Every version is kept whatever the journal hears (decision 0018).
    """
    if answer.told_at is None or answer.author != by.actor_key:
        return True
    return not timedelta(0) <= at - answer.told_at < SPELL


def _named(answer: Answer, one: AnswerDraft) -> dict[str, Any]:
    """What the journal says of a text: where and which version, never its words (ACC-06)."""
    partner = one.partner.pid if one.partner else ""
    where = {"field": one.field, "language": one.language, "partner": partner}
    told = {**where, "version": answer.version, "length": len(one.text)}
    return told | {"machine": True} if one.machine else told


def _check(draft: Application, one: AnswerDraft) -> None:
    definition = draft.definition
    field = definition.form.field(one.field)
    if field is None:
        raise NotPossible("application.text.field_unknown")
    if one.language not in languages_of(field, definition.languages):
        raise NotPossible("application.text.language_unknown")
    section = next(item for item in definition.form.sections if field in item.fields)
    if (section.repeat is Repeat.PARTNER) != (one.partner is not None):
        raise NotPossible("application.text.field_unknown")
    if one.partner is not None and one.partner.application_id != draft.pk:
        raise NotPossible("partner.not_here")
    if len(one.text) > LONGEST:
        raise NotPossible("application.text.far_too_long", limit=LONGEST, count=len(one.text))


def _place(answer: Answer) -> tuple[str, str, int | None]:
    return answer.field, answer.language, answer.partner_id


def _target(one: AnswerDraft) -> tuple[str, str, int | None]:
    return one.field, one.language, one.partner.pk if one.partner else None


# Answers that lists, rules and the register read often are mirrored in columns.
_MIRRORED: Mapping[str, tuple[str, Callable[[str], Any]]] = {
    "acronym": ("acronym", lambda text: text[:SHORT]),  # whole in its answer; lists have less room
    "theme": ("theme", str),
    "duration_months": ("duration_months", lambda text: int(text) if text else None),
    "start_on": ("start_on", lambda text: date.fromisoformat(text) if text else None),
}


def _mirror(draft: Application, one: AnswerDraft) -> None:
    if one.field in _MIRRORED and one.partner is None:
        column, read = _MIRRORED[one.field]
        setattr(draft, column, read(one.text))
        draft.save(update_fields=[column])
