"""The lead is offered to another partner, which accepts or declines: nobody leads unasked."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cordata.accounts.models import Person
from cordata.accounts.queries import signatories_of
from cordata.applications import access, notices_leading
from cordata.applications.actions.drafts import locked_partner
from cordata.applications.actions.mandates import reopen_if_changed
from cordata.applications.actions.partners import put_in_order, tell_of_partner
from cordata.applications.models import Partner
from cordata.applications.queries import forget_standings
from cordata.kernel.verdicts import NotPossible, Verdict


@transaction.atomic
def offer_lead(partner: Partner, *, by: Person, at: datetime) -> Partner:
    """Ask a partner to lead; an offer to another partner ends with it.

    Raises NotPossible: `partner.leads_already`, `lead.offered_already`, `lead.nobody_to_ask`.
    """
    partner = locked_partner(partner, at=at)
    _insist(access.offer_lead(by, partner.application, at=at))
    name = partner.organisation.name
    if partner.is_lead:
        raise NotPossible("partner.leads_already", name=name)
    if partner.lead_offered_at is not None:
        raise NotPossible("lead.offered_already", name=name)
    signatories = list(signatories_of(partner.organisation))
    if not signatories:
        raise NotPossible("lead.nobody_to_ask", name=name)
    _no_offer(partner)
    partner.lead_offered_at, partner.lead_offered_by = at, by
    partner.save(update_fields=["lead_offered_at", "lead_offered_by"])
    tell_of_partner(partner.application, "lead_offered", partner, by=by, at=at)
    for person in signatories:
        notices_leading.lead_offered(partner, person, by=by, at=at)
    return partner


@transaction.atomic
def take_back_lead(partner: Partner, *, by: Person, at: datetime) -> None:
    """End an offer that waits for its answer; one that is gone changes nothing."""
    partner = locked_partner(partner, at=at)
    _insist(access.offer_lead(by, partner.application, at=at))
    if partner.lead_offered_at is not None:
        _no_offer(partner)
        tell_of_partner(partner.application, "lead_offer_ended", partner, by=by, at=at)


@transaction.atomic
def decline_lead(partner: Partner, *, by: Person, at: datetime) -> None:
    """Say no: the lead stays where it is, and its people are told."""
    partner = _offered(partner, by, at)
    _no_offer(partner)
    tell_of_partner(partner.application, "lead_declined", partner, by=by, at=at)
    notices_leading.lead_declined(partner, by=by, at=at)


@transaction.atomic
def accept_lead(partner: Partner, *, by: Person, at: datetime) -> Partner:
    """Take the lead: both roles change, so both mandates open again (SUB-09). What the call asks
    of a lead is judged as always, with the filing."""
    partner = _offered(partner, by, at)
    application = partner.application
    former = application.partners.get(is_lead=True)
    _no_offer(partner)
    application.partners.update(is_lead=False)
    Partner.objects.filter(pk=partner.pk).update(is_lead=True)
    present = list(application.partners.select_related("organisation"))
    put_in_order(sorted(present, key=lambda one: not one.is_lead))
    tell_of_partner(application, "lead_changed", partner, by=by, at=at, before=former.pid)
    for one in present:
        reopen_if_changed(one, by=by, at=at)
    notices_leading.lead_changed(partner, former, by=by, at=at)
    forget_standings(by)
    return partner


def _offered(partner: Partner, by: Person, at: datetime) -> Partner:
    """The partner under lock, its offer still open and this person the one to answer."""
    partner = locked_partner(partner, at=at)
    _insist(access.answer_lead(by, partner, at=at))
    return partner


def _no_offer(partner: Partner) -> None:
    partner.application.partners.update(lead_offered_at=None, lead_offered_by=None)


def _insist(verdict: Verdict) -> None:
    if not verdict:
        raise NotPossible(verdict.code, **verdict.params)
