"""The budget of a draft as the rules see it: only what money needs, in few queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from cordata.applications.models import Application, Partner
from cordata.kernel.localised import pick
from cordata.packs import CallDefinition
from cordata.rules import facts
from cordata.rules.aid import AidGranted, received_by_state
from cordata.rules.budget import PartnerBudget, ProjectBudget, partner_budget, rejected_lines
from cordata.rules.facts import ZERO
from cordata.rules.ruleset import CostOption

MONEY_CHECKS = ("budget.", "plan.")


def definition_of(application: Application) -> CallDefinition:
    """The call's rules, lists and texts as they hold for a draft."""
    return application.definition


def money_facts(partner: Partner) -> facts.PartnerFacts:
    """One partner's lines and sources, keyed by its public id. Staff is a line like any other."""
    return facts.PartnerFacts(
        key=partner.pid,
        name=partner.organisation.name,
        country=partner.organisation.country,
        nuts3=partner.organisation.nuts3,
        is_lead=partner.is_lead,
        cost_option=partner.cost_option,
        lines=tuple(
            facts.CostLine(
                line.category,
                line.amount,
                line.basis,
                line.description,
                line.quantity,
                line.unit,
                line.unit_price,
            )
            for line in partner.lines.all()
        ),
        erdf_asked=partner.erdf_asked,
        sources=tuple(
            facts.FundingSource(source.kind, source.amount, source.name, source.secured)
            for source in partner.sources.all()
        ),
        aid=facts.AidFacts(regime=partner.aid.get("regime", "")),
    )


def option_of(partner: Partner, definition: CallDefinition) -> CostOption | None:
    """The cost option by which a partner's costs are computed; None while there is none."""
    return definition.ruleset.option_for(partner.cost_option)


def category_name(code: str, definition: CallDefinition) -> str:
    """What the call calls a category, in the reader's language."""
    names = {category.code: category.names for category in definition.cost_categories}
    return pick(names.get(code, {})) or code


def entered_categories(option: CostOption, definition: CallDefinition) -> tuple[str, ...]:
    """The categories in which the option wants lines, in the call's order."""
    listed = [category.code for category in definition.cost_categories]
    if option.base:
        return tuple(code for code in listed if code in option.base)
    lines = tuple(facts.CostLine(code, ZERO) for code in listed)
    refused = rejected_lines(facts.PartnerFacts(key="", name="", country="", lines=lines), option)
    return tuple(line.category for line in lines if line not in refused)


def figures_of(partner: Partner, definition: CallDefinition) -> PartnerBudget:
    """One partner's figures under the call's rules, in euros."""
    return partner_budget(money_facts(partner), definition.ruleset)


def project_figures(partners: Iterable[Partner], definition: CallDefinition) -> ProjectBudget:
    """The sums of these partners' figures, in euros."""
    return ProjectBudget(tuple(figures_of(partner, definition) for partner in partners))


def total_of(partner: Partner) -> Decimal:
    """A partner's own total: what its mandate covers, with its role (SUB-09)."""
    return figures_of(partner, definition_of(partner.application)).total


def role_of(partner: Partner) -> str:
    """`lead` or `partner`: the other half of what a mandate covers."""
    return "lead" if partner.is_lead else "partner"


def aid_granted(partner: Partner) -> tuple[AidGranted, ...]:
    """The rows of a partner's table of de minimis aid."""
    return tuple(
        AidGranted(date.fromisoformat(row["granted_on"]), Decimal(row["amount"]), row["country"])
        for row in (partner.aid or {}).get("received") or []
    )


def aid_by_state(partner: Partner, today: date) -> Mapping[str, Decimal]:
    """What of it counts today, for each State that granted some, in euros."""
    return received_by_state(aid_granted(partner), today)


def aid_received(partner: Partner, today: date) -> Decimal:
    """What of it counts today and was granted by the partner's own State, in euros."""
    return aid_by_state(partner, today).get(partner.organisation.country, ZERO)
