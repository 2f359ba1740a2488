"""An application as the rules see it. Past this line there is no database and no text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class CostLine:
    """One line of a partner's draft budget, in euros; `basis` says where the figure comes from."""

    category: str  # a category of the call: staff, external, equipment, works, travel, office
    amount: Decimal
    basis: str = ""  # quote, price_list, past_cost, or empty
    description: str = ""
    quantity: Decimal | None = None  # with `unit_price`, the amount is their product, to the cent
    unit: str = ""  # free words, or the code of a price that the call fixes
    unit_price: Decimal | None = None  # euros


@dataclass(frozen=True, slots=True)
class FundingSource:
    """Money that is not ERDF: own funds or a counterpart, in euros."""

    kind: str  # national_public, own_public, own_private, other
    amount: Decimal
    name: str = ""
    secured: bool = False


@dataclass(frozen=True, slots=True)
class AidFacts:
    """One partner's State-aid self-check."""

    answered: bool = False
    economic_activity: bool | None = None
    regime: str = ""  # none, de_minimis, gber_20a; empty while nobody has chosen
    received: Decimal = ZERO  # de minimis aid of the single undertaking, last three years
    declared: bool = False  # the table of aid received was signed


@dataclass(frozen=True, slots=True)
class PartnerFacts:
    """One partner with a budget."""

    key: str  # stable within the application: "1", "2"...; used in anchors partner.<key>.<field>
    name: str
    country: str  # ISO 3166-1 alpha-2
    nuts3: str = ""
    is_lead: bool = False
    legal_type: str = ""  # code of the call's list
    identifiers: Mapping[str, str] = field(default_factory=dict)  # scheme -> value: siret, rna...
    is_enterprise: bool = False
    enterprise_size: str = ""  # micro, small, medium, large
    size_standing: str = ""  # computed, explained, differs, declared; empty: nothing is known of it
    size_explanation: str = ""  # why another size than the figures' holds
    cost_option: str = ""  # O1..O6
    staff_base: Decimal = ZERO  # O1: staff costs that carry the rate; O3: the lump sum drafted
    lines: tuple[CostLine, ...] = ()
    erdf_asked: Decimal | None = None  # None: the highest amount the call allows
    sources: tuple[FundingSource, ...] = ()
    mandate_signed: bool = False
    declarations: frozenset[str] = frozenset()  # codes of the declarations accepted
    aid: AidFacts = AidFacts()
    previously_funded: bool | None = None  # by the partner's own word
    known_beneficiary: bool | None = None  # found among the operations known; None: not looked
    cup: str = ""  # Italian single project code, asked before the contract
    invalid_identifiers: frozenset[str] = frozenset()  # schemes whose value failed its check digits
    unstated: frozenset[str] = frozenset()  # fields about which these facts say nothing


@dataclass(frozen=True, slots=True)
class Deliverable:
    """What an activity leaves behind, and what will prove it."""

    title: str
    unit: str = ""
    quantity: int | None = None
    month: int | None = None
    proof: str = ""


@dataclass(frozen=True, slots=True)
class Activity:
    """One activity of the work plan; months count from 1."""

    title: str
    from_month: int | None = None
    to_month: int | None = None
    deliverables: tuple[Deliverable, ...] = ()
    is_infrastructure: bool = False


@dataclass(frozen=True, slots=True)
class TextFacts:
    """One text of the form that must exist in every language of the call."""

    key: str
    texts: Mapping[str, str] = field(default_factory=dict)  # language -> text
    agreed: bool = False  # the partners have said that all versions say the same
    required: bool = True


@dataclass(frozen=True, slots=True)
class AnnexFacts:
    """One file joined to the application."""

    slot: str
    partner: str = ""  # key of the partner it belongs to, or empty
    readable: bool | None = None  # None: not scanned yet
    size: int = 0  # bytes
    media_type: str = ""


@dataclass(frozen=True, slots=True)
class ProjectFacts:
    """An application as its call judges it."""

    theme: str = ""
    objectives: tuple[str, ...] = ()  # specific objectives chosen
    submitted_at: datetime | None = None  # UTC; None while it is a draft
    judged_at: datetime | None = None  # UTC; the instant of a live check
    duration_months: int | None = None
    start_on: date | None = None
    partners: tuple[PartnerFacts, ...] = ()
    missing_fields: tuple[str, ...] = ()  # required fields of the form that are empty
    over_limit_fields: tuple[str, ...] = ()
    texts: tuple[TextFacts, ...] = ()
    months: Mapping[str, int] = field(default_factory=dict)  # folded names, any language -> 1 to 12
    activities: tuple[Activity, ...] = ()
    output_indicators: tuple[str, ...] = ()
    result_indicators: tuple[str, ...] = ()
    cooperation: frozenset[str] = frozenset()  # development, implementation, staffing, financing
    principles: Mapping[str, str] = field(
        default_factory=dict
    )  # principle -> positive/neutral/negative
    communication_planned: bool = False
    annexes: tuple[AnnexFacts, ...] = ()
    lead_commitment_signed: bool = False
    declared_not_completed: bool = False
    declared_no_double_funding: bool = False
    support_forms: tuple[str, ...] = ("grant",)
    lead_applications_in_call: int = 1  # this one included
    similar_titles: tuple[str, ...] = ()  # other applications of the call that look alike
    same_in_register: tuple[str, ...] | None = None  # operations that look alike; None: not looked
    name_overlaps: tuple[str, ...] = ()  # persons named on both sides of an interest
    summary_only: bool = False  # facts from the four public questions: most checks stay unknown
    estimated_total: Decimal | None = None  # the total of the four questions, without any lines
    unstated: frozenset[str] = frozenset()  # sections about which these facts say nothing

    @property
    def lead(self) -> PartnerFacts | None:
        return next((partner for partner in self.partners if partner.is_lead), None)

    @property
    def countries(self) -> tuple[str, ...]:
        """Countries of the partners, each once, in the order of the partners."""
        return tuple(dict.fromkeys(partner.country for partner in self.partners))
