"""An application before the rules of its call: one judge for the live panel and the filing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cordata.applications.facts import facts_of
from cordata.applications.models import Application, Partner
from cordata.applications.queries import fully_loaded, ruleset_of
from cordata.applications.states import State
from cordata.rules import eligibility
from cordata.rules.budget import ProjectBudget, project_budget
from cordata.rules.facts import ProjectFacts
from cordata.rules.finding import Finding, Outcome, blocking
from cordata.rules.ruleset import Ruleset


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the rules say of an application."""

    facts: ProjectFacts
    ruleset: Ruleset
    findings: tuple[Finding, ...]
    budget: ProjectBudget

    @property
    def blocking(self) -> tuple[Finding, ...]:
        """What stops filing."""
        return blocking(self.findings)

    @property
    def asked(self) -> tuple[Finding, ...]:
        """What does not stop filing and will be asked for, or is advice."""
        unmet = (one for one in self.findings if one.verdict is Outcome.UNMET)
        return tuple(one for one in unmet if not one.blocks)

    @property
    def met(self) -> tuple[Finding, ...]:
        return tuple(one for one in self.findings if one.verdict is Outcome.MET)

    @property
    def open(self) -> tuple[Finding, ...]:
        """What a person decides."""
        return tuple(one for one in self.findings if one.verdict is Outcome.UNKNOWN)

    @property
    def idle(self) -> tuple[Finding, ...]:
        """What does not concern this application."""
        return tuple(one for one in self.findings if one.verdict is Outcome.NOT_APPLICABLE)


def judge(application: Application, facts: ProjectFacts) -> Judgement:
    """All findings and the figures of an application under its call's rules."""
    ruleset = ruleset_of(application)
    findings = eligibility.check(facts, ruleset)
    return Judgement(facts, ruleset, findings, project_budget(facts, ruleset))


def judged_now(application: Application, at: datetime) -> Judgement:
    """The live check of a draft; once the call is closed, of a filed one as of its filing."""
    at = application.paper_at or at  # a paper is judged as of its arrival
    if application.state == State.SUBMITTED and at > application.call.closes_at:
        at = application.submitted_at or at
    return judge(application, facts_of(application, at))


def judged_with_lead(partner: Partner, at: datetime) -> Judgement:
    """The live check of a draft as if this partner led: nothing is written."""
    supposed = fully_loaded(partner.application)
    for one in supposed.partners.all():
        one.is_lead = one.pk == partner.pk
    return judge(supposed, facts_of(supposed, at))
