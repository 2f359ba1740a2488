"""A call's rules as data: what a pack writes and a call freezes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from cordata.rules.finding import Severity


class Decider(StrEnum):
    """Who answers a check."""

    MACHINE = "machine"
    ASSISTED = "assisted"  # the machine warns, a person decides
    HUMAN = "human"


class Gate(StrEnum):
    """The moment at which an unmet check stops the file."""

    FILING = "filing"
    DECISION = "decision"
    CONTRACT = "contract"
    NEVER = "never"


class Rounding(StrEnum):
    """How a flat amount becomes cents, always per partner. An ERDF share is always cut."""

    TRUNCATE = "truncate"
    HALF_UP = "half_up"


@dataclass(frozen=True, slots=True)
class CheckSpec:
    """One check as a call asks it; `code` names a function of `rules.eligibility`."""

    number: int
    code: str
    decider: Decider
    gate: Gate
    severity: Severity
    group: str  # admissibility, beneficiaries, project
    source: Mapping[str, str]  # language -> the paragraph it comes from
    basis: str = "source"  # source, assumption, default


@dataclass(frozen=True, slots=True)
class UnitPrice:
    """A price per unit that the call fixes, in euros: a day of staff, a participant-day."""

    code: str
    category: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class CostOption:
    """One way of computing a partner's costs (options O1-O6)."""

    code: str
    rates: Mapping[str, Decimal] = field(default_factory=dict)  # staff, office, travel, other -> %
    base: frozenset[str] = frozenset()  # categories with lines
    prices: tuple[UnitPrice, ...] = ()  # O4: empty, and each line brings its own price

    def price(self, code: str) -> UnitPrice | None:
        """The price the call fixes under this code."""
        return next((one for one in self.prices if one.code == code), None)


@dataclass(frozen=True, slots=True)
class Theme:
    """A strand of the call with its one specific objective."""

    code: str
    objective: str
    envelope: Decimal | None = None  # ERDF at opening, in euros


@dataclass(frozen=True, slots=True)
class AnnexSlot:
    """A typed place for a file."""

    code: str
    per_partner: bool = False
    required: bool = False
    applies_to: frozenset[str] = frozenset()  # legal types; empty: all
    media_types: frozenset[str] = frozenset()
    max_bytes: int = 20_000_000


@dataclass(frozen=True, slots=True)
class NationalDuty:
    """Something one country asks of certain bodies before the contract."""

    code: str  # accepted through PartnerFacts.declarations
    country: str
    legal_types: frozenset[str] = frozenset()  # empty: all


@dataclass(frozen=True, slots=True)
class Ruleset:
    """Everything `eligibility.check` needs to know of a call."""

    opens_at: datetime
    closes_at: datetime
    languages: tuple[str, ...]  # in which every text marked bilingual must exist
    required_countries: tuple[str, ...] = ()  # each must have a partner
    min_countries: int = 1  # different countries of the area among the partners
    min_partners: int = 1
    max_partners: int = 99
    area: Mapping[str, str] = field(default_factory=dict)  # NUTS 3 -> country
    lead_in_area: bool = True
    partners_in_area: bool = True
    legal_types: Mapping[str, frozenset[str]] = field(default_factory=dict)  # country -> codes
    exempt_types: frozenset[str] = frozenset()  # an EGTC stands for several countries
    identifiers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # country -> any of
    sme_only: bool = False
    total_min: Decimal = Decimal("0.00")
    total_max: Decimal | None = None
    total_max_by_countries: Mapping[int, Decimal] = field(default_factory=dict)
    erdf_max: Decimal | None = None
    erdf_max_per_country: Decimal | None = None
    total_max_per_country: Decimal | None = None
    rate_max: Decimal = Decimal("100.00")  # % of each partner's total
    rate_max_by_country: Mapping[str, Decimal] = field(default_factory=dict)
    counterparts: Mapping[str, str] = field(default_factory=dict)  # country -> automatic source
    country_share_max: Decimal | None = None  # % of the project total one country may take
    duration_min: int = 1  # months
    duration_max: int = 999
    eligible_until: date | None = None
    start_not_before: date | None = None
    themes: tuple[Theme, ...] = ()
    output_indicators: frozenset[str] = frozenset()  # empty: not linked
    result_indicators: frozenset[str] = frozenset()
    support_forms: frozenset[str] = frozenset({"grant"})
    cooperation_required: frozenset[str] = frozenset()
    cooperation_any_of: frozenset[str] = frozenset()
    principles: tuple[str, ...] = ()
    cost_options: Mapping[str, CostOption] = field(default_factory=dict)
    same_option_for_all: bool = False
    default_option: str = ""  # for a partner that names none; a single option needs no default
    rounding: Rounding = Rounding.TRUNCATE
    proofs: frozenset[str] = frozenset()  # kinds of proof a deliverable may name
    declarations: frozenset[str] = frozenset()  # each partner accepts all of them
    annexes: tuple[AnnexSlot, ...] = ()
    max_applications_per_lead: int | None = None
    de_minimis_cap: Decimal = Decimal("300000.00")  # three years, single undertaking, State
    gber_20a_cap: Decimal = Decimal("22000.00")  # per undertaking and project
    counterpart_is_aid: bool = True
    new_body_rule: str = "any"  # any | all partners never funded: the priority flag
    text_ratio_min: Decimal = Decimal("0.5")  # length of one language against another
    text_ratio_max: Decimal = Decimal("2.0")
    project_code_countries: frozenset[str] = frozenset()  # each partner needs its own code (CUP)
    national_duties: tuple[NationalDuty, ...] = ()
    checks: tuple[CheckSpec, ...] = ()

    def theme(self, code: str) -> Theme | None:
        return next((theme for theme in self.themes if theme.code == code), None)

    def rate_for(self, country: str) -> Decimal:
        """The highest ERDF rate for a partner of this country, in %."""
        return self.rate_max_by_country.get(country, self.rate_max)

    def total_max_for(self, countries: int) -> Decimal | None:
        """The ceiling of the project's total in euros, for partners from so many countries."""
        return self.total_max_by_countries.get(countries, self.total_max)

    def option_for(self, named: str) -> CostOption | None:
        """The cost option a partner uses: the one it names, or the only or default one."""
        if not named and len(self.cost_options) == 1:
            return next(iter(self.cost_options.values()))
        return self.cost_options.get(named or self.default_option)
