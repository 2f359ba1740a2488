"""From a partner's draft budget to its total, its ERDF and who pays the rest.

Each flat amount and each ERDF share is brought to the cent per partner, and rates chain on
amounts already brought to the cent; a project's figure is the sum of its partners' figures,
never a rate on the total. Cost options O1-O6 are those of Regulations (EU) 2021/1060,
articles 53-56, and 2021/1059, articles 39-41.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from cordata.rules.facts import ZERO, CostLine, PartnerFacts, ProjectFacts
from cordata.rules.money import HUNDRED, cents, share
from cordata.rules.ruleset import CostOption, Rounding, Ruleset

CATEGORIES = ("staff", "office", "travel", "external", "equipment", "works", "other")
LUMP_SUM = "lump_sum"


@dataclass(frozen=True, slots=True)
class Step:
    """How one category's amount came about: entered, or `rate` per cent of `base`."""

    category: str
    amount: Decimal  # euros, to the cent
    base: Decimal = ZERO
    rate: Decimal | None = None  # None: the amount was entered
    base_categories: tuple[str, ...] = ()

    @property
    def exact(self) -> Decimal:
        """The amount before it was brought to the cent: 714.915."""
        return self.amount if self.rate is None else self.base * self.rate / HUNDRED


@dataclass(frozen=True, slots=True)
class PartnerBudget:
    """One partner's figures, in euros."""

    key: str
    name: str
    country: str
    option: str  # empty: the call knows no such option, nothing could be computed
    steps: tuple[Step, ...]
    rejected: tuple[CostLine, ...]  # lines the option does not take; they count for nothing
    total: Decimal
    erdf_ceiling: Decimal
    erdf: Decimal
    counterpart: Decimal  # paid by a State without being asked
    counterpart_source: str
    sources: Decimal  # sum of the sources the partner names

    @property
    def own_share(self) -> Decimal:
        """What neither the ERDF nor a State pays of itself."""
        return self.total - self.erdf - self.counterpart

    @property
    def gap(self) -> Decimal:
        """What the plan still lacks; below zero, what it holds too much."""
        return self.own_share - self.sources

    @property
    def amounts(self) -> Mapping[str, Decimal]:
        """The amount of each category."""
        return {step.category: step.amount for step in self.steps}


@dataclass(frozen=True, slots=True)
class ProjectBudget:
    """The project's figures: always the sums of its partners'."""

    partners: tuple[PartnerBudget, ...]

    @property
    def total(self) -> Decimal:
        return sum((partner.total for partner in self.partners), ZERO)

    @property
    def erdf(self) -> Decimal:
        return sum((partner.erdf for partner in self.partners), ZERO)

    @property
    def counterpart(self) -> Decimal:
        return sum((partner.counterpart for partner in self.partners), ZERO)

    @property
    def own_share(self) -> Decimal:
        return sum((partner.own_share for partner in self.partners), ZERO)

    @property
    def totals_by_country(self) -> Mapping[str, Decimal]:
        """Each country's total, in the order of the partners."""
        return self._by_country(lambda partner: partner.total)

    @property
    def erdf_by_country(self) -> Mapping[str, Decimal]:
        return self._by_country(lambda partner: partner.erdf)

    def partner(self, key: str) -> PartnerBudget:
        return next(partner for partner in self.partners if partner.key == key)

    def _by_country(self, figure: Callable[[PartnerBudget], Decimal]) -> Mapping[str, Decimal]:
        sums: dict[str, Decimal] = {}
        for partner in self.partners:
            sums[partner.country] = sums.get(partner.country, ZERO) + figure(partner)
        return sums


def project_budget(facts: ProjectFacts, ruleset: Ruleset) -> ProjectBudget:
    """The figures of a project under a call's rules."""
    return ProjectBudget(tuple(partner_budget(partner, ruleset) for partner in facts.partners))


def partner_budget(partner: PartnerFacts, ruleset: Ruleset) -> PartnerBudget:
    """One partner's total, ERDF (asked, or the most the rate allows), counterpart and sources."""
    option = ruleset.option_for(partner.cost_option)
    steps = cost_steps(partner, option, ruleset.rounding) if option else ()
    total = sum((step.amount for step in steps), ZERO)
    # Always cut, whatever the call does with flat amounts: a rate is a ceiling (MON-03).
    ceiling = share(total, ruleset.rate_for(partner.country), Rounding.TRUNCATE)
    erdf = ceiling if partner.erdf_asked is None else partner.erdf_asked
    sources = sum((source.amount for source in partner.sources), ZERO)
    payer = ruleset.counterparts.get(partner.country, "")
    return PartnerBudget(
        key=partner.key,
        name=partner.name,
        country=partner.country,
        option=option.code if option else "",
        steps=steps,
        rejected=rejected_lines(partner, option) if option else partner.lines,
        total=total,
        erdf_ceiling=ceiling,
        erdf=erdf,
        counterpart=max(ZERO, total - erdf - sources) if payer else ZERO,
        counterpart_source=payer,
        sources=sources,
    )


def cost_steps(partner: PartnerFacts, option: CostOption, rounding: Rounding) -> tuple[Step, ...]:
    """The amounts of a partner's budget, category by category, each with its arithmetic."""
    return _FORMULAS[option.code](partner, option, rounding)


def rejected_lines(partner: PartnerFacts, option: CostOption) -> tuple[CostLine, ...]:
    """The lines whose category the option pays by a rate, or does not pay at all."""
    return tuple(line for line in _lines(partner, option) if not _takes(option, line.category))


def line_amount(quantity: Decimal, unit_price: Decimal, rounding: Rounding) -> Decimal:
    """Number x price in euros, to the cent by the call's rule (2021/1060, art. 53(1)(b))."""
    return cents(quantity * unit_price, rounding)


def product_of(line: CostLine, rounding: Rounding) -> Decimal | None:
    """What a line's quantity and price make; None where it does not say both."""
    if line.quantity is None or line.unit_price is None:
        return None
    return line_amount(line.quantity, line.unit_price, rounding)


def flat_categories(option: CostOption) -> frozenset[str]:
    """The categories the option pays by a rate, so that no line may stand in them."""
    return frozenset(option.rates)


_OPEN = frozenset({"O5", "O6"})  # a line outside the base counts, without carrying the rates


def _takes(option: CostOption, category: str) -> bool:
    """Whether a line of this category counts under the option."""
    if option.code == "O1":
        return category == "staff"
    if category in flat_categories(option):
        return False
    return option.code in _OPEN or not option.base or category in option.base


def _lines(partner: PartnerFacts, option: CostOption) -> tuple[CostLine, ...]:
    """The partner's lines, with staff entered apart as one more; in O3 that sum is the whole."""
    if option.code == "O3" or not partner.staff_base:
        return partner.lines
    return CostLine("staff", partner.staff_base), *partner.lines


def _on_staff(partner: PartnerFacts, option: CostOption, rounding: Rounding) -> tuple[Step, ...]:
    """O1: S + 40 % x S (2021/1060, art. 56(1))."""
    staff = Step("staff", sum((step.amount for step in _accepted(partner, option)), ZERO))
    rate = option.rates.get("other", ZERO)
    return staff, _flat("other", rate, staff.amount, ("staff",), rounding)


def _on_other_costs(
    partner: PartnerFacts, option: CostOption, rounding: Rounding
) -> tuple[Step, ...]:
    """O2: B + S (20 % x B) + office (15 % x S) + travel (15 % x S), each to the cent."""
    entered = _accepted(partner, option)
    return *entered, *_flat_steps(entered, option, rounding)


def _lump_sum(partner: PartnerFacts, option: CostOption, rounding: Rounding) -> tuple[Step, ...]:
    """O3: the sum drafted for the partner, or the sum of the draft's lines (art. 53(3)(b))."""
    if partner.staff_base:
        return (Step(LUMP_SUM, partner.staff_base),)
    return _accepted(partner, option)


def _as_entered(partner: PartnerFacts, option: CostOption, rounding: Rounding) -> tuple[Step, ...]:
    """O4: the lines count as they stand, each number x price (check 34 holds them to it)."""
    return _accepted(partner, option)


def _mixed(partner: PartnerFacts, option: CostOption, rounding: Rounding) -> tuple[Step, ...]:
    """O5, O6: the rates apply to the base, the other lines count as they stand."""
    entered = _accepted(partner, option)
    based = tuple(step for step in entered if step.category in option.base)
    return *entered, *_flat_steps(based, option, rounding)


_FORMULAS: Mapping[str, Callable[[PartnerFacts, CostOption, Rounding], tuple[Step, ...]]] = {
    "O1": _on_staff,
    "O2": _on_other_costs,
    "O3": _lump_sum,
    "O4": _as_entered,
    "O5": _mixed,
    "O6": _mixed,
}
OPTION_CODES = frozenset(_FORMULAS)


def _flat_steps(
    based: tuple[Step, ...], option: CostOption, rounding: Rounding
) -> tuple[Step, ...]:
    """Staff on the base, then office and travel on that staff; real staff lines serve as well."""
    base = sum((step.amount for step in based), ZERO)
    names = tuple(step.category for step in based)
    steps = []
    staff = sum((step.amount for step in based if step.category == "staff"), ZERO)
    if "staff" in option.rates:
        steps.append(_flat("staff", option.rates["staff"], base, names, rounding))
        staff = steps[0].amount
    steps += [
        _flat(category, option.rates[category], staff, ("staff",), rounding)
        for category in ("office", "travel")
        if category in option.rates
    ]
    return tuple(steps)


def _flat(
    category: str, rate: Decimal, base: Decimal, of: tuple[str, ...], rounding: Rounding
) -> Step:
    return Step(category, share(base, rate, rounding), base, rate, of)


def _accepted(partner: PartnerFacts, option: CostOption) -> tuple[Step, ...]:
    return _entered(line for line in _lines(partner, option) if _takes(option, line.category))


def _entered(lines: Iterable[CostLine]) -> tuple[Step, ...]:
    """One step per category, in the order of first appearance."""
    sums: dict[str, Decimal] = {}
    for line in lines:
        sums[line.category] = sums.get(line.category, ZERO) + line.amount
    return tuple(Step(category, amount) for category, amount in sums.items())
