"""One's own application to take away: as data that `cordata check` reads, at any time (SUB-11)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from cordata.accounts.models import Person
from cordata.applications.facts import facts_of
from cordata.applications.models import Application
from cordata.kernel.localised import pick
from cordata.rules.application_writing import write_application
from cordata.rules.facts import AidFacts, ProjectFacts


def exported(application: Application, person: Person, at: datetime) -> dict[str, Any]:
    """The application as it stands at `at`, in the form of docs/application.schema.json.

    State aid is in it only for the organisations this person acts for: nobody reads another's.
    """
    facts = _for_reader(facts_of(application, at), application, person)
    if application.submitted_at is not None:
        facts = replace(facts, submitted_at=application.submitted_at)
    title = pick(application.titles) or application.acronym
    return write_application(facts, call=application.call.code, title=title)


def _for_reader(facts: ProjectFacts, application: Application, person: Person) -> ProjectFacts:
    own = {
        str(partner.position)
        for partner in application.partners.all()
        if partner.organisation_id in person.organisation_ids
    }
    partners = tuple(
        one if one.key in own else replace(one, aid=AidFacts(), unstated=one.unstated | {"aid"})
        for one in facts.partners
    )
    return replace(facts, partners=partners)
