"""Decision letters: the call's own templates, filled once per partner and language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta

from cordata.applications.letters import (
    facts_of,
    filled,
    language_of,
    partners_of,
    project_of,
)
from cordata.applications.models import Partner
from cordata.documents.sealing import seal
from cordata.kernel.localised import pick
from cordata.kernel.verdicts import NotPossible
from cordata.notify.quoting import literal
from cordata.rules.deadlines import add_months, last_day
from cordata.selection.models import Decision, Letter
from cordata.selection.states import Outcome
from cordata.web import moments, numerals
from cordata.web.catalogue import sentence

LETTERS: Mapping[str, str] = {
    Outcome.APPROVED: "approved",
    Outcome.CONDITIONS: "approved-with-conditions",
    Outcome.RESERVE: "reserve",
    Outcome.REJECTED: "rejected",
    Outcome.DEFERRED: "deferred",
}


PREFIXES: Mapping[str, str] = {Letter.Kind.DECISION: "N", Letter.Kind.GRANT: "G"}


def draft_letters(
    decision: Decision, *, at: datetime, kind: str = Letter.Kind.DECISION
) -> list[Letter]:
    """One released and sealed letter per partner organisation, in the order of the partners.

    `grant` is the notification that follows an approval with conditions.
    """
    outcome = Outcome.APPROVED if kind == Letter.Kind.GRANT else decision.outcome
    return [
        _letter(decision, partner, at, kind, outcome)
        for partner in partners_of(decision.application)
    ]


def _letter(decision: Decision, partner: Partner, at: datetime, kind: str, outcome: str) -> Letter:
    organisation = partner.organisation
    number = f"{decision.application.number}/{PREFIXES[kind]}{partner.position}"
    texts = letter_texts(decision, partner, at=at, outcome=outcome)
    sealed = seal(
        "letter",
        number,
        {"organisation": organisation.name, "outcome": outcome, "texts": texts},
        at=at,
    )
    return Letter.objects.create(
        decision=decision,
        organisation=organisation,
        kind=kind,
        number=number,
        language=language_of(organisation, decision.application),
        texts=texts,
        sealed=sealed,
        drafted_at=at,
        released_at=at,
    )


def letter_texts(
    decision: Decision, partner: Partner, *, at: datetime, outcome: str = ""
) -> dict[str, str]:
    """Language of the call -> the letter as Markdown, for the decision's outcome or another.

    Raises `NotPossible`: `selection.no_letter` when the call has none for this outcome,
    `application.letter_value` when the letter asks for something that a decision does not know.
    """
    definition = decision.application.definition
    wanted = outcome or decision.outcome
    template = definition.letters.get(LETTERS.get(wanted, ""))
    if template is None:
        raise NotPossible("selection.no_letter", outcome=str(wanted))
    facts = _Facts(decision, partner, at)
    return {
        language: filled(pick(template, language), facts.in_language(language))
        for language in definition.languages
    }


class _Facts:
    """What a decision letter may say, read once and written in each language."""

    def __init__(self, decision: Decision, partner: Partner, at: datetime) -> None:
        self.decision, self.partner = decision, partner
        self.application = decision.application
        self.definition = self.application.definition
        self.day = moments.local(at, self.application.call.zone).date()
        self.project = project_of(self.application)

    def in_language(self, language: str) -> dict[str, str]:
        shared = facts_of(self.application, self.partner, self.project, self.day, language)
        own = dict(self._texts(language)) | self._amounts(language) | self._days(language)
        return dict(shared) | own

    def _texts(self, language: str) -> Iterator[tuple[str, str]]:
        session, decision = self.decision.session, self.decision
        theme = self.definition.theme(decision.theme)
        place = session.place or sentence(f"selection.kind.{session.kind}", language)
        yield "committee_place", literal(place)
        yield "conditions", literal(pick(decision.conditions, language))
        yield "rank", str(decision.rank or "")
        yield "reasons", pick(decision.reasons, language)
        yield "theme", pick(theme.names, language) if theme else decision.theme

    def _amounts(self, language: str) -> dict[str, str]:
        decision, score = self.decision, self.decision.score
        return {
            "duration_months": numerals.plain_number(self._months(), language),
            "erdf": numerals.euros(decision.grant, language=language),
            "national_share": numerals.euros(decision.total - decision.grant, language=language),
            "score": "" if score is None else numerals.plain_number(score, language, 2),
            "total": numerals.euros(decision.total, language=language),
        }

    def _days(self, language: str) -> dict[str, str]:
        grid = self.definition.grid
        days: dict[str, date] = {
            "committee_date": self.decision.session.held_on,
            "deadline": self.day + timedelta(days=grid.conditions_days),
            "end_date": last_day(self.day, self._months()),
            "reserve_until": add_months(self.day, grid.reserve_months),
        }
        return {name: moments.day_words(day, language=language) for name, day in days.items()}

    def _months(self) -> int:
        return int(self.project["duration_months"] or 0)
