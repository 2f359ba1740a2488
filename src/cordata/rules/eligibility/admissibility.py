"""Checks 01-10: whether the file can be taken in (recevabilité, ricevibilità)."""

from __future__ import annotations

from cordata.rules.deadlines import is_open
from cordata.rules.eligibility.case import (
    A_PERSON_DECIDES,
    NOT_APPLICABLE,
    NOT_STATED,
    Answer,
    Case,
    first,
    met,
    unknown,
    unmet,
    unmet_for,
)
from cordata.rules.facts import AnnexFacts, PartnerFacts, TextFacts
from cordata.rules.finding import Outcome
from cordata.rules.ruleset import AnnexSlot
from cordata.rules.texts import differences, missing_languages

DECLARED_APART = frozenset({"no_fraud", "no_conflict", "no_difficulty"})  # checks 19, 20, 21


def filed_in_time(case: Case) -> Answer:
    """01: received inside the window, both ends included (TIM-01). A draft is judged now."""
    facts, ruleset = case.facts, case.ruleset
    at = facts.submitted_at or facts.judged_at
    if at is None:
        return NOT_STATED if facts.summary_only else unmet("missing", "")
    times = {"opens_at": ruleset.opens_at, "closes_at": ruleset.closes_at, "at": at}
    if not is_open(ruleset.opens_at, ruleset.closes_at, at):
        return unmet("too_early" if at < ruleset.opens_at else "too_late", "", **times)
    return Answer(Outcome.MET, "" if facts.submitted_at else "still_open", times)


def form_complete(case: Case) -> Answer:
    """02: every required field filled, none beyond its limit, every declaration accepted."""
    facts = case.facts
    if facts.missing_fields:
        fields = facts.missing_fields
        return unmet("missing", fields[0], count=len(fields), fields=fields)
    if facts.over_limit_fields:
        fields = facts.over_limit_fields
        return unmet("too_long", fields[0], count=len(fields), fields=fields)
    asked = case.ruleset.declarations - DECLARED_APART
    lacking = [
        partner
        for partner in facts.partners
        if asked - partner.declarations and not case.is_silent_on(partner, "declarations")
    ]
    return first(
        unmet_for("declarations", lacking, "declarations"),
        NOT_STATED if case.is_silent("form") else met(),
    )


def languages_agree(case: Case) -> Answer:
    """03: every text in every language, and the partners say that all versions say the same."""
    languages = case.ruleset.languages
    if len(languages) < 2:
        return NOT_APPLICABLE
    texts = case.facts.texts
    gaps = [text for text in texts if missing_languages(text, languages)]
    if gaps:
        return _languages_missing(gaps, languages)
    written = [text for text in texts if any(text.texts.values())]
    unagreed = tuple(text.key for text in written if not text.agreed)
    if unagreed:
        return unmet("not_agreed", f"text.{unagreed[0]}", texts=unagreed, count=len(unagreed))
    if not written:
        return NOT_STATED if case.is_silent("texts") else unmet("missing", "text")
    return _languages_differ(case, written) or met()


def _languages_missing(gaps: list[TextFacts], languages: tuple[str, ...]) -> Answer:
    keys = tuple(text.key for text in gaps)
    lacking = {code for text in gaps for code in missing_languages(text, languages)}
    ordered = tuple(code for code in languages if code in lacking)
    field = f"text.{keys[0]}"
    return unmet("missing_language", field, texts=keys, languages=ordered, count=len(keys))


def _languages_differ(case: Case, texts: list[TextFacts]) -> Answer | None:
    """Warn of versions that look unlike; a person decides, filing is not stopped."""
    low, high = case.ruleset.text_ratio_min, case.ruleset.text_ratio_max
    months = case.facts.months
    found = {text.key: differences(_asked(case, text), low, high, months) for text in texts}
    keys = tuple(key for key, signs in found.items() if signs)
    if not keys:
        return None
    signs = sorted(frozenset().union(*found.values()))
    return unknown("differs", f"text.{keys[0]}", texts=keys, signs=tuple(signs))


def _asked(case: Case, text: TextFacts) -> dict[str, str]:
    return {code: text.texts.get(code, "") for code in case.ruleset.languages}


def lead_committed(case: Case) -> Answer:
    """04: the lead's commitment letter is signed."""
    if case.facts.lead_commitment_signed:
        return met()
    return NOT_STATED if case.is_silent("commitment") else unmet("not_signed", "commitment")


def partners_mandated(case: Case) -> Answer:
    """05: every partner but the lead has signed its mandate letter."""
    partners = [partner for partner in case.facts.partners if not partner.is_lead]
    if not partners:
        return NOT_STATED if case.facts.summary_only else unmet("no_partner", "partners")
    unsigned = [partner for partner in partners if not partner.mandate_signed]
    stated = [partner for partner in unsigned if not case.is_silent_on(partner, "mandate")]
    return first(
        unmet_for("not_signed", stated, "mandate"),
        NOT_STATED if unsigned else met(count=len(partners)),
    )


def annexes_joined(case: Case) -> Answer:
    """06: every required file is there; a missing one is asked for later."""
    slots = [slot for slot in case.ruleset.annexes if slot.required]
    if not slots:
        return NOT_APPLICABLE
    missing = [(slot, owner) for slot in slots for owner in _lacking(case, slot)]
    if missing and case.is_silent("annexes"):
        return NOT_STATED
    if missing:
        slot, owner = missing[0]
        field = f"partner.{owner}.annex.{slot.code}" if owner else f"annex.{slot.code}"
        codes = tuple(dict.fromkeys(slot.code for slot, _ in missing))
        return unmet("missing", field, slots=codes, count=len(missing))
    return met()


def _lacking(case: Case, slot: AnnexSlot) -> list[str]:
    """Whom the slot lacks a file from: keys of partners, or an empty key for the project."""
    present = {annex.partner for annex in case.facts.annexes if annex.slot == slot.code}
    if not slot.per_partner or not case.facts.partners:
        return [] if present else [""]
    partners = [partner for partner in case.facts.partners if _concerns(slot, partner)]
    return [partner.key for partner in partners if partner.key not in present]


def _concerns(slot: AnnexSlot, partner: PartnerFacts) -> bool:
    return not slot.applies_to or partner.legal_type in slot.applies_to


def signatory_empowered(case: Case) -> Answer:
    """07: the signatory has the power to sign: a person reads the acts."""
    return A_PERSON_DECIDES


def filed_once(case: Case) -> Answer:
    """08: the project is not in the call twice; look-alikes go to a person."""
    if case.facts.similar_titles:
        return unknown("looks_alike", titles=case.facts.similar_titles)
    return NOT_STATED if case.is_silent("call") else met()


def within_lead_limit(case: Case) -> Answer:
    """09: no more applications of one lead than the call allows."""
    most = case.ruleset.max_applications_per_lead
    if most is None:
        return NOT_APPLICABLE
    if case.is_silent("call"):
        return NOT_STATED
    filed = case.facts.lead_applications_in_call
    numbers = {"count": filed, "maximum": most}
    return met(**numbers) if filed <= most else unmet("too_many", "", **numbers)


def files_readable(case: Case) -> Answer:
    """10: files open, carry no virus, and are of an allowed type and size."""
    annexes = case.facts.annexes
    if not annexes:
        return NOT_STATED if case.is_silent("annexes") else NOT_APPLICABLE
    slots = {slot.code: slot for slot in case.ruleset.annexes}
    return first(
        _file_fault("unreadable", [a for a in annexes if a.readable is False]),
        _file_fault("wrong_type", [a for a in annexes if _wrong_type(a, slots)]),
        _file_fault("too_large", [a for a in annexes if _too_large(a, slots)]),
        unknown("scanning") if any(a.readable is None for a in annexes) else met(),
    )


def _file_fault(reason: str, annexes: list[AnnexFacts]) -> Answer | None:
    if not annexes:
        return None
    worst = annexes[0]
    owner = f"partner.{worst.partner}." if worst.partner else ""
    slots = tuple(dict.fromkeys(annex.slot for annex in annexes))
    return unmet(reason, f"{owner}annex.{worst.slot}", slots=slots, count=len(annexes))


def _wrong_type(annex: AnnexFacts, slots: dict[str, AnnexSlot]) -> bool:
    slot = slots.get(annex.slot)
    return bool(slot and slot.media_types and annex.media_type not in slot.media_types)


def _too_large(annex: AnnexFacts, slots: dict[str, AnnexSlot]) -> bool:
    slot = slots.get(annex.slot)
    return bool(slot and annex.size > slot.max_bytes)
