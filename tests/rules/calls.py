"""Calls and applications for the tests: two programmes that share no number, only the rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from cordata.rules.eligibility import CHECKS
from cordata.rules.facts import (
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
from cordata.rules.finding import Finding, Severity
from cordata.rules.ruleset import (
    AnnexSlot,
    CheckSpec,
    CostOption,
    Decider,
    Gate,
    NationalDuty,
    Ruleset,
    Theme,
)

D = Decimal
HUMAN = {7, 17, 18, 41}
ASSISTED = {3, 8, 19, 20, 21, 24, 36, 39, 42, 44}
NOT_BLOCKING = {6, 10, 36, 45}
GATES = {23: Gate.CONTRACT, 24: Gate.CONTRACT, 40: Gate.DECISION, 44: Gate.NEVER}


def _spec(number: int, code: str) -> CheckSpec:
    decider = Decider.HUMAN if number in HUMAN else Decider.MACHINE
    severity = Severity.ASKED if number in NOT_BLOCKING else Severity.BLOCKS
    return CheckSpec(
        number=number,
        code=code,
        decider=Decider.ASSISTED if number in ASSISTED else decider,
        gate=GATES.get(number, Gate.FILING),
        severity=Severity.ADVICE if number == 44 else severity,
        group="admissibility" if number < 11 else "beneficiaries" if number < 25 else "project",
        source=f"domain.md 6, no. {number}",
    )


ALL_CHECKS = tuple(_spec(number, code) for number, code in enumerate(CHECKS, start=1))
O1 = CostOption("O1", {"other": D(40)})
O2 = CostOption(
    "O2",
    {"staff": D(20), "office": D(15), "travel": D(15)},
    frozenset({"external", "equipment", "works"}),
)
O3 = CostOption("O3")
O4 = CostOption("O4")
O5 = CostOption("O5", {"staff": D(20), "office": D(15)}, frozenset({"external", "equipment"}))
O6 = CostOption("O6", {"office": D(15)}, frozenset({"staff"}))

ALPS = Ruleset(
    opens_at=datetime(2024, 12, 9, 8, tzinfo=UTC),
    closes_at=datetime(2025, 4, 23, 10, tzinfo=UTC),
    languages=("fr", "it"),
    required_countries=("FR", "IT"),
    min_countries=2,
    min_partners=2,
    max_partners=4,
    area={"FRK27": "FR", "FRK28": "FR", "ITC11": "IT", "ITC20": "IT"},
    legal_types={
        "FR": frozenset({"municipality", "association", "enterprise"}),
        "IT": frozenset({"municipality", "association", "enterprise"}),
    },
    exempt_types=frozenset({"egtc"}),
    identifiers={"FR": ("siret", "rna"), "IT": ("codice_fiscale",)},
    sme_only=True,
    total_min=D("25000.00"),
    total_max=D("75000.00"),
    rate_max=D("80.00"),
    counterparts={"IT": "national_public"},
    duration_max=18,
    eligible_until=date(2029, 12, 31),
    start_not_before=date(2025, 4, 24),
    themes=(Theme("education", "4.2"), Theme("culture", "4.6")),
    output_indicators=frozenset({"RCO81", "RCO115"}),
    result_indicators=frozenset({"RCR85"}),
    cooperation_required=frozenset({"development", "implementation"}),
    cooperation_any_of=frozenset({"staffing", "financing"}),
    principles=("sustainable_development", "gender_equality"),
    cost_options={"O2": O2},
    same_option_for_all=True,
    proofs=frozenset({"attendance_sheet", "report"}),
    declarations=frozenset({"truth", "no_fraud", "no_conflict", "no_difficulty"}),
    annexes=(
        AnnexSlot("statutes", per_partner=True, required=True, max_bytes=1000),
        AnnexSlot("map", media_types=frozenset({"application/pdf"})),
    ),
    max_applications_per_lead=2,
    project_code_countries=frozenset({"IT"}),
    national_duties=(NationalDuty("republican_contract", "FR", frozenset({"association"})),),
    checks=ALL_CHECKS,
)

NORTH = Ruleset(
    opens_at=datetime(2024, 1, 1, tzinfo=UTC),
    closes_at=datetime(2027, 1, 1, tzinfo=UTC),
    languages=("en",),
    min_countries=2,
    min_partners=2,
    area={"SE332": "SE", "FI1D7": "FI", "NO074": "NO"},
    total_max_by_countries={2: D(40000), 3: D(60000)},
    total_max_per_country=D(20000),
    rate_max=D("65.00"),
    rate_max_by_country={"NO": D("50.00")},
    duration_max=12,
    cost_options={"O3": O3},
    checks=ALL_CHECKS,
)


def line(category: str, amount: str, basis: str = "quote") -> CostLine:
    return CostLine(category, D(amount), basis)


ASSOCIATION = PartnerFacts(
    key="1",
    name="Sentiers du Semnoz",
    country="FR",
    nuts3="FRK28",
    is_lead=True,
    legal_type="association",
    identifiers={"siret": "46639233900035"},
    cost_option="O2",
    lines=(line("external", "21480.00"), line("equipment", "2350.50")),
    sources=(FundingSource("own_private", D("6005.29")),),
    declarations=ALPS.declarations | {"republican_contract"},
    aid=AidFacts(answered=True, economic_activity=False),
    previously_funded=False,
    known_beneficiary=False,
)
COMUNE = PartnerFacts(
    key="2",
    name="Comune di Valfredda",
    country="IT",
    nuts3="ITC20",
    legal_type="municipality",
    identifiers={"codice_fiscale": "97369930074"},
    cost_option="O2",
    lines=(line("external", "26117.77"), line("equipment", "3999.99")),
    mandate_signed=True,
    declarations=ALPS.declarations,
    aid=AidFacts(answered=True, economic_activity=False),
    previously_funded=True,
    known_beneficiary=False,
    cup="B12C34567890123",
)
COMPLETE = ProjectFacts(
    theme="education",
    objectives=("4.2",),
    judged_at=datetime(2025, 2, 3, 8, tzinfo=UTC),
    duration_months=18,
    start_on=date(2025, 12, 1),
    partners=(ASSOCIATION, COMUNE),
    texts=(TextFacts("summary", {"fr": "Des sentiers", "it": "Dei sentieri"}, agreed=True),),
    activities=(
        Activity("Atelier", 1, 6, (Deliverable("Journée", "day", 3, 6, "attendance_sheet"),)),
    ),
    output_indicators=("RCO81",),
    result_indicators=("RCR85",),
    cooperation=frozenset({"development", "implementation", "financing"}),
    principles={"sustainable_development": "positive", "gender_equality": "neutral"},
    communication_planned=True,
    annexes=(
        AnnexFacts("statutes", "1", True, 900, "application/pdf"),
        AnnexFacts("statutes", "2", True, 900, "application/pdf"),
    ),
    lead_commitment_signed=True,
    declared_not_completed=True,
    declared_no_double_funding=True,
    same_in_register=(),
)


def with_partner(facts: ProjectFacts, key: str, **changes: object) -> ProjectFacts:
    """The same application with one partner changed."""
    partners = tuple(
        replace(one, **changes) if one.key == key else one  # type: ignore[arg-type]
        for one in facts.partners
    )
    return replace(facts, partners=partners)


def found(findings: tuple[Finding, ...], code: str) -> Finding:
    return next(finding for finding in findings if finding.code == code)


def north_partner(key: str, country: str, nuts3: str, amount: str) -> PartnerFacts:
    return PartnerFacts(
        key=key,
        name=key,
        country=country,
        nuts3=nuts3,
        is_lead=key == "1",
        staff_base=D(amount),
        mandate_signed=True,
        aid=AidFacts(answered=True, economic_activity=False),
        unstated=frozenset({"sources"}),
    )
