"""How far a draft is: questions asked and answered, section by section, and what is left to do.

Counted are the required questions that apply. Of State aid only its first question counts: how
many others follow would tell the other partners what the first answer was.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cordata.applications import questions
from cordata.applications.facts import Answers, answers_by_place
from cordata.applications.models import Application, Partner
from cordata.packs.effort import minutes
from cordata.packs.form import FieldDefinition
from cordata.packs.steps import AID

HISTORY = "previously_funded"  # kept on the partner itself


@dataclass(frozen=True, slots=True)
class Progress:
    """Of one section or of all: `seconds` are what the open questions may still take."""

    answered: int = 0
    asked: int = 0
    seconds: int = 0
    begun: bool = False

    @property
    def minutes(self) -> int:
        return minutes(self.seconds)

    def __add__(self, other: Progress) -> Progress:
        return Progress(
            self.answered + other.answered,
            self.asked + other.asked,
            self.seconds + other.seconds,
            self.begun or other.begun,
        )


def progress_of(application: Application) -> Mapping[str, Progress]:
    """Step -> how far it is; reads an application loaded by `fully_loaded`."""
    found = _Counting(application)
    return {
        "project": found.plain(questions.of_project(found.definition)),
        "partners": found.partners(),
        "texts": found.plain(questions.of_texts(found.definition)),
        "activities": found.plan(),
        "budget": found.money(),
    }


class _Counting:
    """One application read once."""

    def __init__(self, application: Application) -> None:
        self.application, self.definition = application, application.definition
        self.answers: Answers = answers_by_place(application)
        self.everyone = list(application.partners.all())

    def one(self, field: FieldDefinition, answered: bool, *, begun: bool = False) -> Progress:
        if answered:
            return Progress(1, 1, 0, begun=True)
        effort = self.definition.form.effort
        seconds = effort.of_question(field, len(self.definition.languages))
        return Progress(0, 1, seconds, begun)

    def plain(
        self, fields: tuple[FieldDefinition, ...], partner: Partner | None = None
    ) -> Progress:
        """Questions whose answers are rows of their own."""
        given = self._given(partner)
        asked = (one for one in fields if one.required and questions.applies(one, given))
        found = sum((self._plain(one, partner) for one in asked), Progress())
        begun = any(self._texts(one, partner) for one in fields)
        return Progress(found.answered, found.asked, found.seconds, begun)

    def partners(self) -> Progress:
        """Each partner's sheet; who stands alone has not begun."""
        found = Progress()
        history = self.definition.form.field(HISTORY)
        aid = self._first_of_aid()
        for partner in self.everyone:
            found += self.plain(questions.of_partner(self.definition), partner)
            if history and history.required:
                found += self.one(history, partner.previously_funded is not None)
            if aid:
                said = (partner.aid or {}).get("answers") or {}
                found += self.one(aid, said.get(aid.key) is not None)
        written = any(
            answer.partner_id and answer.text for answer in self.application.answers.all()
        )
        begun = written or len(self.everyone) > 1
        return Progress(found.answered, found.asked, found.seconds, begun)

    def plan(self) -> Progress:
        """Activities, deliverables and indicators."""
        activities = list(self.application.activities.all())
        chosen = {indicator.code for indicator in self.application.indicators.all()}
        rules = self.definition.ruleset
        there = {
            "activities": bool(activities),
            "deliverables": any(one.deliverables.all() for one in activities),
            "outputs": bool(chosen & rules.output_indicators),
            "results": bool(chosen & rules.result_indicators),
        }
        return self._named(there)

    def money(self) -> Progress:
        """Each partner's budget; the cost option counts once there is an amount beside it."""
        found = Progress()
        for partner in self.everyone:
            amounts = bool(partner.lines.all())
            option = amounts and bool(partner.cost_option)
            found += self._named({"cost_option": option, "costs": amounts})
        return found

    def _named(self, there: Mapping[str, bool]) -> Progress:
        form = self.definition.form
        fields = [(form.field(key), answered) for key, answered in there.items()]
        return sum(
            (self.one(field, answered) for field, answered in fields if field and field.required),
            Progress(),
        )

    def _first_of_aid(self) -> FieldDefinition | None:
        asked = (one for one in self.definition.form.fields() if one.key in AID)
        return next((one for one in asked if one.required and one.when is None), None)

    def _plain(self, field: FieldDefinition, partner: Partner | None) -> Progress:
        texts = self._texts(field, partner)
        if not questions.is_bilingual(field):
            return self.one(field, not questions.is_empty(field, texts.get("", "")))
        return self.one(field, all(texts.get(code) for code in self.definition.languages))

    def _texts(self, field: FieldDefinition, partner: Partner | None) -> dict[str, str]:
        found = self.answers.get((partner.pk if partner else None, field.key), {})
        return {language: one.text for language, one in found.items() if one.text}

    def _given(self, partner: Partner | None) -> dict[str, str]:
        owner = partner.pk if partner else None
        given = {
            key: languages[""].text
            for (row, key), languages in self.answers.items()
            if row == owner and "" in languages
        }
        if partner is not None and partner.previously_funded is not None:
            given[HISTORY] = "true" if partner.previously_funded else "false"
        return given


def whole(steps: Mapping[str, Progress]) -> Progress:
    """All sections together."""
    return sum(steps.values(), Progress())
