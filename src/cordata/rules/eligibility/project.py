"""Checks 25-45 without money: theme, work plan, dates, cooperation, principles, communication."""

from __future__ import annotations

from collections.abc import Callable

from cordata.rules.deadlines import last_day
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
)
from cordata.rules.facts import Activity, Deliverable, PartnerFacts
from cordata.rules.finding import Outcome, Param


def one_objective(case: Case) -> Answer:
    """25: one theme of the call and its one specific objective; a person judges the content."""
    facts, themes = case.facts, case.ruleset.themes
    if not themes:
        return NOT_APPLICABLE
    if not facts.theme:
        return NOT_STATED if facts.summary_only else unmet("missing", "theme")
    theme = case.ruleset.theme(facts.theme)
    if theme is None:
        return unmet("not_in_call", "theme", theme=facts.theme)
    if len(facts.objectives) > 1:
        return unmet("several", "theme", count=len(facts.objectives))
    if facts.objectives and facts.objectives[0] != theme.objective:
        chosen, own = facts.objectives[0], theme.objective
        return unmet("other_objective", "theme", objective=chosen, expected=own)
    return met(objective=theme.objective)


def indicators_linked(case: Case) -> Answer:
    """26: outputs and results are linked to indicators the call allows."""
    ruleset, facts = case.ruleset, case.facts
    if not ruleset.output_indicators and not ruleset.result_indicators:
        return NOT_APPLICABLE
    kinds = (
        ("outputs", facts.output_indicators, ruleset.output_indicators),
        ("results", facts.result_indicators, ruleset.result_indicators),
    )
    asked = [(name, chosen, allowed) for name, chosen, allowed in kinds if allowed]
    for name, chosen, allowed in asked:
        strangers = tuple(code for code in chosen if code not in allowed)
        if strangers:
            return unmet("not_allowed", f"indicators.{name}", codes=strangers)
    empty = [name for name, chosen, _ in asked if not chosen]
    if empty and case.is_silent("indicators"):
        return NOT_STATED
    return unmet(f"no_{empty[0]}", f"indicators.{empty[0]}") if empty else met()


def one_form_of_support(case: Case) -> Answer:
    """27: one form of support, and one the call gives."""
    chosen = case.facts.support_forms
    if len(chosen) != 1:
        return unmet("several" if chosen else "missing", "support_form", count=len(chosen))
    if chosen[0] not in case.ruleset.support_forms:
        return unmet("not_allowed", "support_form")
    return met()


def cooperation_shown(case: Case) -> Answer:
    """28: joint development and implementation, and staffing or financing, as the call asks.

    Regulation (EU) 2021/1059, article 23(4).
    """
    required, any_of = case.ruleset.cooperation_required, case.ruleset.cooperation_any_of
    if not required and not any_of:
        return NOT_APPLICABLE
    shown = case.facts.cooperation
    missing = tuple(sorted(required - shown))
    if (missing or (any_of and not any_of & shown)) and case.is_silent("cooperation"):
        return NOT_STATED
    if missing:
        return unmet("missing", "cooperation", missing=missing)
    if any_of and not any_of & shown:
        return unmet("none_of", "cooperation", choices=tuple(sorted(any_of)))
    return met()


def duration_allowed(case: Case) -> Answer:
    """30: a duration within the call's bounds, ending while costs are still eligible."""
    facts, ruleset = case.facts, case.ruleset
    months = facts.duration_months
    if months is None:
        return NOT_STATED if facts.summary_only else unmet("missing", "duration")
    numbers = {"months": months, "minimum": ruleset.duration_min, "maximum": ruleset.duration_max}
    if months < ruleset.duration_min:
        return unmet("too_short", "duration", **numbers)
    if months > ruleset.duration_max:
        return unmet("too_long", "duration", **numbers)
    if facts.start_on and ruleset.eligible_until and months > 0:
        end = last_day(facts.start_on, months)
        if end > ruleset.eligible_until:
            return unmet("ends_late", "duration", end=end, latest=ruleset.eligible_until)
    return met(**numbers)


def deliverables_provable(case: Case) -> Answer:
    """35: each activity leaves at least one deliverable with unit, quantity, kind of proof.

    None lies after the project's end; months count from 1, the last is `duration_months`.
    """
    activities = case.facts.activities
    if not activities:
        return NOT_STATED if case.is_silent("activities") else unmet("no_activity", "activities")
    months = case.facts.duration_months
    return first(
        _lacking("no_deliverable", case, lambda one: "" if one.deliverables else "deliverable.1"),
        _lacking("no_quantity", case, lambda one: _deliverable(one, _unmeasured)),
        _lacking("no_proof", case, lambda one: _deliverable(one, lambda of: _unproved(of, case))),
        _lacking("after_end", case, lambda one: _late(one, months), months=months or 0),
        _lacking("delivered_after_end", case, lambda one: _delivered_late(one, months),
                 months=months or 0),
        met(count=len(activities)),
    )  # fmt: skip


def _lacking(
    reason: str, case: Case, place: Callable[[Activity], str], **params: Param
) -> Answer | None:
    """Unmet where `place` names a part of some activity; the anchor is that of the first."""
    found = [(n, one, place(one)) for n, one in enumerate(case.facts.activities, start=1)]
    concerned = [(n, one, part) for n, one, part in found if part]
    if not concerned:
        return None
    titles = tuple(one.title or str(n) for n, one, _ in concerned)
    anchor = f"activity.{concerned[0][0]}.{concerned[0][2]}"
    return unmet(reason, anchor, activities=titles, count=len(concerned), **params)


def _deliverable(activity: Activity, lacks: Callable[[Deliverable], str]) -> str:
    """The part of the activity's first deliverable that lacks something, or nothing."""
    parts = ((n, lacks(one)) for n, one in enumerate(activity.deliverables, start=1))
    return next((f"deliverable.{n}.{part}" for n, part in parts if part), "")


def _unmeasured(one: Deliverable) -> str:
    if (one.quantity or 0) < 1:
        return "quantity"
    return "" if one.unit else "unit"


def _unproved(one: Deliverable, case: Case) -> str:
    kinds = case.ruleset.proofs
    return "proof" if not one.proof or (kinds and one.proof not in kinds) else ""


def _late(activity: Activity, months: int | None) -> str:
    if not months:
        return ""  # check 30 asks for the duration
    if (activity.from_month or 0) > months:
        return "from_month"
    return "to_month" if (activity.to_month or 0) > months else ""


def _delivered_late(activity: Activity, months: int | None) -> str:
    return _deliverable(activity, lambda one: "month" if months and _month(one) > months else "")


def _month(one: Deliverable) -> int:
    return one.month or 0


def starts_in_time(case: Case) -> Answer:
    """38: not completed before filing, and no start before the allowed date (CPR art. 63(6))."""
    facts, earliest = case.facts, case.ruleset.start_not_before
    if facts.start_on and earliest and facts.start_on < earliest:
        return unmet("too_early", "start", start=facts.start_on, earliest=earliest)
    if not facts.declared_not_completed and not case.is_silent("declarations"):
        return unmet("not_declared", "declarations")
    if facts.start_on is None and not case.is_silent("start"):
        return unmet("missing", "start")
    if facts.start_on is None or not facts.declared_not_completed:
        return NOT_STATED
    return met(start=facts.start_on)


def funded_once(case: Case) -> Answer:
    """39: no double funding: a declaration, and a look into the list of operations."""
    facts = case.facts
    if not facts.declared_no_double_funding and not case.is_silent("declarations"):
        return unmet("not_declared", "declarations")
    if facts.same_in_register:
        return unknown("looks_alike", titles=facts.same_in_register)
    if not facts.declared_no_double_funding:
        return NOT_STATED
    return unknown("not_looked") if facts.same_in_register is None else met()


def serves_the_area(case: Case) -> Answer:
    """41: activities inside the area or for its benefit: a person decides."""
    return A_PERSON_DECIDES


def investment_durable(case: Case) -> Answer:
    """42: durability and climate proofing of infrastructure: a person decides if there is any."""
    if any(activity.is_infrastructure for activity in case.facts.activities):
        return unknown("infrastructure")
    return NOT_STATED if case.is_silent("activities") else NOT_APPLICABLE


def principles_respected(case: Case) -> Answer:
    """43: no horizontal principle is affected negatively, and each was thought of."""
    asked, told = case.ruleset.principles, case.facts.principles
    if not asked:
        return NOT_APPLICABLE
    negative = tuple(code for code in asked if told.get(code) == "negative")
    if negative:
        return unmet("negative", f"principles.{negative[0]}", count=len(negative))
    silent = tuple(code for code in asked if not told.get(code))
    if silent and case.is_silent("principles"):
        return NOT_STATED
    if silent:
        return unmet("missing", f"principles.{silent[0]}", count=len(silent))
    return met()


def new_bodies(case: Case) -> Answer:
    """44: bodies the programme has never funded: a priority, never a bar.

    A partner's own word counts where the operations known were looked through and do not differ.
    """
    partners = case.facts.partners
    if any(one.known_beneficiary and one.previously_funded is False for one in partners):
        return unknown("history_differs", names=_names(partners, known=True))
    answers = [_is_new(partner) for partner in partners]
    if case.ruleset.new_body_rule == "all":
        return _all_new(answers, partners)
    if True in answers:
        return _as_looked(partners)
    return NOT_STATED if None in answers or not answers else unmet("none_new", "partners")


def _all_new(answers: list[bool | None], partners: tuple[PartnerFacts, ...]) -> Answer:
    if False in answers:
        return unmet("not_all_new", "partners")
    return NOT_STATED if None in answers or not answers else _as_looked(partners)


def _as_looked(partners: tuple[PartnerFacts, ...]) -> Answer:
    """Met where a body's word was compared with the operations known, else a person decides."""
    looked = all(
        one.known_beneficiary is not None for one in partners if one.previously_funded is False
    )
    return met() if looked else unknown("not_looked")


def _is_new(partner: PartnerFacts) -> bool | None:
    if partner.known_beneficiary or partner.previously_funded:
        return False
    return None if partner.previously_funded is None else True


def _names(partners: tuple[PartnerFacts, ...], *, known: bool) -> tuple[str, ...]:
    return tuple(p.name or p.key for p in partners if bool(p.known_beneficiary) is known)


def communication_planned(case: Case) -> Answer:
    """45: the communication duties of article 36 are planned."""
    if case.facts.communication_planned:
        return Answer(Outcome.MET)
    return NOT_STATED if case.is_silent("communication") else unmet("missing", "communication")
