"""The agreement: the call's own letter, filled in each of its languages, with the annexed sums.

What people typed goes in as plain text: a title cannot become markup.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from cordata.applications.models import Application, Partner
from cordata.applications.queries import submission_that_stands
from cordata.assessment.aiding import regime_words, regimes_of
from cordata.kernel.localised import pick
from cordata.kernel.verdicts import NotPossible
from cordata.notify.quoting import literal
from cordata.packs.programme import BodyRole
from cordata.packs.reading.letters import PLACEHOLDER
from cordata.projects.models import Project
from cordata.projects.queries import indicator_targets, period_of, plan_of, titles_of
from cordata.rules.lump_sums import advance
from cordata.web import moments, numerals
from cordata.web.catalogue import sentence


@dataclass(frozen=True, slots=True)
class Shared:
    """A partner's part of the sums, as it was filed."""

    name: str
    country: str
    total: str
    erdf: str


def agreement_content(project: Project, at: datetime) -> dict[str, Any]:
    """What both sides sign and the seal covers: texts, partners, activities, sums, days."""
    starts_on, ends_on = period_of(project)
    return {
        "form": "cordata-agreement/1",
        "project": project.number,
        "application": project.application.number,
        "titles": titles_of(project),
        "partners": [
            {"name": one.organisation.name, "country": one.organisation.country}
            for one in project.application.partners.all()
        ],
        "total": project.total,
        "grant": project.grant,
        "activities": [_activity(due) for due in project.activities.all()],
        "indicators": indicator_targets(project),
        "starts_on": starts_on,
        "ends_on": ends_on,
        "texts": agreement_texts(project, at),
    }


def _activity(due: Any) -> dict[str, Any]:
    return {
        "position": due.activity.position,
        "titles": due.activity.titles,
        "lump_sum": due.lump_sum,
        "deliverables": [
            {"titles": one.deliverable.titles, "due_on": one.due_on}
            for one in due.deliverables.all()
        ],
    }


def agreement_texts(project: Project, at: datetime) -> dict[str, str]:
    """Language of the call -> the agreement as Markdown.

    Raises `NotPossible`: `project.no_agreement_text` when the call has no such letter,
    `project.agreement_value` when it asks for something that a project does not know.
    """
    definition = project.application.definition
    template = definition.letters.get("agreement")
    if template is None:
        raise NotPossible("project.no_agreement_text")
    return {
        language: _filled(pick(template, language), _values(project, language, at))
        for language in definition.languages
    }


def _filled(template: str, values: Mapping[str, str]) -> str:
    def value(found: Any) -> str:
        if found[1] not in values:
            raise NotPossible("project.agreement_value", name=found[1])
        return values[found[1]]

    return PLACEHOLDER.sub(value, template)


def _values(project: Project, language: str, at: datetime) -> dict[str, str]:
    application, plan = project.application, plan_of(project)
    partners = list(application.partners.all())
    lead = next(one for one in partners if one.is_lead).organisation
    programme = application.call.programme.definition
    authority = next(
        (body for body in programme.bodies if body.role == BodyRole.MANAGING_AUTHORITY),
        programme.bodies[0],
    )
    money = {
        "advance": advance(project.grant, plan.advance_rate),
        "erdf": project.grant,
        "total": project.total,
    }
    return {
        "acronym": literal(application.acronym),
        "aid_regimes": _aid(application, language),
        "application_number": application.number,
        "authority": pick(authority.names, language),
        "call": pick(application.definition.names, language),
        "lead_partner": literal(lead.name),
        "lead_signatory": literal(lead.representative_name or lead.name),
        "partners": literal(numerals.listed([_name(one) for one in partners], language)),
        "programme": pick(programme.names, language),
        "project_number": project.number,
        "title": literal(pick(titles_of(project), language)),
        **{name: numerals.euros(amount, language=language) for name, amount in money.items()},
        **_days(project, language, at),
    }


def _aid(application: Application, language: str) -> str:
    """Each partner's State-aid regime as the secretariat established it, one a line."""
    names = regimes_of(application.definition)
    lines = [
        f"- {literal(partner.organisation.name)}: {pick(names[code], language)}"
        for partner, code in regime_words(application)
        if code in names
    ]
    return "\n".join(lines) or sentence("projects.agreement.no_aid_regime", language)


def _name(partner: Partner) -> str:
    return f"{partner.organisation.name} ({partner.organisation.country})"


def _days(project: Project, language: str, at: datetime) -> dict[str, str]:
    starts_on, ends_on = period_of(project)
    days: dict[str, date] = {
        "date": moments.local(at, project.application.call.zone).date(),
        "start_date": starts_on,
        "end_date": ends_on,
        "notified_on": project.notified_on,
        "report_due": ends_on + timedelta(days=plan_of(project).report_due_days),
    }
    return {name: moments.day_words(day, language=language) for name, day in days.items()}


def shares_of(project: Project, language: str) -> list[Shared]:
    """Who has what of the grant, as it was filed; empty where less was granted than asked."""
    submission = submission_that_stands(project.application)
    if submission is None or submission.erdf != project.grant:
        return []
    return [
        Shared(
            one["organisation"]["name"],
            one["organisation"]["country"],
            numerals.euros(one["figures"]["total"], "bare", language),
            numerals.euros(one["figures"]["erdf"], "bare", language),
        )
        for one in submission.sealed.content["partners"]
    ]
