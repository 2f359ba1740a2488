"""What a partner's people and a draft's guests are written: one function per notice."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from cordata.accounts.models import Person, Role
from cordata.accounts.queries import holders
from cordata.applications.models import Guest, Partner
from cordata.applications.queries import people_of
from cordata.applications.states import MandateState, State
from cordata.kernel.journal import Actor
from cordata.notify import links, outbox


def partner_added(partner: Partner, person: Person, *, by: Actor, at: datetime) -> None:
    """To the people of a body that was added: they now see the draft and write their part."""
    lead = partner.application.partners.select_related("organisation").get(is_lead=True)
    outbox.post(
        notice="applications.partner_added",
        to=person,
        about=partner.application,
        context={
            **_context(partner, person),
            "lead": lead.organisation.name,
            "link": links.page(
                "applications:partners", person.language, pid=partner.application.pid
            ),
        },
        once=f"partner_added:{partner.pid}:{person.pid}",
        at=at,
    )


def mandate_asked(
    partner: Partner, person: Person, *, by: Person, total: Decimal, at: datetime
) -> None:
    """To each signatory: the mandate is awaited, here is what it covers."""
    outbox.post(
        notice="applications.mandate_asked",
        to=person,
        about=partner.application,
        context={**_context(partner, person), "asked_by": str(by), "total": total},
        once=f"mandate_asked:{partner.pid}:{person.pid}:{at:%Y%m%d}",  # one a day at most
        at=at,
    )


def mandate_reopened(
    partner: Partner, person: Person, *, once: int, total: Decimal, at: datetime
) -> None:
    """To each signatory: what was signed has changed, it is to be given again; `once` is the
    mandate that holds no more."""
    outbox.post(
        notice="applications.mandate_reopened",
        to=person,
        about=partner.application,
        context={**_context(partner, person), "total": total},
        once=f"mandate_reopened:{partner.pid}:{person.pid}:{once or f'{at:%Y%m%d}'}",
        at=at,
    )


def mandate_ended(partner: Partner, number: int, *, by: Person, at: datetime) -> None:
    """To the lead's people, and of a filed application to the secretariat: it was refused or
    revoked, why, and what stands; `number` is the event's."""
    application = partner.application
    for person in people_of(application.partners.get(is_lead=True)):
        _mandate_ended(partner, person, number, by=by, at=at)
    if application.state == State.SUBMITTED:
        scope = f"call:{application.call.pid}"
        for person in holders(Role.OFFICER, at=at, scope=scope):
            _mandate_ended(partner, person, number, by=by, at=at, staff=True)


def _mandate_ended(
    partner: Partner, person: Person, number: int, *, by: Person, at: datetime, staff: bool = False
) -> None:
    application = partner.application
    context = _context(partner, person) | {
        "revoked": partner.mandate_state == MandateState.REVOKED,
        "by": str(by),
        "reason": partner.mandate_reason,
        "number": application.number,
        "filed": application.state == State.SUBMITTED,
        "staff": staff,
    }
    if staff:  # they read what was filed, not the draft
        receipt = links.page("applications:receipt", person.language, pid=application.pid)
        context["link"] = receipt
    once = f"mandate_ended:{partner.pid}:{person.pid}:{number}"
    outbox.post("applications.mandate_ended", person, application, context, once=once, at=at)


def guest_invited(guest: Guest, *, at: datetime) -> None:
    """To the address: one draft may be read until a day, signed in with that address."""
    application, inviter = guest.application, guest.invited_by
    lead = application.partners.select_related("organisation").get(is_lead=True)
    language = guest.person.language if guest.person else inviter.language
    name = str(guest.person) if guest.person else ""
    outbox.post(
        notice="applications.guest_invited",
        to=outbox.Address(guest.email, name, language),
        about=application,
        context={
            "kind": guest.kind,
            "lead": lead.organisation.name,
            "inviter": str(inviter),
            "call_names": application.definition.names,
            "call": application.call,
            "until": guest.until,
            "address": guest.email,
            "link": links.page("applications:detail", language, pid=application.pid),
        },
        once=f"guest_invited:{guest.pid}",
        at=at,
    )


def _context(partner: Partner, person: Person) -> dict[str, object]:
    application = partner.application
    return {
        "organisation": partner.organisation.name,
        "is_lead": partner.is_lead,
        "closes_at": application.call.closes_at,
        "call": application.call,
        "link": links.page(
            "applications:mandate", person.language, pid=application.pid, partner=partner.pid
        ),
    }
