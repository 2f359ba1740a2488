"""The documented JSON form of an application, read into facts.

The form is described by docs/application.schema.json. Only `partners` is required. What a file
leaves out beside the core (partners with country, NUTS 3, legal type and costs; theme; dates)
is noted as unstated: its checks answer unknown, `not_stated`, and never pass in silence.
Amounts are strings or whole numbers, never fractions, because a fraction may lose a cent.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from cordata.rules.budget import CATEGORIES, OPTION_CODES
from cordata.rules.deadlines import last_day
from cordata.rules.facts import (
    ZERO,
    Activity,
    AidFacts,
    AnnexFacts,
    CostLine,
    Deliverable,
    FundingSource,
    PartnerFacts,
    ProjectFacts,
    TextFacts,
)
from cordata.rules.json_reading import Mistake, Node

SOURCE_KINDS = frozenset({"national_public", "own_public", "own_private", "other"})
SIZES = frozenset({"micro", "small", "medium", "large"})
STANDINGS = frozenset({"computed", "explained", "differs", "declared"})
REGIMES = frozenset({"none", "de_minimis", "gber_20a"})
LINE_FIELDS = frozenset(
    {"category", "amount", "basis", "description", "quantity", "unit", "unit_price"}
)
BASES = frozenset({"quote", "price_list", "past_cost"})
EFFECTS = frozenset({"positive", "neutral", "negative"})
MOST_PARTNERS = 99

# What a file may leave out, and the section of the facts that then says nothing.
SECTIONS: Mapping[str, str] = {
    "texts": "texts",
    "activities": "activities",
    "indicators": "indicators",
    "cooperation": "cooperation",
    "principles": "principles",
    "communication_planned": "communication",
    "annexes": "annexes",
    "lead_commitment_signed": "commitment",
    "start_on": "start",
}
PARTNER_SECTIONS: Mapping[str, str] = {
    "sources": "sources",
    "identifiers": "identifiers",
    "mandate_signed": "mandate",
    "declarations": "declarations",
    "is_enterprise": "is_enterprise",
    "enterprise_size": "enterprise_size",
    "aid": "aid",
    "cup": "cup",
}
PROJECT_FIELDS = frozenset(SECTIONS) | {
    *("call", "title", "theme", "objectives", "submitted_at", "end_on", "duration_months"),
    *("partners", "not_completed", "no_double_funding", "support_form"),
}
PARTNER_FIELDS = frozenset(PARTNER_SECTIONS) | {
    *("name", "country", "nuts3", "legal_type", "lead", "cost_option", "costs", "lines"),
    *("lump_sum", "erdf_asked", "previously_funded", "size_standing", "size_explanation"),
}


class ApplicationRefused(ValueError):
    """A file that is not an application; `mistakes` holds all of them."""

    def __init__(self, mistakes: tuple[Mistake, ...]) -> None:
        super().__init__(", ".join(f"{one.pointer or '/'}: {one.code}" for one in mistakes))
        self.mistakes = mistakes


def read_application(data: object) -> ProjectFacts:
    """Facts from a parsed JSON value. Raises ApplicationRefused with every mistake."""
    mistakes: list[Mistake] = []
    if not isinstance(data, Mapping):
        raise ApplicationRefused((Mistake("", "not_an_object"),))
    facts = _project(Node(data, "", mistakes))
    if mistakes:
        raise ApplicationRefused(tuple(mistakes))
    return facts


def _project(root: Node) -> ProjectFacts:
    root.refuse_unknown(PROJECT_FIELDS)
    for label in ("call", "title"):
        root.text(label)
    start = root.day("start_on")
    return ProjectFacts(
        theme=root.text("theme"),
        objectives=root.texts("objectives"),
        submitted_at=root.instant("submitted_at"),
        start_on=start,
        duration_months=_months(root, start),
        partners=_partners(root),
        texts=_texts(root),
        activities=tuple(_activity(node) for node in root.nodes("activities")),
        output_indicators=_indicators(root, "outputs"),
        result_indicators=_indicators(root, "results"),
        cooperation=frozenset(root.texts("cooperation")),
        principles=_principles(root),
        communication_planned=bool(root.flag("communication_planned")),
        annexes=tuple(_annex(node) for node in root.nodes("annexes")),
        lead_commitment_signed=bool(root.flag("lead_commitment_signed")),
        declared_not_completed=bool(root.flag("not_completed")),
        declared_no_double_funding=bool(root.flag("no_double_funding")),
        support_forms=(root.text("support_form") or "grant",),
        unstated=_unstated(root),
    )


def _unstated(root: Node) -> frozenset[str]:
    """Sections without a word; a file never knows the form's fields or the other applications."""
    left_out = {section for name, section in SECTIONS.items() if not root.has(name)}
    if not (root.has("not_completed") and root.has("no_double_funding")):
        left_out.add("declarations")
    return frozenset(left_out | {"form", "call"})


def _months(root: Node, start: date | None) -> int | None:
    """The duration: given, or the whole months from start to end; begun months count."""
    months, end = root.integer("duration_months", 0, 999), root.day("end_on")
    if end is None or months is not None:
        return months
    if start is None:
        root.wrong("end_on", "end_without_start")
        return None
    if end < start:
        root.wrong("end_on", "end_before_start")
        return None
    months = (end.year - start.year) * 12 + end.month - start.month
    return months if last_day(start, months) >= end else months + 1


def _partners(root: Node) -> tuple[PartnerFacts, ...]:
    nodes = list(root.nodes("partners"))
    if not nodes:
        root.wrong("partners", "required")
    if len(nodes) > MOST_PARTNERS:
        root.wrong("partners", "too_many", maximum=MOST_PARTNERS)
        return ()
    leads = [place for place, node in enumerate(nodes) if node.flag("lead")]
    if len(leads) > 1:
        nodes[leads[1]].wrong("lead", "second_lead")
    lead = leads[0] if leads else 0
    return tuple(_partner(node, place, place == lead) for place, node in enumerate(nodes))


def _partner(node: Node, place: int, is_lead: bool) -> PartnerFacts:
    """One partner; without a word on who leads, the first does."""
    node.refuse_unknown(PARTNER_FIELDS)
    size = node.choice("enterprise_size", SIZES)
    return PartnerFacts(
        key=str(place + 1),
        name=node.text("name") or str(place + 1),
        country=node.country("country"),
        nuts3=node.text("nuts3"),
        is_lead=is_lead,
        legal_type=node.text("legal_type"),
        identifiers=_strings(node, "identifiers"),
        is_enterprise=bool(node.flag("is_enterprise") or size),
        enterprise_size=size,
        size_standing=node.choice("size_standing", STANDINGS),
        size_explanation=node.text("size_explanation"),
        cost_option=node.choice("cost_option", OPTION_CODES),
        staff_base=node.amount("lump_sum") or ZERO,
        lines=_lines(node),
        erdf_asked=node.amount("erdf_asked"),
        sources=tuple(_source(one) for one in node.nodes("sources")),
        mandate_signed=bool(node.flag("mandate_signed")),
        declarations=frozenset(node.texts("declarations")),
        aid=_aid(node),
        previously_funded=node.flag("previously_funded"),
        cup=node.text("cup"),
        unstated=_left_out(node),
    )


def _left_out(node: Node) -> frozenset[str]:
    silent = {section for name, section in PARTNER_SECTIONS.items() if not node.has(name)}
    lines = node.value.get("lines")
    based = isinstance(lines, list) and lines and not node.has("costs")
    return frozenset(silent if based else silent | {"basis"})


def _lines(node: Node) -> tuple[CostLine, ...]:
    """Costs as one amount per category, as lines, or both."""
    costs = node.node("costs")
    summed = [_cost(costs, category) for category in costs.value] if costs else []
    return (*summed, *(_line(one) for one in node.nodes("lines")))


def _cost(costs: Node, category: str) -> CostLine:
    if category not in CATEGORIES:
        costs.wrong(category, "not_allowed", allowed=CATEGORIES)
    return CostLine(category, costs.amount(category) or ZERO)


def _line(node: Node) -> CostLine:
    node.refuse_unknown(LINE_FIELDS)
    return CostLine(
        category=_required_choice(node, "category", frozenset(CATEGORIES)),
        amount=_required_amount(node),
        basis=node.choice("basis", BASES),
        description=node.text("description"),
        quantity=node.amount("quantity"),
        unit=node.text("unit"),
        unit_price=node.amount("unit_price"),
    )


def _source(node: Node) -> FundingSource:
    node.refuse_unknown({"kind", "amount", "name", "secured"})
    return FundingSource(
        kind=_required_choice(node, "kind", SOURCE_KINDS),
        amount=_required_amount(node),
        name=node.text("name"),
        secured=bool(node.flag("secured")),
    )


def _required_choice(node: Node, name: str, allowed: frozenset[str]) -> str:
    if not node.has(name):
        node.wrong(name, "required")
    return node.choice(name, allowed)


def _required_amount(node: Node) -> Decimal:
    if not node.has("amount"):
        node.wrong("amount", "required")
    return node.amount("amount") or ZERO


def _aid(partner: Node) -> AidFacts:
    node = partner.node("aid")
    if node is None:
        return AidFacts()
    node.refuse_unknown({"economic_activity", "regime", "received", "declared"})
    economic = node.flag("economic_activity")
    return AidFacts(
        answered=economic is not None,
        economic_activity=economic,
        regime=node.choice("regime", REGIMES),
        received=node.amount("received") or ZERO,
        declared=bool(node.flag("declared")),
    )


def _texts(root: Node) -> tuple[TextFacts, ...]:
    """Texts by key: languages with their text, and `agreed` when all versions say the same."""
    holder = root.node("texts")
    found = []
    for key in holder.value if holder else ():
        node = holder.node(key) if holder else None
        if node is not None:
            versions = {code: node.text(code) for code in node.value if code != "agreed"}
            found.append(TextFacts(key, versions, bool(node.flag("agreed"))))
    return tuple(found)


def _activity(node: Node) -> Activity:
    node.refuse_unknown({"title", "from_month", "to_month", "deliverables", "is_infrastructure"})
    return Activity(
        title=node.text("title"),
        from_month=node.integer("from_month"),
        to_month=node.integer("to_month"),
        deliverables=tuple(_deliverable(one) for one in node.nodes("deliverables")),
        is_infrastructure=bool(node.flag("is_infrastructure")),
    )


def _deliverable(node: Node) -> Deliverable:
    node.refuse_unknown({"title", "unit", "quantity", "month", "proof"})
    return Deliverable(
        title=node.text("title"),
        unit=node.text("unit"),
        quantity=node.integer("quantity", 0, 9_999_999),
        month=node.integer("month"),
        proof=node.text("proof"),
    )


def _annex(node: Node) -> AnnexFacts:
    node.refuse_unknown({"slot", "partner"})
    return AnnexFacts(slot=node.text("slot", required=True), partner=node.text("partner"))


def _indicators(root: Node, kind: str) -> tuple[str, ...]:
    node = root.node("indicators")
    if node is None:
        return ()
    if kind == "outputs":  # once for both kinds
        node.refuse_unknown({"outputs", "results"})
    return node.texts(kind)


def _principles(root: Node) -> dict[str, str]:
    node = root.node("principles")
    return {name: node.choice(name, EFFECTS) for name in node.value} if node else {}


def _strings(parent: Node, name: str) -> dict[str, str]:
    node = parent.node(name)
    return {key: node.text(key) for key in node.value} if node else {}
