"""Checks 11-24: whether the partners may take part."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from cordata.rules.eligibility.case import (
    A_PERSON_DECIDES,
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
from cordata.rules.facts import PartnerFacts
from cordata.rules.ruleset import NationalDuty

_PROJECT_CODE = re.compile(r"[A-Z0-9]{15}")  # CUP: fifteen letters and digits


def countries_present(case: Case) -> Answer:
    """11: a partner from each required country, and enough countries of the area."""
    facts, ruleset = case.facts, case.ruleset
    if any(partner.legal_type in ruleset.exempt_types for partner in facts.partners):
        return Answer(met().verdict, "exempt")
    missing = tuple(code for code in ruleset.required_countries if code not in facts.countries)
    if missing:
        return unmet("missing_country", "partners", countries=missing)
    area = set(ruleset.area.values())
    present = tuple(code for code in facts.countries if not area or code in area)
    if len(present) < ruleset.min_countries:
        numbers = {"count": len(present), "minimum": ruleset.min_countries}
        return unmet("too_few", "partners", **numbers)
    return met(countries=present, count=len(present))


def partners_counted(case: Case) -> Answer:
    """12: neither too few partners nor too many."""
    if case.facts.summary_only:
        return NOT_STATED
    count, ruleset = len(case.facts.partners), case.ruleset
    low, high = ruleset.min_partners, ruleset.max_partners
    numbers = {"count": count, "minimum": low, "maximum": high}
    if count < low:
        return unmet("too_few", "partners", **numbers)
    return met(**numbers) if count <= high else unmet("too_many", "partners", **numbers)


def lead_in_area(case: Case) -> Answer:
    """13: the lead has its seat in the area."""
    if not case.ruleset.lead_in_area:
        return NOT_APPLICABLE
    lead = case.facts.lead
    if lead is None:
        return NOT_STATED if case.facts.summary_only else unmet("no_lead", "partners")
    return _in_area(case, [lead])


def partners_in_area(case: Case) -> Answer:
    """14: the other partners have their seat in the area."""
    others = [partner for partner in case.facts.partners if not partner.is_lead]
    if not case.ruleset.partners_in_area:
        return NOT_APPLICABLE
    if not others:
        return NOT_STATED if case.facts.summary_only else unmet("no_partner", "partners")
    return _in_area(case, others)


def _in_area(case: Case, partners: list[PartnerFacts]) -> Answer:
    area = case.ruleset.area
    unplaced = [partner for partner in partners if not partner.nuts3]
    placed = [partner for partner in partners if partner.nuts3]
    return first(
        unmet_for("outside", (p for p in placed if p.nuts3 not in area), "nuts3"),
        unmet_for("other_country", (p for p in placed if area.get(p.nuts3) != p.country), "nuts3"),
        NOT_STATED if unplaced and case.facts.summary_only else None,
        unmet_for("missing", unplaced, "nuts3"),
        met(),
    )


def types_allowed(case: Case) -> Answer:
    """15: each partner's type of body is on the list of its country."""
    listed = case.ruleset.legal_types
    if not listed:
        return NOT_APPLICABLE
    untyped = [partner for partner in case.facts.partners if not partner.legal_type]
    typed = [partner for partner in case.facts.partners if partner.legal_type]
    exempt = case.ruleset.exempt_types
    strangers = (
        p for p in typed if p.legal_type not in listed.get(p.country, frozenset()) | exempt
    )
    return first(
        unmet_for("not_listed", strangers, "legal_type"),
        NOT_STATED if case.facts.summary_only and not typed else None,
        None if case.facts.summary_only else unmet_for("missing", untyped, "legal_type"),
        met() if case.facts.partners else unmet("no_partner", "partners"),
    )


def bodies_exist(case: Case) -> Answer:
    """16: each partner has a valid identifier of its country; a person looks into registers."""
    schemes = case.ruleset.identifiers
    asked = [partner for partner in case.facts.partners if schemes.get(partner.country)]
    if not asked:
        return NOT_APPLICABLE
    unnamed = [p for p in asked if not any(p.identifiers.get(s) for s in schemes[p.country])]
    stated = [p for p in unnamed if not case.is_silent_on(p, "identifiers")]
    return first(
        unmet_for("invalid", (p for p in asked if p.invalid_identifiers), "identifiers"),
        unmet_for("missing", stated, "identifiers"),
        NOT_STATED if unnamed else met(),
    )


def bodies_competent(case: Case) -> Answer:
    """17: legal competence for the topic: a person reads the statutes."""
    return A_PERSON_DECIDES


def acts_conform(case: Case) -> Answer:
    """18: the final acts of commitment conform: a person reads them."""
    return A_PERSON_DECIDES


def no_fraud(case: Case) -> Answer:
    """19: each partner declares that it was not convicted of fraud; a person decides."""
    return _declared(case, "no_fraud")


def no_conflict(case: Case) -> Answer:
    """20: no conflict of interest: declarations and name overlaps; a person decides."""
    if case.facts.name_overlaps:
        return unknown("names_overlap", names=case.facts.name_overlaps)
    return _declared(case, "no_conflict")


def sound_bodies(case: Case) -> Answer:
    """21: no undertaking in difficulty, no other ban; a person decides."""
    return _declared(case, "no_difficulty")


def _declared(case: Case, declaration: str) -> Answer:
    if declaration not in case.ruleset.declarations:
        return A_PERSON_DECIDES
    silent = [p for p in case.facts.partners if declaration not in p.declarations]
    stated = (p for p in silent if not case.is_silent_on(p, "declarations"))
    return first(unmet_for("not_declared", stated, "declarations"), A_PERSON_DECIDES)


def small_enough(case: Case) -> Answer:
    """22: enterprises are micro, small or medium if the call says so (2003/361/EC, annex)."""
    enterprises = [partner for partner in case.facts.partners if partner.is_enterprise]
    if not case.ruleset.sme_only or not enterprises:
        return NOT_STATED if case.ruleset.sme_only and _kind_unsaid(case) else NOT_APPLICABLE
    sizeless = [partner for partner in enterprises if not partner.enterprise_size]
    stated = (p for p in sizeless if not case.is_silent_on(p, "enterprise_size"))
    return first(
        unmet_for("large", (p for p in enterprises if p.enterprise_size == "large"), "size"),
        unmet_for("missing", stated, "size"),
        unmet_for("differs", _standing(enterprises, "differs"), "size"),
        NOT_STATED if sizeless else None,
        _for_a_person("explained", [_explained(p) for p in _standing(enterprises, "explained")]),
        _for_a_person("declared", [_called(p) for p in _standing(enterprises, "declared")]),
        met(),
    )


def _standing(partners: list[PartnerFacts], standing: str) -> list[PartnerFacts]:
    return [partner for partner in partners if partner.size_standing == standing]


def _for_a_person(reason: str, names: list[str]) -> Answer | None:
    """A size that no figures prove: said with its reason or without, a person reads it."""
    return unknown(reason, partners=tuple(names)) if names else None


def _called(partner: PartnerFacts) -> str:
    return partner.name or partner.key


def _explained(partner: PartnerFacts) -> str:
    reason = " ".join(partner.size_explanation.split()).rstrip(".")
    return f"{_called(partner)} ({reason})"


def _kind_unsaid(case: Case) -> bool:
    return any(case.is_silent_on(partner, "is_enterprise") for partner in case.facts.partners)


def project_codes(case: Case) -> Answer:
    """23: one project code per partner of a country that asks for it, never one for all."""
    asked = [p for p in case.facts.partners if p.country in case.ruleset.project_code_countries]
    if not asked:
        return NOT_APPLICABLE
    coded = [partner for partner in asked if partner.cup]
    uncoded = [partner for partner in asked if not partner.cup]
    counts = Counter(partner.cup for partner in coded)
    stated = (p for p in uncoded if not case.is_silent_on(p, "cup"))
    return first(
        unmet_for("malformed", (p for p in coded if not _PROJECT_CODE.fullmatch(p.cup)), "cup"),
        unmet_for("shared", (p for p in coded if counts[p.cup] > 1), "cup"),
        unmet_for("missing", stated, "cup"),
        NOT_STATED if uncoded else met(),
    )


def national_duties(case: Case) -> Answer:
    """24: what one country asks of certain bodies before the contract; a person decides."""
    owed = [(p, d) for d in case.ruleset.national_duties for p in _bound(case, d)]
    if not owed:
        return NOT_APPLICABLE
    open_duties = [
        (partner, duty)
        for partner, duty in owed
        if duty.code not in partner.declarations and not case.is_silent_on(partner, "declarations")
    ]
    if not open_duties:
        return A_PERSON_DECIDES
    partner, duty = open_duties[0]
    names = tuple(dict.fromkeys(one.name or one.key for one, _ in open_duties))
    return unmet("not_declared", anchor(partner, "declarations"), partners=names, duty=duty.code)


def _bound(case: Case, duty: NationalDuty) -> Iterable[PartnerFacts]:
    return (
        partner
        for partner in case.facts.partners
        if partner.country == duty.country
        and (not duty.legal_types or partner.legal_type in duty.legal_types)
    )
