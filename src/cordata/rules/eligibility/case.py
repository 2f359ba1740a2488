"""What every check is given, and what it answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from cordata.rules.budget import ProjectBudget, project_budget
from cordata.rules.facts import PartnerFacts, ProjectFacts
from cordata.rules.finding import Outcome, Param
from cordata.rules.ruleset import Ruleset


@dataclass(frozen=True)
class Case:
    """One application before one call's rules; the budget is computed once."""

    facts: ProjectFacts
    ruleset: Ruleset

    @cached_property
    def budget(self) -> ProjectBudget:
        return project_budget(self.facts, self.ruleset)

    def is_silent(self, section: str) -> bool:
        """Whether the facts say nothing about a section, so that nothing can be concluded."""
        return self.facts.summary_only or section in self.facts.unstated

    def is_silent_on(self, partner: PartnerFacts, name: str) -> bool:
        return self.facts.summary_only or name in partner.unstated


@dataclass(frozen=True, slots=True)
class Answer:
    """A finding without what the call's own list adds: code, severity, source."""

    verdict: Outcome
    reason: str = ""
    params: Mapping[str, Param] = field(default_factory=dict)
    field: str = ""


Check = Callable[[Case], Answer]

NOT_APPLICABLE = Answer(Outcome.NOT_APPLICABLE)
A_PERSON_DECIDES = Answer(Outcome.UNKNOWN)
NOT_STATED = Answer(Outcome.UNKNOWN, "not_stated")


def met(**params: Param) -> Answer:
    """The check holds; `params` are the figures its sentence quotes."""
    return Answer(Outcome.MET, params=params)


def unmet(reason: str, field: str, **params: Param) -> Answer:
    """The check does not hold, for `reason`; `field` is the anchor of what to change."""
    return Answer(Outcome.UNMET, reason, params, field)


def unknown(reason: str, field: str = "", **params: Param) -> Answer:
    """The machine cannot tell: a person decides, or nothing was stated."""
    return Answer(Outcome.UNKNOWN, reason, params, field)


def anchor(partner: PartnerFacts, name: str) -> str:
    """The form's anchor of one field of a partner."""
    return f"partner.{partner.key}.{name}"


def unmet_for(
    reason: str, partners: Iterable[PartnerFacts], name: str, **params: Param
) -> Answer | None:
    """An unmet answer that names the partners concerned and points to the first; None if none."""
    concerned = list(partners)
    if not concerned:
        return None
    names = tuple(partner.name or partner.key for partner in concerned)
    return unmet(reason, anchor(concerned[0], name), partners=names, **params)


def first(*answers: Answer | None) -> Answer:
    """The first answer that is one; the last argument always is."""
    return next(answer for answer in answers if answer is not None)
