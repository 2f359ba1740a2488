"""The scoring grid of a call as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from cordata.packs.provenance import Text
from cordata.rules import scoring
from cordata.rules.ranking import Remainder
from cordata.rules.scoring import Method, Mode


class CriterionKind(StrEnum):
    """Scored on a scale, or points for a yes."""

    SCORED = "scored"
    PRIORITY = "priority"


class PriorityFact(StrEnum):
    """What the sealed file itself tells: a priority that names it is never given by hand."""

    NEW_BODY = "new_body"  # a partner that the programme never funded
    PRIVATE_BODY = "private_body"  # a partner that is not a public body
    FRAGILE_TERRITORY = "fragile_territory"  # fragile areas or vulnerable groups are reached


@dataclass(frozen=True, slots=True)
class Criterion:
    """One line of the grid."""

    code: str
    kind: CriterionKind
    names: Text
    questions: Text  # what the assessor asks of the text
    scale_min: int = 0
    scale_max: int = 5
    weight: Decimal = Decimal(1)  # points, for a priority
    floor: Decimal | None = None  # the consolidated mean may not lie below
    knock_out: bool = False  # below the floor the project is rejected whatever its total
    anchors: Mapping[str, Text] = field(default_factory=dict)  # value -> what it means
    fact: PriorityFact | None = None  # of a priority: what gives its points; None: nobody does

    @property
    def rules(self) -> scoring.Criterion:
        """The criterion as the pure rules see it, without words."""
        return scoring.Criterion(
            code=self.code,
            scale_max=self.scale_max,
            scale_min=self.scale_min,
            weight=self.weight,
            floor=self.floor,
            knockout=self.knock_out,
        )


@dataclass(frozen=True, slots=True)
class CriteriaGrid:
    """How projects of a call are scored, and what the scores decide."""

    mode: Mode
    criteria: tuple[Criterion, ...]
    threshold: Decimal | None  # least total without priority points; None: none
    assessors: int = 2
    method: Method = Method.MEAN  # how the sheets of a file become one result
    divergence: Decimal | None = None  # a third assessor above this difference of totals
    motivation_min: int = 100  # characters, because it is quoted in the letter
    tie_break: tuple[str, ...] = ()  # criteria, then "committee" or "lot"
    remainder: Remainder = Remainder.STOP  # for the next project that no longer fits
    reserve_months: int = 0  # how long the reserve list holds; 0: no list
    second_look: tuple[str, ...] = ()  # checks on which a second officer must agree
    second_look_refusals: bool = False  # as on an inadmissible or ineligible file
    second_release: bool = False  # their letters are released by another than who decided
    admissibility_days: int = 15  # working days of the stage before a file is late
    eligibility_days: int = 15
    assessment_days: int = 25
    completion_rounds: int = 1  # requests for completion a file may get
    completion_days: int = 10  # calendar days to answer a request for completion
    conditions_days: int = 30  # to meet the conditions of an approval
    complaint_days: int = 30  # to complain about a decision
    complaint_answer_days: int = 60  # calendar days in which the call means to answer
    consensus_days: int = 10  # calendar days for the authors to agree on a common sheet
    scores_told: bool = True  # the letters say the consolidated score
    calibration: bool = False  # no sheet opens before its assessor has scored the common exercise

    @property
    def advisory(self) -> bool:
        """The scores inform the committee and decide nothing."""
        return self.mode is Mode.PASS_FAIL

    @property
    def scored(self) -> tuple[Criterion, ...]:
        return tuple(item for item in self.criteria if item.kind is CriterionKind.SCORED)

    @property
    def priorities(self) -> tuple[Criterion, ...]:
        return tuple(item for item in self.criteria if item.kind is CriterionKind.PRIORITY)

    @property
    def maximum(self) -> Decimal:
        """The highest total without priority points."""
        return sum((item.weight * item.scale_max for item in self.scored), Decimal(0))

    @property
    def rules(self) -> scoring.Grid:
        """The grid as the pure rules see it, without words."""
        return scoring.Grid(
            criteria=tuple(item.rules for item in self.scored),
            bonuses=tuple(scoring.Bonus(item.code, item.weight) for item in self.priorities),
            threshold=self.threshold or Decimal(0),
            mode=self.mode,
            method=self.method,
            divergence=self.divergence,
            assessors=self.assessors,
            motivation_min=self.motivation_min,
            tie_criteria=tuple(code for code in self.tie_break if self.criterion(code)),
        )

    def criterion(self, code: str) -> Criterion | None:
        return next((item for item in self.criteria if item.code == code), None)
