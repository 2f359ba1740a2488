"""What is asked of who came: each answer one tap, nothing required."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cordata.kernel.localised import pick
from cordata.meetings.forms.own_questions import OwnQuestions, asked_if_words
from cordata.meetings.models import Meeting
from cordata.packs.own_questions import OwnQuestion
from cordata.web import forms


class SurveyForm(OwnQuestions):
    """The survey of the programme. How long answers are kept is said once, above all of them."""

    one_tap = True

    def __init__(self, meeting: Meeting, *args: Any, **kwargs: Any) -> None:
        self.meeting = meeting
        self.questions = meeting.programme.definition.meetings.survey
        super().__init__(*args, **kwargs)

    def hint_of(self, question: OwnQuestion, known: Mapping[str, OwnQuestion]) -> str:
        words = [asked_if_words(question, known), pick(question.purposes)]
        return " ".join(word for word in words if word)

    def clean(self) -> dict[str, Any]:
        """Nothing at all is no answer."""
        cleaned = super().clean()
        if not self.errors and not cleaned["own_answers"]:
            raise forms.mistake("survey.empty")
        return cleaned
