"""Facts written in the documented JSON form: the inverse of `application_json.read_application`.

What facts know and the form cannot say (fields of the form that are empty, other applications of
the call) is left out; what they say nothing about is left out too, and so answers `not_stated`.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from decimal import Decimal
from typing import Any

from cordata.rules.application_json import PARTNER_SECTIONS, SECTIONS
from cordata.rules.facts import (
    ZERO,
    Activity,
    AidFacts,
    CostLine,
    FundingSource,
    PartnerFacts,
    ProjectFacts,
    TextFacts,
)

Json = dict[str, Any]


def write_application(facts: ProjectFacts, *, call: str = "", title: str = "") -> Json:
    """The application as docs/application.schema.json describes it.

    `call` and `title` are for the reader only. Amounts are strings with two decimals.
    """
    written = {
        "call": call,
        "title": title,
        "theme": facts.theme,
        "objectives": list(facts.objectives) or None,
        "submitted_at": facts.submitted_at.isoformat() if facts.submitted_at else None,
        "start_on": facts.start_on.isoformat() if facts.start_on else None,
        "duration_months": facts.duration_months,
        "partners": [_partner(partner) for partner in facts.partners],
        "support_form": facts.support_forms[0] if facts.support_forms else None,
        "texts": {one.key: _text(one) for one in facts.texts},
        "activities": [_activity(one) for one in facts.activities],
        "indicators": {
            "outputs": list(facts.output_indicators),
            "results": list(facts.result_indicators),
        },
        "cooperation": sorted(facts.cooperation),
        "principles": dict(facts.principles),
        "communication_planned": facts.communication_planned,
        "annexes": [
            _said({"slot": one.slot, "partner": one.partner or None}) for one in facts.annexes
        ],
        "lead_commitment_signed": facts.lead_commitment_signed,
        "not_completed": facts.declared_not_completed or _unless_silent(facts),
        "no_double_funding": facts.declared_no_double_funding or _unless_silent(facts),
    }
    return _spoken(written, SECTIONS, facts.unstated)


def _unless_silent(facts: ProjectFacts) -> bool | None:
    """What a declaration that was not made is written as: no, or nothing if it was not asked."""
    return None if "declarations" in facts.unstated else False


def _spoken(members: Mapping[str, Any], sections: Mapping[str, str], silent: Set[str]) -> Json:
    """Without the sections about which the facts say nothing."""
    return _said({name: v for name, v in members.items() if sections.get(name) not in silent})


def _said(members: Mapping[str, Any]) -> Json:
    """Without what was not said: nothing and the empty word."""
    return {name: value for name, value in members.items() if value not in (None, "")}


def _money(amount: Decimal) -> str:
    return f"{amount:.2f}"


def _partner(partner: PartnerFacts) -> Json:
    written = {
        "name": partner.name,
        "country": partner.country,
        "nuts3": partner.nuts3,
        "legal_type": partner.legal_type,
        "lead": partner.is_lead,
        "cost_option": partner.cost_option,
        **_costs(partner),
        "lump_sum": _money(partner.staff_base) if partner.staff_base != ZERO else None,
        "erdf_asked": None if partner.erdf_asked is None else _money(partner.erdf_asked),
        "sources": [_source(source) for source in partner.sources],
        "identifiers": dict(partner.identifiers),
        "mandate_signed": partner.mandate_signed,
        "declarations": sorted(partner.declarations),
        "is_enterprise": partner.is_enterprise,
        "enterprise_size": partner.enterprise_size,
        "size_standing": partner.size_standing or None,
        "size_explanation": partner.size_explanation or None,
        "aid": _aid(partner.aid),
        "previously_funded": partner.previously_funded,
        "cup": partner.cup,
    }
    return _spoken(written, PARTNER_SECTIONS, partner.unstated)


def _costs(partner: PartnerFacts) -> Json:
    """One amount a category where nothing else was said of the costs, else line by line."""
    categories = [line.category for line in partner.lines]
    bare = not any(
        line.basis or line.description or line.unit_price is not None for line in partner.lines
    )
    if "basis" in partner.unstated and bare and len({*categories}) == len(categories):
        return {"costs": {line.category: _money(line.amount) for line in partner.lines}}
    return {"lines": [_line(line) for line in partner.lines]}


def _line(line: CostLine) -> Json:
    return _said(
        {
            "category": line.category,
            "amount": _money(line.amount),
            "basis": line.basis,
            "description": line.description,
            "quantity": None if line.quantity is None else _money(line.quantity),
            "unit": line.unit,
            "unit_price": None if line.unit_price is None else _money(line.unit_price),
        }
    )


def _source(source: FundingSource) -> Json:
    members = {"kind": source.kind, "amount": _money(source.amount), "name": source.name}
    return _said({**members, "secured": source.secured})


def _aid(aid: AidFacts) -> Json:
    return _said(
        {
            "economic_activity": aid.economic_activity,
            "regime": aid.regime,
            "received": _money(aid.received),
            "declared": aid.declared,
        }
    )


def _text(text: TextFacts) -> Json:
    return {**{code: words for code, words in text.texts.items() if words}, "agreed": text.agreed}


def _activity(activity: Activity) -> Json:
    return _said(
        {
            "title": activity.title,
            "from_month": activity.from_month,
            "to_month": activity.to_month,
            "is_infrastructure": activity.is_infrastructure,
            "deliverables": [
                _said(
                    {
                        "title": one.title,
                        "unit": one.unit,
                        "quantity": one.quantity,
                        "month": one.month,
                        "proof": one.proof,
                    }
                )
                for one in activity.deliverables
            ],
        }
    )
