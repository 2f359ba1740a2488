"""Decision letters: the call's own templates, filled once per partner and language.

Every letter carries all languages of the call, the partner's own first. What people typed
goes in as plain text: a title cannot become markup.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from cordata.accounts.models import Organisation
from cordata.applications.models import Partner
from cordata.applications.queries import submission_that_stands
from cordata.documents.sealing import seal
from cordata.kernel.localised import pick
from cordata.kernel.verdicts import NotPossible
from cordata.notify.quoting import literal
from cordata.packs import ProgrammeDefinition
from cordata.packs.programme import BodyRole
from cordata.packs.reading.letters import PLACEHOLDER
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
    return [_letter(decision, partner, at, kind, outcome) for partner in partners_of(decision)]


def partners_of(decision: Decision) -> list[Partner]:
    """The partners of the file with their organisations, the lead first."""
    return sorted(decision.application.partners.all(), key=lambda one: one.position)


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
        language=language_of(organisation, decision),
        texts=texts,
        sealed=sealed,
        drafted_at=at,
        released_at=at,
    )


def language_of(organisation: Organisation, decision: Decision) -> str:
    """The first language of the partner's country that the call speaks, else the call's first."""
    spoken = decision.application.definition.languages
    country = _programme(decision).country(organisation.country)
    own = country.languages if country else ()
    return next((language for language in own if language in spoken), spoken[0])


def letter_texts(
    decision: Decision, partner: Partner, *, at: datetime, outcome: str = ""
) -> dict[str, str]:
    """Language of the call -> the letter as Markdown, for the decision's outcome or another.

    Raises `NotPossible`: `selection.no_letter` when the call has none for this outcome,
    `selection.letter_value` when the letter asks for something that a decision does not know.
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


def filled(template: str, values: Mapping[str, str]) -> str:
    """`{{ name }}` replaced by its value. Raises `NotPossible("selection.letter_value")`."""

    def value(found: Any) -> str:
        name = found[1]
        if name not in values:
            raise NotPossible("selection.letter_value", name=name)
        return values[name]

    return PLACEHOLDER.sub(value, template)


def _programme(decision: Decision) -> ProgrammeDefinition:
    return decision.application.call.programme.definition


class _Facts:
    """What a decision letter may say, read once and written in each language."""

    def __init__(self, decision: Decision, partner: Partner, at: datetime) -> None:
        self.decision, self.partner = decision, partner
        self.application = decision.application
        self.definition = self.application.definition
        self.programme = _programme(decision)
        self.day = moments.local(at, self.application.call.zone).date()
        submission = submission_that_stands(self.application)
        if submission is None:
            raise NotPossible("selection.nothing_filed")
        self.project = submission.sealed.content["project"]

    def in_language(self, language: str) -> dict[str, str]:
        return dict(self._texts(language)) | self._amounts(language) | self._days(language)

    def _texts(self, language: str) -> Iterator[tuple[str, str]]:
        session, decision = self.decision.session, self.decision
        theme = self.definition.theme(decision.theme)
        lead = next(one for one in partners_of(decision) if one.is_lead)
        names = [one.organisation.name for one in partners_of(decision)]
        place = session.place or sentence(f"selection.kind.{session.kind}", language)
        yield "acronym", literal(self.application.acronym)
        yield "application_number", self.application.number
        yield "authority", pick(self._body(BodyRole.MANAGING_AUTHORITY).names, language)
        yield "call", pick(self.definition.names, language)
        yield "committee_place", literal(place)
        yield "conditions", literal(pick(decision.conditions, language))
        yield "lead_partner", literal(lead.organisation.name)
        yield "lead_signatory", literal(lead.organisation.representative_name)
        yield "partner", literal(self.partner.organisation.name)
        yield "partner_signatory", literal(self.partner.organisation.representative_name)
        yield "partners", literal(numerals.listed(names, language))
        yield "programme", pick(self.programme.names, language)
        yield "rank", str(decision.rank or "")
        yield "reasons", pick(decision.reasons, language)
        yield "secretariat_email", self._body(BodyRole.JOINT_SECRETARIAT).email
        yield "theme", pick(theme.names, language) if theme else decision.theme
        yield "title", literal(pick(self.project["answers"].get("title", {}), language))

    def _amounts(self, language: str) -> dict[str, str]:
        decision, grid = self.decision, self.definition.grid
        score = decision.score
        return {
            "complaint_days": numerals.plain_number(grid.complaint_days, language),
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
            "date": self.day,
            "deadline": self.day + timedelta(days=grid.conditions_days),
            "end_date": last_day(self.day, self._months()),
            "notified_on": self.day,
            "reserve_until": add_months(self.day, grid.reserve_months),
        }
        return {name: moments.day_words(day, language=language) for name, day in days.items()}

    def _months(self) -> int:
        return int(self.project["duration_months"] or 0)

    def _body(self, role: BodyRole) -> Any:
        bodies = self.programme.bodies
        return next((body for body in bodies if body.role == role), bodies[0])
