"""Am I eligible? Four answers become summary facts for the one judge; nothing is stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from cordata.kernel.localised import pick
from cordata.packs.programme import ProgrammeDefinition
from cordata.programme.models import Call
from cordata.rules import eligibility
from cordata.rules.facts import PartnerFacts, ProjectFacts
from cordata.rules.finding import Finding, Outcome, Param

ELSEWHERE = "elsewhere"
OUTSIDE = "ZZ999"  # a place in no territory of any programme
OTHER_TYPE = "other"
ASKED = (  # the checks that four answers can decide, in the order of the questions
    "lead.area",
    "partner.type",
    "enterprise.size",
    "partnership.countries",
    "budget.total",
)


@dataclass(frozen=True, slots=True)
class Answers:
    """Where, which type of body, a partner on another side or not, about how much."""

    country: str
    legal_type: str
    has_partner: bool
    total: Decimal


@dataclass(frozen=True, slots=True)
class Result:
    """What the rules say to four answers; `open` is how many checks they cannot decide."""

    findings: tuple[Finding, ...]
    open: int

    @property
    def holds(self) -> bool:
        return all(finding.verdict is not Outcome.UNMET for finding in self.findings)

    @property
    def only_a_partner_is_missing(self) -> bool:
        unmet = [f.code for f in self.findings if f.verdict is Outcome.UNMET]
        return unmet == ["partnership.countries"]


def judge(answers: Answers, call: Call, at: datetime) -> Result:
    """The findings of `rules.eligibility` that the answers decide."""
    definition = call.definition
    found = eligibility.check(facts_of(answers, call, at), definition.ruleset)
    decided = {f.code: f for f in found if f.verdict in {Outcome.MET, Outcome.UNMET}}
    shown = tuple(_named(decided[code], call) for code in ASKED if code in decided)
    return Result(shown, len(found) - len(shown))


def facts_of(answers: Answers, call: Call, at: datetime) -> ProjectFacts:
    """Summary facts: everything not asked stays unknown."""
    partners = [_own(answers)]
    if answers.has_partner:
        partners.append(_other(answers, call.programme.definition))
    return ProjectFacts(
        judged_at=at,
        partners=tuple(partners),
        summary_only=True,
        estimated_total=answers.total,
    )


def _own(answers: Answers) -> PartnerFacts:
    if answers.country == ELSEWHERE:
        return PartnerFacts("1", "", country="", nuts3=OUTSIDE, is_lead=True)
    return PartnerFacts("1", "", answers.country, is_lead=True, legal_type=answers.legal_type)


def _other(answers: Answers, programme: ProgrammeDefinition) -> PartnerFacts:
    countries = [country.code for country in programme.countries]
    other = next(code for code in countries if code != answers.country)
    return PartnerFacts("2", "", country=other)


def _named(finding: Finding, call: Call) -> Finding:
    """The finding with countries in words instead of codes."""
    params = {key: _words(key, value, call) for key, value in finding.params.items()}
    return replace(finding, params=params)


def _words(key: str, value: Param, call: Call) -> Param:
    if key == "countries" and isinstance(value, tuple):
        names: Mapping[str, str] = country_names(call.programme.definition)
        return tuple(names.get(code, code) for code in value)
    return value


def country_names(programme: ProgrammeDefinition) -> dict[str, str]:
    """Code -> name of the country in the reader's language."""
    return {country.code: pick(country.names) for country in programme.countries}
