"""What is written when the lead of an application is offered, taken or not: one function each."""

from __future__ import annotations

from datetime import datetime

from cordata.accounts.models import Person
from cordata.applications.models import Partner
from cordata.applications.queries import people_of, people_of_all
from cordata.notify import links, outbox


def lead_offered(partner: Partner, person: Person, *, by: Person, at: datetime) -> None:
    """To each signatory of the partner: it is asked to lead, and answers on a page."""
    _post("lead_offered", partner, person, by, at)


def lead_declined(partner: Partner, *, by: Person, at: datetime) -> None:
    """To the lead's people: the partner does not take the lead."""
    for person in people_of(partner.application.partners.get(is_lead=True)):
        _post("lead_declined", partner, person, by, at)


def lead_changed(partner: Partner, former: Partner, *, by: Person, at: datetime) -> None:
    """To everybody who acts for a partner: who leads now, and what has to be signed again."""
    for person in people_of_all(partner.application):
        _post("lead_changed", partner, person, by, at, former=former.organisation.name)


def _post(
    code: str, partner: Partner, person: Person, by: Person, at: datetime, **facts: str
) -> None:
    application = partner.application
    page = {"pid": application.pid, "partner": partner.pid}
    context = {
        "organisation": partner.organisation.name,
        "by": str(by),
        "call_names": application.definition.names,
        "call": application.call,
        "closes_at": application.call.closes_at,
        "link": links.page("applications:lead", person.language, **page),
        **facts,
    }
    once = f"{code}:{partner.pid}:{person.pid}:{at:%Y%m%d%H%M%S}"
    outbox.post(f"applications.{code}", person, application, context, once=once, at=at)
