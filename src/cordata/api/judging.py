"""An application as JSON before the one judge: what the API and the command line answer.

Nothing is stored. Amounts leave as text with two decimals, so that no cent is lost on the way.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from cordata.kernel.localised import pick
from cordata.packs import CallDefinition, ProgrammeDefinition
from cordata.packs.canonical import plain
from cordata.rules import eligibility
from cordata.rules.application_json import read_application
from cordata.rules.budget import ProjectBudget, project_budget
from cordata.rules.finding import Finding, Param, blocking
from cordata.web.catalogue import sentence
from cordata.web.moments import month_names


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the rules of a call say of an application."""

    findings: tuple[Finding, ...]
    budget: ProjectBudget

    @property
    def eligible(self) -> bool:
        """Whether nothing stops filing."""
        return not blocking(self.findings)


def judge(data: object, call: CallDefinition, at: datetime) -> Judgement:
    """Judge parsed JSON at an instant. Raises `ApplicationRefused` with every mistake."""
    facts = replace(
        read_application(data), judged_at=at, months=month_names(call.ruleset.languages)
    )
    findings = eligibility.check(facts, call.ruleset)
    return Judgement(findings, project_budget(facts, call.ruleset))


def as_json(
    judgement: Judgement, call: CallDefinition, programme: ProgrammeDefinition, language: str
) -> dict[str, Any]:
    """The judgement as plain data with its sentences in one language."""
    answer: dict[str, Any] = plain(
        {
            "call": call.code,
            "eligible": judgement.eligible,
            "total": judgement.budget.total,
            "erdf": judgement.budget.erdf,
            "findings": [finding_json(one, programme, language) for one in judgement.findings],
        }
    )
    return answer


def finding_json(finding: Finding, programme: ProgrammeDefinition, language: str) -> dict[str, Any]:
    return {
        "number": finding.number,
        "code": finding.code,
        "verdict": finding.verdict,
        "reason": finding.reason,
        "severity": finding.severity,
        "blocks": finding.blocks,
        "field": finding.field,
        "source": pick(finding.source, language),
        "params": finding.params,
        "sentence": said(finding, programme, language),
    }


def said(finding: Finding, programme: ProgrammeDefinition, language: str) -> str:
    """The finding's sentence, with countries by their names."""
    return sentence(finding.sentence_code, language, **named(finding.params, programme, language))


def named(
    params: Mapping[str, Param], programme: ProgrammeDefinition, language: str
) -> dict[str, Param]:
    """Parameters with country codes replaced by the names the programme gives them."""
    names = {side.code: pick(side.names, language) for side in programme.countries}
    shown = dict(params)
    for key in ("country", "countries"):
        value = shown.get(key)
        if isinstance(value, str):
            shown[key] = names.get(value, value)
        elif isinstance(value, tuple):
            shown[key] = tuple(names.get(code, code) for code in value)
    return shown
