"""Checks 29, 31-34, 36, 37 and 40: total, rates, financing plan, cost options, State aid."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from cordata.rules.aid import aid_amount, aid_standing
from cordata.rules.budget import PartnerBudget, flat_categories, product_of
from cordata.rules.eligibility.case import (
    NOT_APPLICABLE,
    NOT_STATED,
    Answer,
    Case,
    anchor,
    first,
    met,
    unknown,
    unmet,
    unmet_for,
)
from cordata.rules.facts import ZERO, CostLine, PartnerFacts
from cordata.rules.finding import Outcome, Param
from cordata.rules.money import HUNDRED
from cordata.rules.ruleset import CostOption

OWN_SOURCES = frozenset({"own_public", "own_private"})


def total_in_bounds(case: Case) -> Answer:
    """29: the project's total lies within the call's bounds, both included (MON-04)."""
    ruleset, total = case.ruleset, _total(case)
    if total is None:
        return NOT_STATED
    if total == 0:
        return unmet("missing", "budget", minimum=ruleset.total_min)
    most = ruleset.total_max_for(len(case.facts.countries))
    if total < ruleset.total_min:
        lack = ruleset.total_min - total
        return unmet("below_minimum", "budget", total=total, minimum=ruleset.total_min, lack=lack)
    if most is not None and total > most:
        return unmet("above_maximum", "budget", total=total, maximum=most, excess=total - most)
    erdf, erdf_max = case.budget.erdf, ruleset.erdf_max
    if erdf_max is not None and erdf > erdf_max and not case.facts.summary_only:
        excess = erdf - erdf_max
        return unmet("erdf_above_maximum", "budget", erdf=erdf, maximum=erdf_max, excess=excess)
    return met(total=total) if most is None else _within(total, most)


def _total(case: Case) -> Decimal | None:
    """The total in question; None when four public questions left it open."""
    if case.facts.estimated_total is not None:
        return case.facts.estimated_total
    return None if case.facts.summary_only else case.budget.total


def _within(total: Decimal, most: Decimal) -> Answer:
    return Answer(Outcome.MET, "within", {"total": total, "maximum": most})


def rates_respected(case: Case) -> Answer:
    """31: each partner's ERDF is at most the rate of its total, compared unrounded (MON-03)."""
    if case.facts.summary_only:
        return NOT_STATED
    for partner in case.budget.partners:
        rate = case.ruleset.rate_for(partner.country)
        if partner.erdf * HUNDRED > partner.total * rate:
            return unmet(
                "above_ceiling",
                f"partner.{partner.key}.erdf",
                partner=partner.name or partner.key,
                erdf=partner.erdf,
                ceiling=partner.erdf_ceiling,
                excess=partner.erdf - partner.erdf_ceiling,
                rate=rate,
            )
    if not case.budget.total:
        return unmet("missing", "budget")
    return met(erdf=case.budget.erdf)


def plan_balanced(case: Case) -> Answer:
    """32: each partner's ERDF, counterpart and named sources make up its total to the cent."""
    if case.facts.summary_only:
        return NOT_STATED
    if not case.budget.total:
        return unmet("missing", "budget")
    pairs = list(zip(case.facts.partners, case.budget.partners, strict=True))
    unsaid = [partner for partner, _ in pairs if "sources" in partner.unstated]
    said = [(partner, budget) for partner, budget in pairs if partner not in unsaid]
    return first(
        *(_unbalanced(partner, budget) for partner, budget in said),
        unmet_for("unnamed", (p for p, _ in said if _has_unnamed(p)), "sources"),
        NOT_STATED if any(b.gap for p, b in pairs if p in unsaid) else met(total=case.budget.total),
    )


def _unbalanced(partner: PartnerFacts, budget: PartnerBudget) -> Answer | None:
    """A gap or a surplus; `own` is what the partner's own funds should be instead."""
    if budget.gap == 0:
        return None
    own = sum((one.amount for one in partner.sources if one.kind in OWN_SOURCES), ZERO)
    params: dict[str, Param] = {
        "partner": budget.name or budget.key,
        "country": budget.country,
        "covered": budget.total - budget.gap,
        "total": budget.total,
    }
    if budget.gap < 0:
        return unmet("too_much", anchor(partner, "sources"), excess=-budget.gap, **params)
    return unmet(
        "short", anchor(partner, "sources"), lack=budget.gap, own=own + budget.gap, **params
    )


def _has_unnamed(partner: PartnerFacts) -> bool:
    outside = (one for one in partner.sources if one.kind not in OWN_SOURCES)
    return any(one.amount and not one.name for one in outside)


def options_allowed(case: Case) -> Answer:
    """33: the call knows each partner's cost option, the same for all if it says so."""
    partners, ruleset = case.facts.partners, case.ruleset
    if case.facts.summary_only:
        return NOT_STATED
    chosen = [ruleset.option_for(partner.cost_option) for partner in partners]
    unknown_to_call = [p for p, option in zip(partners, chosen, strict=True) if option is None]
    codes = tuple(dict.fromkeys(option.code for option in chosen if option))
    return first(
        unmet_for("missing", (p for p in unknown_to_call if not p.cost_option), "cost_option"),
        unmet_for("not_allowed", unknown_to_call, "cost_option"),
        unmet("not_the_same", "budget", options=codes)
        if ruleset.same_option_for_all and len(codes) > 1
        else None,
        met(options=codes) if partners else unmet("no_partner", "partners"),
    )


def stack_legal(case: Case) -> Answer:
    """34: no category counted twice, no rate on a rate, real costs only with State aid."""
    if case.facts.summary_only:
        return NOT_STATED
    empty = unmet("missing", "budget") if not case.budget.total else met()
    return next(_stack_faults(case), empty)


def _stack_faults(case: Case) -> Iterator[Answer]:
    for partner, budget in zip(case.facts.partners, case.budget.partners, strict=True):
        option = case.ruleset.option_for(partner.cost_option)
        if option is None:
            continue
        name: dict[str, Param] = {"partner": partner.name or partner.key}
        twice = [line for line in budget.rejected if line.category in flat_categories(option)]
        field = anchor(partner, "costs")
        if twice:
            yield unmet(
                "counted_twice",
                anchor(partner, f"costs.{twice[0].category}"),
                category=twice[0].category,
                amount=sum((line.amount for line in twice), ZERO),
                **name,
            )
        elif budget.rejected:
            line = budget.rejected[0]
            yield unmet(
                "outside_option",
                anchor(partner, f"costs.{line.category}"),
                category=line.category,
                amount=line.amount,
                **name,
            )
        elif option.code == "O6" and partner.aid.regime in ("", "none"):
            yield unmet("real_cost_without_aid", field, **name)
        elif option.code == "O3" and partner.staff_base and partner.lines:
            draft = sum((line.amount for line in partner.lines), ZERO)
            if draft != partner.staff_base:
                yield unmet(
                    "draft_differs", field, lump_sum=partner.staff_base, draft=draft, **name
                )
        yield from _unit_faults(case, partner, option)


def _unit_faults(case: Case, partner: PartnerFacts, option: CostOption) -> Iterator[Answer]:
    """Number x price: both said under O4, the price the call's, the amount their product."""
    field = anchor(partner, "costs")
    for line in partner.lines:
        said: dict[str, Param] = {
            "partner": partner.name or partner.key,
            "category": line.category,
            "amount": line.amount,
        }
        product = product_of(line, case.ruleset.rounding)
        if product is None:
            if option.code == "O4":
                yield unmet("units_missing", field, **said)
        elif product != line.amount:
            yield unmet("product_differs", field, product=product, **said)
        elif option.code == "O4" and option.prices and not _is_listed(line, option):
            yield unmet("price_not_listed", field, price=line.unit_price or ZERO, **said)


def _is_listed(line: CostLine, option: CostOption) -> bool:
    fixed = option.price(line.unit)
    if fixed is None:
        return False
    return (fixed.category, fixed.amount) == (line.category, line.unit_price)


def bases_given(case: Case) -> Answer:
    """36: each line says where its figure comes from; whether it is fair, a person decides."""
    if case.facts.summary_only or not any(partner.lines for partner in case.facts.partners):
        return NOT_STATED
    bare = [p for p in case.facts.partners if any(not line.basis for line in p.lines)]
    stated = [partner for partner in bare if "basis" not in partner.unstated]
    lines = sum(not line.basis for partner in stated for line in partner.lines)
    return first(
        unmet_for("no_basis", stated, "costs", count=lines),
        NOT_STATED if bare else unknown("prices"),
    )


def countries_share(case: Case) -> Answer:
    """37: each country has a budget, and none takes more than the call lets it."""
    if case.facts.summary_only:
        return NOT_STATED
    totals = case.budget.totals_by_country
    needed = dict.fromkeys((*case.ruleset.required_countries, *case.facts.countries))
    idle = tuple(code for code in needed if not totals.get(code))
    if idle:
        return unmet("no_budget", "budget", countries=idle)
    if not totals:
        return unmet("no_partner", "partners")
    return next(_over_country_limits(case), met(countries=tuple(totals)))


def _over_country_limits(case: Case) -> Iterator[Answer]:
    ruleset, total = case.ruleset, case.budget.total
    for country, amount in case.budget.totals_by_country.items():
        most = ruleset.country_share_max
        if most is not None and amount * HUNDRED > total * most:
            yield unmet(
                "share_above", "budget", country=country, amount=amount, total=total, rate=most
            )
        yield from _above("total_above", country, amount, ruleset.total_max_per_country)
    for country, amount in case.budget.erdf_by_country.items():
        yield from _above("erdf_above", country, amount, ruleset.erdf_max_per_country)


def _above(reason: str, country: str, amount: Decimal, most: Decimal | None) -> Iterator[Answer]:
    if most is not None and amount > most:
        yield unmet(
            reason, "budget", country=country, amount=amount, maximum=most, excess=amount - most
        )


def aid_settled(case: Case) -> Answer:
    """40: each partner's State-aid regime is fixed and its ceilings hold (5.3 no. 8)."""
    if case.facts.summary_only:
        return NOT_STATED
    partners = case.facts.partners
    unsaid = [partner for partner in partners if "aid" in partner.unstated]
    said = [partner for partner in partners if partner not in unsaid]
    economic = [partner for partner in said if partner.aid.economic_activity]
    return first(
        unmet_for("not_answered", (p for p in said if not p.aid.answered), "aid"),
        *(_over_aid_ceiling(case, partner) for partner in said),
        unmet_for("not_declared", (p for p in said if _undeclared(p)), "aid"),
        unmet_for("regime_open", (p for p in economic if not p.aid.regime), "aid"),
        NOT_STATED if unsaid else None,
        met() if economic else NOT_APPLICABLE,
    )


def _undeclared(partner: PartnerFacts) -> bool:
    return partner.aid.regime == "de_minimis" and not partner.aid.declared


def _over_aid_ceiling(case: Case, partner: PartnerFacts) -> Answer | None:
    """Whether the new aid, with what was received before, passes the regime's ceiling."""
    new = aid_amount(case.budget.partner(partner.key), partner, case.ruleset)
    found = aid_standing(partner.aid.regime, partner.aid.received, new, case.ruleset)
    if not found.excess or found.cap is None:
        return None
    params: dict[str, Param] = {"partner": partner.name or partner.key, "new": new}
    params |= {"cap": found.cap, "excess": found.excess}
    if found.regime == "de_minimis":
        params |= {"received": found.received, "sum": found.together}
    return unmet(f"{found.regime}_above", anchor(partner, "aid"), **params)
