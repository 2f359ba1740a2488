"""A body that is not there yet: found by its number or created once, and its people invited."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from cordata.accounts.actions import create_organisation, invite_colleague
from cordata.accounts.actions.organisations import checked_identifiers
from cordata.accounts.models import Membership, Organisation, Person
from cordata.accounts.queries import members_of, organisation_with, signatories_of
from cordata.applications.actions.partners import add_partner
from cordata.applications.models import Application, Partner
from cordata.kernel.journal import System
from cordata.kernel.verdicts import NotPossible


@transaction.atomic
def bring_in(
    application: Application,
    *,
    name: str,
    country: str,
    identifiers: Mapping[str, str],
    email: str,
    by: Person,
    at: datetime,
    **sheet: Any,
) -> Partner:
    """Add a body by its number: the one we know, or a new one whose signatory is invited.

    Raises `IdentifierRefused` for a wrong number.
    """
    organisation = known_or_new(name, country, identifiers, by=by, at=at, **sheet)
    partner = add_partner(application, organisation, by=by, at=at)
    if email and not members_of(organisation).exists():
        invite_colleague(organisation, email, Membership.Kind.SIGNATORY, by=by, at=at)
    return partner


def known_or_new(
    name: str, country: str, identifiers: Mapping[str, str], *, by: Person, at: datetime,
    **sheet: Any,
) -> Organisation:  # fmt: skip
    """The body with this number, or a new one nobody acts for yet."""
    known = organisation_with(checked_identifiers(country, identifiers))
    if known is not None:
        return known
    return create_organisation(
        name=name,
        country=country,
        identifiers=identifiers,
        by=System(by.actor_key),  # named in the journal, but no member of what it writes down
        at=at,
        **sheet,
    )


@transaction.atomic
def invite_person(partner: Partner, email: str, kind: str, *, by: Person, at: datetime) -> None:
    """Invite somebody to act for a partner: its own signatories do; the lead only while nobody
    is there yet, so that no stranger can name who signs for a body."""
    if not may_invite(by, partner.organisation):
        raise NotPossible("partner.invite_not_yours", name=partner.organisation.name)
    invite_colleague(partner.organisation, email, kind, by=by, at=at)


def may_invite(person: Person, organisation: Organisation) -> bool:
    """Its signatories, or whoever brought it in while it has no people yet."""
    if signatories_of(organisation).filter(pk=person.pk).exists():
        return True
    return not members_of(organisation).exists()
