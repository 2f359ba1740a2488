"""Who came answers a few questions, once; the answers part from the person at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from cordata.kernel.journal import SYSTEM
from cordata.kernel.transitions import tell
from cordata.kernel.verdicts import NotPossible
from cordata.meetings import access
from cordata.meetings.actions.locking import locked_registration
from cordata.meetings.models import Registration, SurveyAnswer
from cordata.meetings.queries import is_told_apart
from cordata.packs.own_questions import AnswerKind


@transaction.atomic
def answer_survey(
    pid: str, answers: Mapping[str, str], *, language: str, at: datetime
) -> Registration:
    """Count these answers. Twice is once: what is sent again changes nothing. Raises NotPossible.

    The journal says that the meeting got an answer, and of nobody: an entry of the registration
    would join the person, by its hour, to the one answer of a quiet day.
    """
    registration = locked_registration(pid)
    if registration.survey_answered:
        return registration
    verdict = access.answer_survey(registration, at)
    if not verdict:
        raise NotPossible(verdict.code, **verdict.params)
    meeting = registration.meeting
    told_apart = is_told_apart(meeting, registration.country)
    SurveyAnswer.objects.create(
        meeting=meeting,
        answered_on=at.astimezone(ZoneInfo(meeting.definition.zone)).date(),
        country=registration.country if told_apart else "",
        language=language if _has_words(registration, answers) else "",
        answers=dict(answers),
    )
    registration.survey_answered = True
    registration.save(update_fields=["survey_answered"])
    tell(meeting, "survey_answered", by=SYSTEM, at=at)
    return registration


def _has_words(registration: Registration, answers: Mapping[str, str]) -> bool:
    questions = registration.meeting.programme.definition.meetings.survey
    return any(
        answers.get(question.code) for question in questions if question.kind is AnswerKind.TEXT
    )
