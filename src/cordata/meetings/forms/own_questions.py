"""The organisers' own questions as fields: typed, conditional, required only where asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms as django_forms
from django.forms import BoundField
from django.utils.functional import lazy

from cordata.kernel.localised import pick
from cordata.meetings.forms.choices import NO_ANSWER
from cordata.meetings.keeping import terms_in_words
from cordata.meetings.models import Meeting
from cordata.meetings.presenting import answer_words
from cordata.packs.own_questions import AnswerKind, OwnQuestion, asked
from cordata.web import forms
from cordata.web.catalogue import sentence

PREFIX = "own_"
picked = lazy(pick, str)
said = lazy(sentence, str)


class ScaleField(forms.ChoiceField):
    """A choice drawn as a scale with words at both ends."""

    is_scale = True


class OwnQuestions(forms.Form):
    """Mixed into a form that asks them; `meeting` and `questions` are set before
    `super().__init__`."""

    meeting: Meeting
    questions: Sequence[OwnQuestion] = ()
    one_tap = False  # every choice in sight, instead of a list to open

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        texts = {question.code: question for question in self.questions}
        for question in self.questions:
            field = _field(question, self.hint_of(question, texts), one_tap=self.one_tap)
            field.conditional = bool(question.required and question.asked_if)  # type: ignore[attr-defined]
            if condition := question.asked_if:
                field.asked_if = f"{PREFIX}{condition.question}={condition.answer}"  # type: ignore[attr-defined]
            self.fields[PREFIX + question.code] = field

    def hint_of(self, question: OwnQuestion, known: Mapping[str, OwnQuestion]) -> str:
        """Why it is asked, how long the answer is kept, and when it applies."""
        kept = sentence("meetings.kept_months", months=terms_in_words(self.meeting)["months"])
        words = [asked_if_words(question, known), pick(question.purposes), kept]
        return " ".join(word for word in words if word)

    @property
    def own_fields(self) -> list[BoundField]:
        """Their fields, in the organisers' order."""
        return [self[PREFIX + question.code] for question in self.questions]

    def clean(self) -> dict[str, Any]:
        """An answer to a question that does not apply is left out; one that must be is asked."""
        cleaned = super().clean() or self.cleaned_data
        given = {one.code: cleaned.get(PREFIX + one.code) or "" for one in self.questions}
        applying = list(asked(self.questions, given))
        for question in applying:
            name = PREFIX + question.code
            if question.required and not given[question.code] and name not in self.errors:
                self.add_error(name, forms.mistake("web.field.required"))
        cleaned["own_answers"] = {one.code: given[one.code] for one in applying if given[one.code]}
        return cleaned


def initial_of(answers: Mapping[str, str]) -> dict[str, str]:
    """Answers given before, under the names of their fields."""
    return {PREFIX + code: answer for code, answer in answers.items()}


def _field(question: OwnQuestion, hint: str, *, one_tap: bool) -> django_forms.Field:
    """Required on its face only where it is always asked; `clean` asks for the others."""
    common: dict[str, Any] = {
        "label": picked(question.texts),
        "help_text": hint,
        "required": question.required and question.asked_if is None,
    }
    if question.kind is AnswerKind.TEXT:
        return forms.LongTextField(600, rows=2, **common)
    choices = [(code, answer_words(question, code)) for code in question.answers]
    if one_tap or question.kind is AnswerKind.YES_NO:
        kind = ScaleField if question.kind is AnswerKind.SCALE else forms.ChoiceField
        return kind(widget=django_forms.RadioSelect, choices=choices, **common)
    return forms.ChoiceField(choices=[("", NO_ANSWER), *choices], **common)


def asked_if_words(question: OwnQuestion, known: Mapping[str, OwnQuestion]) -> str:
    """When a question applies, if it hangs on another."""
    condition = question.asked_if
    if condition is None:
        return ""
    on = known[condition.question]
    return sentence(
        "meetings.asked_if",
        question=pick(on.texts),
        answer=answer_words(on, condition.answer),
    )
