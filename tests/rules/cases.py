"""Each answer a check can give: the least change to a sound application that brings it about."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal as D
from typing import Any

from cordata.rules import application_json
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
from cordata.rules.finding import Outcome
from cordata.rules.ruleset import Ruleset, UnitPrice
from tests.rules.calls import (
    ALPS,
    ASSOCIATION,
    COMPLETE,
    COMUNE,
    NORTH,
    O1,
    O2,
    O3,
    O4,
    O6,
    line,
    north_partner,
    with_partner,
)

MET, UNMET = Outcome.MET, Outcome.UNMET
UNKNOWN, NOT_APPLICABLE = Outcome.UNKNOWN, Outcome.NOT_APPLICABLE
MICRO = timedelta(microseconds=1)
SECTIONS = frozenset({"form", "call", "declarations", *application_json.SECTIONS.values()})
PARTNER_SECTIONS = frozenset({"basis", *application_json.PARTNER_SECTIONS.values()})


@dataclass(frozen=True)
class Expected:
    code: str
    verdict: Outcome
    reason: str
    facts: ProjectFacts
    ruleset: Ruleset = ALPS

    def __str__(self) -> str:
        return f"{self.code}.{self.reason or self.verdict.value}"


def facts(**changes: Any) -> ProjectFacts:
    return replace(COMPLETE, **changes)


def first_partner(**changes: Any) -> ProjectFacts:
    return with_partner(COMPLETE, "1", **changes)


def second_partner(**changes: Any) -> ProjectFacts:
    return with_partner(COMPLETE, "2", **changes)


def call(**changes: Any) -> Ruleset:
    return replace(ALPS, **changes)


DAY = UnitPrice("staff_day", "staff", D("320.00"))
UNITS = call(cost_options={"O4": replace(O4, prices=(DAY,)), "O2": O2}, same_option_for_all=False)


def units(quantity: str, price: str, amount: str, category: str = "staff") -> CostLine:
    return CostLine(category, D(amount), "quote", "", D(quantity), "staff_day", D(price))


def by_units(*lines: CostLine) -> ProjectFacts:
    return first_partner(cost_option="O4", lines=lines)


def silent(**changes: Any) -> ProjectFacts:
    """The same application from a file that says only who takes part, what it costs and when."""
    bare = {"declarations": frozenset(), "mandate_signed": False, "cup": "", "sources": ()}
    bare |= {"identifiers": {}, "aid": AidFacts(), "unstated": PARTNER_SECTIONS}
    bare |= {"previously_funded": None, "known_beneficiary": None}
    partners = tuple(
        replace(one, lines=tuple(replace(cost, basis="") for cost in one.lines), **bare)
        for one in COMPLETE.partners
    )
    empty = ProjectFacts(
        theme=COMPLETE.theme,
        judged_at=COMPLETE.judged_at,
        duration_months=18,
        partners=partners,
        unstated=SECTIONS,
    )
    return replace(empty, **changes)


def summary(total: str | None = "50000", *countries: str) -> ProjectFacts:
    """The four public questions: country, type of body, a partner across, total."""
    partners = tuple(
        PartnerFacts(str(n), "", country, legal_type="association" if n == 1 else "")
        for n, country in enumerate(countries or ("FR", "IT"), start=1)
    )
    return ProjectFacts(
        partners=partners, summary_only=True, estimated_total=D(total) if total else None
    )


def activity(**changes: Any) -> tuple[Activity, ...]:
    sound = Deliverable("Journée", "day", 3, 6, "attendance_sheet")
    return (Activity("Atelier", deliverables=(replace(sound, **changes),)),)


def planned(start: int, end: int | None, delivered: int) -> tuple[Activity, ...]:
    return tuple(replace(one, from_month=start, to_month=end) for one in activity(month=delivered))


def at(moment: datetime, **changes: Any) -> ProjectFacts:
    return facts(judged_at=moment, **changes)


def text(fr: str, it: str, *, agreed: bool = True, required: bool = True) -> ProjectFacts:
    return facts(texts=(TextFacts("summary", {"fr": fr, "it": it}, agreed, required),))


def aid(**changes: Any) -> ProjectFacts:
    return second_partner(aid=replace(AidFacts(True, True), **changes))


def north(*amounts: str, **changes: Any) -> ProjectFacts:
    places = (("SE", "SE332"), ("FI", "FI1D7"), ("NO", "NO074"))
    partners = tuple(
        north_partner(str(n), country, nuts3, amount)
        for n, ((country, nuts3), amount) in enumerate(zip(places, amounts, strict=False), start=1)
    )
    return replace(COMPLETE, partners=partners, **changes)


ENTERPRISE: dict[str, Any] = {"is_enterprise": True, "legal_type": "enterprise"}
STATUTES = COMPLETE.annexes

# fmt: off
CASES = [
    # 01
    Expected("filing.deadline", MET, "still_open", COMPLETE),
    Expected("filing.deadline", MET, "", facts(submitted_at=ALPS.closes_at)),
    Expected("filing.deadline", MET, "still_open", at(ALPS.opens_at)),
    Expected("filing.deadline", UNMET, "too_late", facts(submitted_at=ALPS.closes_at + MICRO)),
    Expected("filing.deadline", UNMET, "too_early", at(ALPS.opens_at - MICRO)),
    Expected("filing.deadline", UNMET, "missing", facts(judged_at=None)),
    Expected("filing.deadline", UNKNOWN, "not_stated", summary()),
    # 02
    Expected("form.complete", MET, "", COMPLETE),
    Expected("form.complete", UNMET, "missing", facts(missing_fields=("text.title",))),
    Expected("form.complete", UNMET, "too_long", facts(over_limit_fields=("text.title",))),
    Expected("form.complete", UNMET, "declarations", first_partner(declarations=frozenset())),
    Expected("form.complete", UNKNOWN, "not_stated", silent()),
    # 03
    Expected("text.languages", MET, "", COMPLETE),
    Expected("text.languages", MET, "",
             facts(texts=(*COMPLETE.texts, TextFacts("extra", {}, required=False)))),
    Expected("text.languages", UNMET, "missing_language", text("Un sentier", " ")),
    Expected("text.languages", UNMET, "missing_language", text("Un", "", required=False)),
    Expected("text.languages", UNMET, "not_agreed", text("Un", "Uno", agreed=False)),
    Expected("text.languages", UNMET, "missing", facts(texts=())),
    Expected("text.languages", UNKNOWN, "differs", text("12 jours en 2025", "12 giorni")),
    Expected("text.languages", UNKNOWN, "differs", text("12 jours", "13 giorni")),
    Expected("text.languages", UNKNOWN, "differs", text("a" * 100, "b" * 49)),
    Expected("text.languages", UNKNOWN, "differs", text("Le même texte partout, " * 3,
                                                        "Le même texte partout, " * 3)),
    Expected("text.languages", MET, "", text("25 000 € dès 2025", "25.000 € dal 2025")),
    Expected("text.languages", MET, "", text("a" * 100, "b" * 50)),
    Expected("text.languages", UNKNOWN, "not_stated", silent()),
    Expected("text.languages", NOT_APPLICABLE, "", COMPLETE, NORTH),
    # 04, 05
    Expected("commitment.lead", MET, "", COMPLETE),
    Expected("commitment.lead", UNMET, "not_signed", facts(lead_commitment_signed=False)),
    Expected("commitment.lead", UNKNOWN, "not_stated", silent()),
    Expected("mandate.partners", MET, "", COMPLETE),
    Expected("mandate.partners", UNMET, "not_signed", second_partner(mandate_signed=False)),
    Expected("mandate.partners", UNMET, "no_partner", facts(partners=(ASSOCIATION,))),
    Expected("mandate.partners", UNKNOWN, "not_stated", silent()),
    # 06
    Expected("annex.required", MET, "", COMPLETE),
    Expected("annex.required", UNMET, "missing", facts(annexes=STATUTES[:1])),
    Expected("annex.required", UNKNOWN, "not_stated", silent()),
    Expected("annex.required", NOT_APPLICABLE, "", COMPLETE, NORTH),
    # 07
    Expected("signatory.power", UNKNOWN, "", COMPLETE),
    # 08, 09
    Expected("application.once", MET, "", COMPLETE),
    Expected("application.once", UNKNOWN, "looks_alike", facts(similar_titles=("Sentiers",))),
    Expected("application.once", UNKNOWN, "not_stated", silent()),
    Expected("application.limit", MET, "", facts(lead_applications_in_call=2)),
    Expected("application.limit", UNMET, "too_many", facts(lead_applications_in_call=3)),
    Expected("application.limit", UNKNOWN, "not_stated", silent()),
    Expected("application.limit", NOT_APPLICABLE, "", COMPLETE, NORTH),
    # 10
    Expected("file.readable", MET, "", COMPLETE),
    Expected("file.readable", UNMET, "unreadable", facts(annexes=(AnnexFacts("map", "", False),))),
    Expected("file.readable", UNMET, "wrong_type",
             facts(annexes=(AnnexFacts("map", "", True, 1, "image/gif"),))),
    Expected("file.readable", UNMET, "too_large",
             facts(annexes=(AnnexFacts("statutes", "1", True, 1001),))),
    Expected("file.readable", MET, "", facts(annexes=(AnnexFacts("statutes", "1", True, 1000),))),
    Expected("file.readable", UNKNOWN, "scanning", facts(annexes=(AnnexFacts("statutes", "1"),))),
    Expected("file.readable", UNKNOWN, "not_stated", silent()),
    Expected("file.readable", NOT_APPLICABLE, "", facts(annexes=())),
    # 11
    Expected("partnership.countries", MET, "", COMPLETE),
    Expected("partnership.countries", MET, "", summary()),
    Expected("partnership.countries", UNMET, "missing_country", summary("50000", "FR")),
    Expected("partnership.countries", UNMET, "missing_country", facts(partners=(ASSOCIATION,))),
    Expected("partnership.countries", MET, "exempt",
             facts(partners=(replace(ASSOCIATION, legal_type="egtc"),))),
    Expected("partnership.countries", UNMET, "too_few", north("1"), NORTH),
    Expected("partnership.countries", MET, "", north("1", "1"), NORTH),
    # 12
    Expected("partnership.size", MET, "", COMPLETE),
    Expected("partnership.size", MET, "", facts(partners=(ASSOCIATION, COMUNE) * 2)),
    Expected("partnership.size", UNMET, "too_few", facts(partners=(ASSOCIATION,))),
    Expected("partnership.size", UNMET, "too_many", facts(partners=(ASSOCIATION,) * 5)),
    Expected("partnership.size", UNKNOWN, "not_stated", summary()),
    # 13, 14
    Expected("lead.area", MET, "", COMPLETE),
    Expected("lead.area", UNMET, "no_lead", first_partner(is_lead=False)),
    Expected("lead.area", UNMET, "outside", first_partner(nuts3="FR101")),
    Expected("lead.area", UNMET, "other_country", first_partner(nuts3="ITC11")),
    Expected("lead.area", UNMET, "missing", first_partner(nuts3="")),
    Expected("lead.area", UNKNOWN, "not_stated", summary()),
    Expected("lead.area", NOT_APPLICABLE, "", COMPLETE, call(lead_in_area=False)),
    Expected("partner.area", MET, "", COMPLETE),
    Expected("partner.area", UNMET, "no_partner", facts(partners=(ASSOCIATION,))),
    Expected("partner.area", UNMET, "outside", second_partner(nuts3="ITI43")),
    Expected("partner.area", UNMET, "other_country", second_partner(nuts3="FRK27")),
    Expected("partner.area", UNMET, "missing", second_partner(nuts3="")),
    Expected("partner.area", UNKNOWN, "not_stated", summary()),
    Expected("partner.area", NOT_APPLICABLE, "", COMPLETE, call(partners_in_area=False)),
    # 15
    Expected("partner.type", MET, "", COMPLETE),
    Expected("partner.type", MET, "", summary()),
    Expected("partner.type", UNMET, "not_listed", first_partner(legal_type="region")),
    Expected("partner.type", UNMET, "missing", first_partner(legal_type="")),
    Expected("partner.type", UNMET, "no_partner", facts(partners=())),
    Expected("partner.type", UNKNOWN, "not_stated",
             replace(summary(), partners=(PartnerFacts("1", "", "FR"),))),
    Expected("partner.type", NOT_APPLICABLE, "", COMPLETE, NORTH),
    # 16
    Expected("partner.existence", MET, "", COMPLETE),
    Expected("partner.existence", UNMET, "missing", first_partner(identifiers={"rna": ""})),
    Expected("partner.existence", UNMET, "invalid",
             first_partner(invalid_identifiers=frozenset({"siret"}))),
    Expected("partner.existence", UNKNOWN, "not_stated", silent()),
    Expected("partner.existence", NOT_APPLICABLE, "", COMPLETE, NORTH),
    # 17, 18
    Expected("partner.competence", UNKNOWN, "", COMPLETE),
    Expected("commitment.acts", UNKNOWN, "", COMPLETE),
    # 19, 20, 21
    Expected("partner.integrity", UNKNOWN, "", COMPLETE),
    Expected("partner.integrity", UNKNOWN, "", silent()),
    Expected("partner.integrity", UNMET, "not_declared", first_partner(declarations=frozenset())),
    Expected("interest.conflict", UNKNOWN, "", COMPLETE),
    Expected("interest.conflict", UNKNOWN, "names_overlap", facts(name_overlaps=("A. Blanc",))),
    Expected("interest.conflict", UNMET, "not_declared", first_partner(declarations=frozenset())),
    Expected("partner.soundness", UNKNOWN, "", COMPLETE),
    Expected("partner.soundness", UNMET, "not_declared", first_partner(declarations=frozenset())),
    # 22
    Expected("enterprise.size", NOT_APPLICABLE, "", COMPLETE),
    Expected("enterprise.size", MET, "", first_partner(**ENTERPRISE, enterprise_size="medium")),
    Expected("enterprise.size", UNMET, "large",
             first_partner(**ENTERPRISE, enterprise_size="large")),
    Expected("enterprise.size", UNMET, "missing", first_partner(**ENTERPRISE)),
    Expected("enterprise.size", UNMET, "differs",
             first_partner(**ENTERPRISE, enterprise_size="small", size_standing="differs")),
    Expected("enterprise.size", UNKNOWN, "explained",
             first_partner(**ENTERPRISE, enterprise_size="small", size_standing="explained")),
    Expected("enterprise.size", UNKNOWN, "declared",
             first_partner(**ENTERPRISE, enterprise_size="small", size_standing="declared")),
    Expected("enterprise.size", UNKNOWN, "not_stated", silent()),
    # 23, 24
    Expected("partner.project_code", MET, "", COMPLETE),
    Expected("partner.project_code", UNMET, "missing", second_partner(cup="")),
    Expected("partner.project_code", UNMET, "malformed", second_partner(cup="B12C3456789012")),
    Expected("partner.project_code", UNMET, "shared",
             facts(partners=(ASSOCIATION, COMUNE, replace(COMUNE, key="3")))),
    Expected("partner.project_code", UNKNOWN, "not_stated", silent()),
    Expected("partner.project_code", NOT_APPLICABLE, "", COMPLETE, NORTH),
    Expected("partner.national_duty", UNKNOWN, "", COMPLETE),
    Expected("partner.national_duty", UNKNOWN, "", silent()),
    Expected("partner.national_duty", UNMET, "not_declared",
             first_partner(declarations=ALPS.declarations)),
    Expected("partner.national_duty", NOT_APPLICABLE, "", first_partner(legal_type="municipality")),
    # 25
    Expected("project.objective", MET, "", COMPLETE),
    Expected("project.objective", MET, "", facts(objectives=())),
    Expected("project.objective", UNMET, "missing", facts(theme="")),
    Expected("project.objective", UNMET, "not_in_call", facts(theme="digital")),
    Expected("project.objective", UNMET, "several", facts(objectives=("4.2", "4.6"))),
    Expected("project.objective", UNMET, "other_objective", facts(objectives=("4.6",))),
    Expected("project.objective", UNKNOWN, "not_stated", summary()),
    Expected("project.objective", NOT_APPLICABLE, "", COMPLETE, NORTH),
    # 26
    Expected("project.indicators", MET, "", COMPLETE),
    Expected("project.indicators", UNMET, "not_allowed", facts(output_indicators=("RCO1",))),
    Expected("project.indicators", UNMET, "no_outputs", facts(output_indicators=())),
    Expected("project.indicators", UNMET, "no_results", facts(result_indicators=())),
    Expected("project.indicators", UNKNOWN, "not_stated", silent()),
    Expected("project.indicators", NOT_APPLICABLE, "", COMPLETE, NORTH),
    # 27
    Expected("project.support_form", MET, "", COMPLETE),
    Expected("project.support_form", UNMET, "several", facts(support_forms=("grant", "loan"))),
    Expected("project.support_form", UNMET, "missing", facts(support_forms=())),
    Expected("project.support_form", UNMET, "not_allowed", facts(support_forms=("loan",))),
    # 28
    Expected("project.cooperation", MET, "", COMPLETE),
    Expected("project.cooperation", UNMET, "missing", facts(cooperation=frozenset({"financing"}))),
    Expected("project.cooperation", UNMET, "none_of",
             facts(cooperation=frozenset({"development", "implementation"}))),
    Expected("project.cooperation", UNKNOWN, "not_stated", silent()),
    Expected("project.cooperation", NOT_APPLICABLE, "", COMPLETE, NORTH),
    # 29 (both sides of each limit: test_worked_examples.py)
    Expected("budget.total", MET, "within", COMPLETE),
    Expected("budget.total", MET, "", COMPLETE, call(total_max=None)),
    Expected("budget.total", UNMET, "missing", facts(partners=())),
    Expected("budget.total", UNMET, "below_minimum", summary("24999.99")),
    Expected("budget.total", MET, "within", summary("25000.00")),
    Expected("budget.total", MET, "within", summary("75000.00")),
    Expected("budget.total", UNMET, "above_maximum", summary("75000.01")),
    Expected("budget.total", UNMET, "erdf_above_maximum", COMPLETE, call(erdf_max=D("54379.81"))),
    Expected("budget.total", MET, "within", COMPLETE, call(erdf_max=D("54379.82"))),
    Expected("budget.total", UNKNOWN, "not_stated", summary(None)),
    Expected("budget.total", MET, "within", north("20000", "20000"), NORTH),
    Expected("budget.total", UNMET, "above_maximum", north("20000", "20000.01"), NORTH),
    Expected("budget.total", MET, "within", north("20000", "20000", "20000"), NORTH),
    # 30
    Expected("project.duration", MET, "", COMPLETE),
    Expected("project.duration", MET, "", facts(duration_months=1)),
    Expected("project.duration", UNMET, "missing", facts(duration_months=None)),
    Expected("project.duration", UNMET, "too_short", facts(duration_months=0)),
    Expected("project.duration", UNMET, "too_long", facts(duration_months=19)),
    Expected("project.duration", MET, "", facts(start_on=date(2028, 7, 1))),
    Expected("project.duration", UNMET, "ends_late", facts(start_on=date(2028, 7, 2))),
    Expected("project.duration", UNKNOWN, "not_stated", summary()),
    # 31
    Expected("budget.rate", MET, "", COMPLETE),
    Expected("budget.rate", MET, "", first_partner(erdf_asked=D("24021.13"))),
    Expected("budget.rate", UNMET, "above_ceiling", first_partner(erdf_asked=D("24021.14"))),
    Expected("budget.rate", UNMET, "missing", facts(partners=())),
    Expected("budget.rate", UNKNOWN, "not_stated", summary()),
    # 32
    Expected("plan.balanced", MET, "", COMPLETE),
    Expected("plan.balanced", UNMET, "short",
             first_partner(sources=(FundingSource("own_private", D("6005.28")),))),
    Expected("plan.balanced", UNMET, "too_much",
             first_partner(sources=(FundingSource("own_private", D("6005.30")),))),
    Expected("plan.balanced", UNMET, "unnamed",
             first_partner(sources=(FundingSource("national_public", D("6005.29")),))),
    Expected("plan.balanced", UNMET, "missing", facts(partners=())),
    Expected("plan.balanced", UNKNOWN, "not_stated", silent()),
    # 33
    Expected("budget.option", MET, "", COMPLETE),
    Expected("budget.option", MET, "", first_partner(cost_option="")),
    Expected("budget.option", UNMET, "not_allowed", first_partner(cost_option="O6")),
    Expected("budget.option", UNMET, "missing", first_partner(cost_option=""),
             call(cost_options={"O2": O2, "O4": O4})),
    Expected("budget.option", UNMET, "not_the_same", first_partner(cost_option="O4"),
             call(cost_options={"O2": O2, "O4": O4})),
    Expected("budget.option", MET, "", first_partner(cost_option="O4"),
             call(cost_options={"O2": O2, "O4": O4}, same_option_for_all=False)),
    Expected("budget.option", UNMET, "no_partner", facts(partners=())),
    Expected("budget.option", UNKNOWN, "not_stated", summary()),
    # 34
    Expected("budget.stack", MET, "", COMPLETE),
    Expected("budget.stack", UNMET, "counted_twice",
             first_partner(lines=(*ASSOCIATION.lines, line("travel", "10")))),
    Expected("budget.stack", UNMET, "counted_twice", first_partner(staff_base=D("10"))),
    Expected("budget.stack", UNMET, "outside_option",
             first_partner(lines=(*ASSOCIATION.lines, line("other", "10")))),
    Expected("budget.stack", UNMET, "outside_option",
             first_partner(cost_option="O1", staff_base=D(10)),
             call(cost_options={"O1": O1, "O2": O2})),
    Expected("budget.stack", UNMET, "real_cost_without_aid", first_partner(cost_option="O6"),
             call(cost_options={"O6": O6, "O2": O2})),
    Expected("budget.stack", UNMET, "draft_differs",
             first_partner(cost_option="O3", staff_base=D(10)),
             call(cost_options={"O3": O3, "O2": O2})),
    Expected("budget.stack", UNMET, "counted_twice", first_partner(lines=(line("office", "1"),))),
    Expected("budget.stack", UNMET, "missing", facts(partners=())),
    Expected("budget.stack", UNMET, "units_missing", by_units(line("staff", "10")), UNITS),
    Expected("budget.stack", UNMET, "product_differs",
             by_units(units("3", "320.00", "960.01")), UNITS),
    Expected("budget.stack", UNMET, "price_not_listed",
             by_units(units("3", "320.01", "960.03")), UNITS),
    Expected("budget.stack", UNMET, "product_differs",
             first_partner(lines=(units("3", "7.00", "20.99", "external"),))),
    Expected("budget.stack", MET, "", by_units(units("3", "320.00", "960.00")), UNITS),
    Expected("budget.stack", UNKNOWN, "not_stated", summary()),
    # 35
    Expected("activity.deliverables", MET, "", COMPLETE),
    Expected("activity.deliverables", UNMET, "no_activity", facts(activities=())),
    Expected("activity.deliverables", UNMET, "no_deliverable", facts(activities=(Activity(""),))),
    Expected("activity.deliverables", UNMET, "no_quantity", facts(activities=activity(quantity=0))),
    Expected("activity.deliverables", UNMET, "no_quantity", facts(activities=activity(unit=""))),
    Expected("activity.deliverables", UNMET, "no_proof", facts(activities=activity(proof=""))),
    Expected("activity.deliverables", UNMET, "no_proof", facts(activities=activity(proof="oath"))),
    Expected("activity.deliverables", UNKNOWN, "not_stated", silent()),
    Expected("activity.deliverables", MET, "",
             facts(duration_months=12, activities=planned(12, 12, 12))),
    Expected("activity.deliverables", UNMET, "after_end",
             facts(duration_months=12, activities=planned(12, 13, 12))),
    Expected("activity.deliverables", UNMET, "after_end",
             facts(duration_months=12, activities=planned(13, None, 12))),
    Expected("activity.deliverables", UNMET, "delivered_after_end",
             facts(duration_months=12, activities=planned(1, 12, 13))),
    Expected("activity.deliverables", MET, "",
             facts(duration_months=None, activities=planned(1, 99, 99))),
    # 36
    Expected("budget.basis", UNKNOWN, "prices", COMPLETE),
    Expected("budget.basis", UNMET, "no_basis", first_partner(lines=(line("external", "1", ""),))),
    Expected("budget.basis", UNKNOWN, "not_stated", silent()),
    Expected("budget.basis", UNKNOWN, "not_stated", facts(partners=(replace(COMUNE, lines=()),))),
    # 37
    Expected("budget.countries", MET, "", COMPLETE),
    Expected("budget.countries", UNMET, "no_budget", second_partner(lines=())),
    Expected("budget.countries", UNMET, "no_partner", facts(partners=()), NORTH),
    Expected("budget.countries", UNMET, "share_above", COMPLETE,
             call(country_share_max=D("55.82"))),
    Expected("budget.countries", MET, "", COMPLETE, call(country_share_max=D("55.83"))),
    Expected("budget.countries", MET, "", north("20000", "20000"), NORTH),
    Expected("budget.countries", UNMET, "total_above", north("20000.01", "19999.99"), NORTH),
    Expected("budget.countries", MET, "", COMPLETE, call(erdf_max_per_country=D("30358.69"))),
    Expected("budget.countries", UNMET, "erdf_above", COMPLETE,
             call(erdf_max_per_country=D("30358.68"))),
    Expected("budget.countries", UNKNOWN, "not_stated", summary()),
    # 38
    Expected("project.start", MET, "", facts(start_on=date(2025, 4, 24))),
    Expected("project.start", UNMET, "too_early", facts(start_on=date(2025, 4, 23))),
    Expected("project.start", UNMET, "not_declared", facts(declared_not_completed=False)),
    Expected("project.start", UNMET, "missing", facts(start_on=None)),
    Expected("project.start", UNKNOWN, "not_stated", silent()),
    # 39
    Expected("funding.double", MET, "", COMPLETE),
    Expected("funding.double", UNKNOWN, "looks_alike", facts(same_in_register=("Sentiers",))),
    Expected("funding.double", UNKNOWN, "not_looked", facts(same_in_register=None)),
    Expected("funding.double", UNMET, "not_declared", facts(declared_no_double_funding=False)),
    Expected("funding.double", UNKNOWN, "not_stated", silent()),
    # 40
    Expected("aid.regime", NOT_APPLICABLE, "", COMPLETE),
    Expected("aid.regime", MET, "", aid(regime="none")),
    Expected("aid.regime", MET, "",
             aid(regime="de_minimis", declared=True, received=D("262051.63"))),
    Expected("aid.regime", UNMET, "de_minimis_above",
             aid(regime="de_minimis", declared=True, received=D("262051.64"))),
    Expected("aid.regime", UNMET, "gber_20a_above", aid(regime="gber_20a")),
    Expected("aid.regime", UNMET, "not_declared", aid(regime="de_minimis")),
    Expected("aid.regime", UNMET, "regime_open", aid()),
    Expected("aid.regime", UNMET, "not_answered", second_partner(aid=AidFacts())),
    Expected("aid.regime", UNKNOWN, "not_stated", silent()),
    # 41, 42
    Expected("project.place", UNKNOWN, "", COMPLETE),
    Expected("project.durability", NOT_APPLICABLE, "", COMPLETE),
    Expected("project.durability", UNKNOWN, "infrastructure",
             facts(activities=(Activity("Pont", is_infrastructure=True),))),
    Expected("project.durability", UNKNOWN, "not_stated", silent()),
    # 43
    Expected("project.principles", MET, "", COMPLETE),
    Expected("project.principles", UNMET, "negative",
             facts(principles={**COMPLETE.principles, "gender_equality": "negative"})),
    Expected("project.principles", UNMET, "missing",
             facts(principles={"gender_equality": "neutral"})),
    Expected("project.principles", UNKNOWN, "not_stated", silent()),
    Expected("project.principles", NOT_APPLICABLE, "", COMPLETE, NORTH),
    # 44
    Expected("partnership.new_body", MET, "", COMPLETE),
    Expected("partnership.new_body", UNMET, "none_new", first_partner(previously_funded=True)),
    Expected("partnership.new_body", UNMET, "not_all_new", COMPLETE, call(new_body_rule="all")),
    Expected("partnership.new_body", MET, "", second_partner(previously_funded=False),
             call(new_body_rule="all")),
    Expected("partnership.new_body", UNKNOWN, "history_differs",
             first_partner(known_beneficiary=True)),
    Expected("partnership.new_body", UNKNOWN, "not_looked", first_partner(known_beneficiary=None)),
    Expected("partnership.new_body", UNKNOWN, "not_looked",
             second_partner(previously_funded=False, known_beneficiary=None),
             call(new_body_rule="all")),
    Expected("partnership.new_body", UNKNOWN, "not_stated", first_partner(previously_funded=None)),
    Expected("partnership.new_body", UNKNOWN, "not_stated", silent(), call(new_body_rule="all")),
    # 45
    Expected("project.communication", MET, "", COMPLETE),
    Expected("project.communication", UNMET, "missing", facts(communication_planned=False)),
    Expected("project.communication", UNKNOWN, "not_stated", silent()),
]
# fmt: on
