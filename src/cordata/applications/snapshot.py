"""What a submission seals: the complete canonical facts of an application.

Shape (`form` names it; amounts are text with two decimals, instants UTC with microseconds,
days ISO; keys never change meaning without a new `form`):

    form            "cordata-application/2"; "/1" is the same without `statements`
    filing          null for a draft, else {number, version, received_at,
                    submitted_by: {name, organisation},
                    paper (only of what came on paper): {arrived_at, way, signed_by, scan_sha256,
                    arrival_sha256, noted_by, entered_by, confirmed_by},
                    statements: [{code, version, texts: {language: text}}]}
    call            {programme, code, version, digest, ruleset_digest, form_version,
                    languages, zone, opens_at, closes_at}
    project         {acronym, theme, start_on, duration_months,
                    answers: {question: {language or "": text}},
                    agreed: {question: {versions, by, at}}}
    partners        [{key, is_lead, organisation: {...its sheet, identifiers}, cost_option,
                    staff_base (always 0.00: staff is a line), erdf_asked, lines: [...],
                    sources: [...],
                    figures: {steps: [{category, amount, base, rate}], total, erdf,
                    counterpart, counterpart_source, own_share, sources, gap},
                    answers, agreed, previously_funded, aid: {answers, regime, declared},
                    declarations: [{code, version}],
                    mandate: {state, kind, role, total, signed_by, signed_at} }]
    activities      [{position, titles, descriptions, from_month, to_month, partners: [keys],
                    is_infrastructure, deliverables: [{titles, units, unit (the first of
                    them; seals of before units had languages have it alone), quantity,
                    month, proof, amount}]}]
    indicators      [{code, target}]
    annexes         [{slot, partner, pid, name, media_type, size, sha256}]
    aid_sha256      of the de minimis tables, sealed apart: `aid_content`
    figures         {total, erdf, counterpart, own_share}
    findings        [{number, code, verdict, severity, reason, params, field, source}]

Assessment, selection and projects read it; nothing there is ever computed again.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from cordata.accounts.models import Organisation, Person
from cordata.applications.facts import Answers, answers_by_place
from cordata.applications.judging import Judgement
from cordata.applications.models import Activity, Annex, Application, Mandate, Partner
from cordata.packs.canonical import digest, plain
from cordata.packs.freezing import freeze
from cordata.packs.provenance import Text, in_any_language
from cordata.rules.budget import PartnerBudget, ProjectBudget
from cordata.rules.facts import ZERO
from cordata.rules.finding import Finding, Outcome, Param, Severity

FORM = "cordata-application/2"
PRIVATE_AID = frozenset({"received", "note", "any"})  # other partners must not read it


@dataclass(frozen=True, slots=True)
class Filing:
    """The act of filing, as it is sealed with what was filed."""

    number: str
    version: int
    received_at: datetime
    by: Person
    statements: Sequence[Mapping[str, Any]]  # those ticked: code, version, texts
    paper: Mapping[str, Any] | None = None  # how it came, where it came on paper


def content_of(
    application: Application,
    judgement: Judgement,
    *,
    filing: Filing | None = None,
    aid_sha256: str = "",
) -> dict[str, Any]:
    """The whole application as plain data. `application` comes from `fully_loaded`."""
    answers = answers_by_place(application)
    keys = {partner.pk: str(partner.position) for partner in application.partners.all()}
    content = {
        "form": FORM,
        "filing": _filing(application, filing) if filing else None,
        "call": _call(application, judgement),
        "project": _project(application, answers),
        "partners": [
            _partner(partner, judgement.budget, answers, application)
            for partner in application.partners.all()
        ],
        "activities": [_activity(one, keys) for one in application.activities.all()],
        "indicators": [
            {"code": one.code, "target": one.target} for one in application.indicators.all()
        ],
        "annexes": [_annex(annex, keys) for annex in application.annexes.all()],
        "aid_sha256": aid_sha256,
        "figures": _sums(judgement.budget),
        "findings": [finding_as_data(finding) for finding in judgement.findings],
    }
    sealed: dict[str, Any] = plain(content)
    return sealed


def aid_content(application: Application) -> dict[str, Any]:
    """The State-aid self-checks in full, for the partner itself and for staff alone.

    The salt keeps a short table from being guessed from its SHA-256.
    """
    tables = {str(partner.position): partner.aid for partner in application.partners.all()}
    return {"form": f"{FORM}#aid", "salt": secrets.token_hex(16), "aid": tables}


def _filing(application: Application, filing: Filing) -> dict[str, Any]:
    lead = next(partner for partner in application.partners.all() if partner.is_lead)
    signed_by = filing.paper["signed_by"] if filing.paper else str(filing.by)
    return {
        "number": filing.number,
        "version": filing.version,
        "received_at": filing.received_at,
        "submitted_by": {"name": signed_by, "organisation": lead.organisation.name},
        "statements": list(filing.statements),
        **({"paper": filing.paper} if filing.paper else {}),
    }


def words_of(content: Mapping[str, Any]) -> dict[str, Any]:
    """What people wrote, apart from the act of filing and what the call made of it: the dates of
    the call, the findings, the lead's commitment, which is given by filing."""
    partners = [
        {name: value for name, value in one.items() if name != "mandate" or not one["is_lead"]}
        for one in content["partners"]
    ]
    kept = ("project", "activities", "indicators", "annexes", "figures")
    return {"partners": partners, **{name: content[name] for name in kept}}


def statements_of(content: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """What was stated at filing; the first form of a submission kept nothing of it."""
    filing = content["filing"] or {}
    return list(filing.get("statements", ()))


def _call(application: Application, judgement: Judgement) -> dict[str, Any]:
    call, version, definition = application.call, application.call_version, application.definition
    return {
        "programme": call.programme.code,
        "code": call.code,
        "version": version.number,
        "digest": version.digest,
        "ruleset_digest": digest(freeze(judgement.ruleset)),
        "form_version": definition.form.version,
        "languages": list(definition.languages),
        "zone": definition.zone,
        "opens_at": call.opens_at,
        "closes_at": call.closes_at,
    }


def _project(application: Application, answers: Answers) -> dict[str, Any]:
    return {
        "acronym": application.acronym,
        "theme": application.theme,
        "start_on": application.start_on,
        "duration_months": application.duration_months,
        "answers": _texts(answers, None),
        "agreed": _agreed(application, None),
    }


def _texts(answers: Answers, owner: int | None) -> dict[str, Mapping[str, str]]:
    return {
        field: {language: answer.text for language, answer in languages.items() if answer.text}
        for (row, field), languages in answers.items()
        if row == owner
    }


def _agreed(application: Application, owner: int | None) -> dict[str, Any]:
    return {
        one.field: {"versions": one.versions, "by": str(one.agreed_by), "at": one.agreed_at}
        for one in application.agreements.all()
        if one.partner_id == owner
    }


def _partner(
    partner: Partner, budget: ProjectBudget, answers: Answers, application: Application
) -> dict[str, Any]:
    return {
        "key": str(partner.position),
        "is_lead": partner.is_lead,
        "organisation": _organisation(partner.organisation),
        "cost_option": partner.cost_option,
        "staff_base": ZERO,
        "erdf_asked": partner.erdf_asked,
        "lines": [
            {
                "category": line.category,
                "description": line.description,
                "amount": line.amount,
                "basis": line.basis,
                "quantity": line.quantity,
                "unit": line.unit,
                "unit_price": line.unit_price,
            }
            for line in partner.lines.all()
        ],
        "sources": [
            {
                "kind": source.kind,
                "name": source.name,
                "amount": source.amount,
                "secured": source.secured,
            }
            for source in partner.sources.all()
        ],
        "figures": _figures(budget.partner(str(partner.position))),
        "answers": _texts(answers, partner.pk),
        "agreed": _agreed(application, partner.pk),
        "previously_funded": partner.previously_funded,
        "aid": {key: value for key, value in partner.aid.items() if key not in PRIVATE_AID},
        "declarations": partner.declarations,
        "mandate": _mandate(partner),
    }


_SHEET = (
    "pid",
    "name",
    "short_name",
    "name_en",
    "country",
    "nuts3",
    "legal_type",
    "is_public",
    "is_enterprise",
    "enterprise_size",
    "street",
    "postcode",
    "city",
    "website",
    "vat_recovery",
    "representative_name",
    "representative_function",
    "phone",
)


def _organisation(organisation: Organisation) -> dict[str, Any]:
    sheet = {name: getattr(organisation, name) for name in _SHEET}
    return {**sheet, "identifiers": organisation.identifier_values}


def _figures(budget: PartnerBudget) -> dict[str, Any]:
    return {
        "option": budget.option,
        "steps": [
            {"category": step.category, "amount": step.amount, "base": step.base, "rate": step.rate}
            for step in budget.steps
        ],
        "total": budget.total,
        "erdf": budget.erdf,
        "counterpart": budget.counterpart,
        "counterpart_source": budget.counterpart_source,
        "own_share": budget.own_share,
        "sources": budget.sources,
        "gap": budget.gap,
    }


def _mandate(partner: Partner) -> dict[str, Any]:
    given: Mandate | None = max(
        partner.mandates.all(), key=lambda one: (one.signed_at, one.pk), default=None
    )
    if given is None:
        return {"state": partner.mandate_state}
    return {
        "state": partner.mandate_state,
        "kind": given.kind,
        "role": given.role,
        "total": given.total,
        "signed_by": given.signer or str(given.signed_by),
        "signed_at": given.signed_at,
    }


def _activity(activity: Activity, keys: Mapping[int, str]) -> dict[str, Any]:
    return {
        "position": activity.position,
        "titles": activity.titles,
        "descriptions": activity.descriptions,
        "from_month": activity.from_month,
        "to_month": activity.to_month,
        "partners": sorted(keys[partner.pk] for partner in activity.partners.all()),
        "is_infrastructure": activity.is_infrastructure,
        "deliverables": [
            {
                "titles": one.titles,
                "unit": next((text for text in one.units.values() if text), ""),
                "units": one.units,
                "quantity": one.quantity,
                "month": one.month,
                "proof": one.proof,
                "amount": one.amount,
            }
            for one in activity.deliverables.all()
        ],
    }


def _annex(annex: Annex, keys: Mapping[int, str]) -> dict[str, Any]:
    return {
        "slot": annex.slot,
        "partner": keys.get(annex.partner_id or 0, ""),
        "pid": annex.pid,
        "name": annex.file.name,
        "media_type": annex.file.media_type,
        "size": annex.file.size,
        "sha256": annex.file.sha256,
    }


def _sums(budget: ProjectBudget) -> dict[str, Any]:
    return {
        "total": budget.total,
        "erdf": budget.erdf,
        "counterpart": budget.counterpart,
        "own_share": budget.own_share,
    }


def finding_as_data(finding: Finding) -> dict[str, Any]:
    """A finding as it is sealed; the kinds of its parameters are kept for its sentence."""
    return {
        "number": finding.number,
        "code": finding.code,
        "verdict": finding.verdict.value,
        "severity": finding.severity.value,
        "reason": finding.reason,
        "params": {name: _typed(value) for name, value in finding.params.items()},
        "field": finding.field,
        "source": finding.source,
    }


def finding_of(data: Mapping[str, Any]) -> Finding:
    """The finding that `finding_as_data` wrote: the officer's checklist reads it."""
    return Finding(
        code=data["code"],
        verdict=Outcome(data["verdict"]),
        severity=Severity(data["severity"]),
        params={name: _untyped(value) for name, value in data["params"].items()},
        field=data["field"],
        source=_source(data["source"]),
        reason=data["reason"],
        number=data["number"],
    )


def _source(sealed: str | Mapping[str, str]) -> Text:
    """Its text in each language; a file sealed before it had languages holds one for all."""
    return in_any_language(sealed) if isinstance(sealed, str) else sealed


def _typed(value: Param) -> Any:
    match value:
        case Decimal():
            return {"decimal": str(value)}
        case datetime():
            return {"instant": plain(value)}
        case date():
            return {"day": value.isoformat()}
        case tuple():
            return list(value)
        case _:
            return value


def _untyped(value: Any) -> Param:
    match value:
        case {"decimal": text}:
            return Decimal(text)
        case {"instant": text}:
            return datetime.fromisoformat(text)
        case {"day": text}:
            return date.fromisoformat(text)
        case list():
            return tuple(value)
        case _:
            kept: Param = value
            return kept
