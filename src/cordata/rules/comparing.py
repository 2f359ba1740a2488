"""Which cost option suits: each one that the call allows, on the same figures."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from cordata.rules.budget import PartnerBudget, ProjectBudget, project_budget
from cordata.rules.facts import ZERO, PartnerFacts, ProjectFacts
from cordata.rules.ruleset import CostOption, Ruleset


@dataclass(frozen=True, slots=True)
class Compared:
    """What one option makes of the figures as they stand; amounts in euros."""

    option: CostOption
    budget: ProjectBudget
    chosen: frozenset[str]  # keys of the partners that use it now

    def left_out(self, key: str) -> Decimal:
        """The sum of a partner's lines that count for nothing under this option."""
        return sum((line.amount for line in self.partner(key).rejected), ZERO)

    def partner(self, key: str) -> PartnerBudget:
        return self.budget.partner(key)


def compare_options(facts: ProjectFacts, ruleset: Ruleset) -> tuple[Compared, ...]:
    """Every option of the call in its order, as if all partners used it, with the highest ERDF
    that it allows: an amount asked for belongs to the option for which it was typed."""
    return tuple(_compared(facts, option, ruleset) for option in ruleset.cost_options.values())


def needs_aid(option: CostOption, partner: PartnerFacts) -> bool:
    """Whether the option is shut to a partner: real costs are for State aid (art. 53(2))."""
    return option.code == "O6" and partner.aid.regime in ("", "none")


def _compared(facts: ProjectFacts, option: CostOption, ruleset: Ruleset) -> Compared:
    partners = tuple(
        replace(one, cost_option=option.code, erdf_asked=None) for one in facts.partners
    )
    used = (one for one in facts.partners if ruleset.option_for(one.cost_option) == option)
    return Compared(
        option=option,
        budget=project_budget(replace(facts, partners=partners), ruleset),
        chosen=frozenset(one.key for one in used),
    )
