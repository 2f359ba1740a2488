"""What a rule answers: one finding per check, never a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

Param = str | int | Decimal | date | datetime | tuple[str, ...]


class Outcome(StrEnum):
    """The four answers a check can give."""

    MET = "met"
    UNMET = "unmet"
    UNKNOWN = "unknown"  # a person decides
    NOT_APPLICABLE = "not_applicable"


class Severity(StrEnum):
    """What an unmet check does."""

    BLOCKS = "blocks"  # stops filing
    ASKED = "asked"  # does not stop filing; the secretariat will ask for it
    ADVICE = "advice"  # information only: a priority, a warning


@dataclass(frozen=True, slots=True)
class Finding:
    """The answer to one check of a call.

    `code` names the check (`budget.total`), `reason` the case that was met with
    (`below_minimum`); the catalogue holds one sentence for each `code.reason`.
    `field` names what to change, as an anchor of the form (`partner.2.budget`).
    """

    code: str
    verdict: Outcome
    severity: Severity
    params: Mapping[str, Param] = dataclass_field(default_factory=dict)
    field: str = ""
    source: Mapping[str, str] = dataclass_field(default_factory=dict)  # language -> text
    reason: str = ""
    number: int = 0  # the check's number in the call's list, 1-45 for microprojects

    @property
    def blocks(self) -> bool:
        """Whether this finding stops filing: only an unmet blocking check does."""
        return self.verdict is Outcome.UNMET and self.severity is Severity.BLOCKS

    @property
    def sentence_code(self) -> str:
        """The catalogue's key for this answer: `budget.total.below_minimum`."""
        return f"{self.code}.{self.reason or self.verdict.value}"


def blocking(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings that stop filing, in their order. Filing is possible if there is none."""
    return tuple(finding for finding in findings if finding.blocks)
