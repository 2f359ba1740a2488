"""Who stands together in an application: add, order, remove."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from cordata.accounts.models import Organisation
from cordata.applications import notices_partners as notices
from cordata.applications.actions.drafts import locked_draft, locked_partner, mark_changed
from cordata.applications.actions.restoring import bring_back_money, bring_back_texts
from cordata.applications.figures import definition_of
from cordata.applications.models import Application, Partner
from cordata.applications.queries import people_of
from cordata.kernel.journal import Actor
from cordata.kernel.transitions import tell
from cordata.kernel.verdicts import NotPossible

HISTORY_SAID = {True: "yes", False: "no", None: ""}
MOST = 20  # a bound on nonsense; the call's own limit is a check of the rules


@transaction.atomic
def add_partner(
    application: Application, organisation: Organisation, *, by: Actor, at: datetime
) -> Partner:
    """Add an organisation; the first one is the lead. What it said once is taken over (SUB-01),
    and what it wrote here before it was taken out, its money among it, stands again."""
    draft = locked_draft(application, at=at)
    present = list(draft.partners.select_related("organisation"))
    if any(partner.organisation_id == organisation.pk for partner in present):
        raise NotPossible("partner.already_in", name=organisation.name)
    if len(present) >= MOST:
        raise NotPossible("partner.too_many", limit=MOST)
    partner = Partner.objects.create(
        application=draft,
        organisation=organisation,
        position=max((one.position for one in present), default=0) + 1,
        is_lead=not present,
        cost_option=_first_option(draft, present),
        previously_funded=organisation.previously_funded,
    )
    back = bring_back_texts(partner) + bring_back_money(partner, by=by, at=at)
    tell_of_partner(draft, "partner_added", partner, by=by, at=at, texts_back=back)
    if not partner.is_lead:
        for person in people_of(partner):
            if person.actor_key != by.actor_key:
                notices.partner_added(partner, person, by=by, at=at)
    return partner


@transaction.atomic
def remove_partner(partner: Partner, *, by: Actor, at: datetime, because: str = "") -> None:
    """Take a partner out with its part; its people lose access at once (ACC-08).

    The versions of its texts stay in the draft's history (LOG-05).
    """
    partner = locked_partner(partner, at=at)
    if partner.is_lead:
        raise NotPossible("partner.lead_stays")
    tell_of_partner(partner.application, "partner_removed", partner, by=by, at=at, because=because)
    rest = [one for one in partner.application.partners.all() if one.pk != partner.pk]
    partner.delete()
    put_in_order(rest)


@transaction.atomic
def move_partner(partner: Partner, position: int, *, by: Actor, at: datetime) -> None:
    """Put a partner at a place of the list; the first place is the lead's."""
    partner = locked_partner(partner, at=at)
    others = [one for one in partner.application.partners.all() if one.pk != partner.pk]
    if partner.is_lead or position < 2:
        raise NotPossible("partner.lead_is_first")
    others.insert(min(position, len(others) + 1) - 1, partner)
    put_in_order(others)
    tell_of_partner(partner.application, "partner_moved", partner, by=by, at=at)


@transaction.atomic
def say_history(
    partner: Partner, funded: bool | None, *, by: Actor, at: datetime, seen: str | None = None
) -> None:
    """Whether the partner was funded before, by its own word: the priority for new bodies.

    `seen` is what the page showed, as `HISTORY_SAID`; None: whatever stands. Raises NotPossible
    where another hand answered otherwise meanwhile.
    """
    partner = locked_partner(partner, at=at)
    if partner.previously_funded == funded:
        return
    if seen is not None and seen != HISTORY_SAID[partner.previously_funded]:
        raise NotPossible("partner.history_changed", said=HISTORY_SAID[partner.previously_funded])
    mark_changed(partner.application, at)
    partner.previously_funded = funded
    partner.save(update_fields=["previously_funded"])
    tell_of_partner(
        partner.application, "partner_history_said", partner, by=by, at=at, funded=funded
    )


def _first_option(draft: Application, present: Sequence[Partner]) -> str:
    """The option the others use, where the call wants one for all; else the call's proposal."""
    definition = definition_of(draft)
    if definition.ruleset.same_option_for_all and present:
        return present[0].cost_option
    return definition.cost_option


def put_in_order(partners: Sequence[Partner]) -> None:
    """Number them from 1. Twice, because no two may share a place even for a moment."""
    for offset in (1000, 0):
        for position, partner in enumerate(partners, start=1):
            Partner.objects.filter(pk=partner.pk).update(position=offset + position)
            partner.position = position


def tell_of_partner(
    draft: Application,
    event: str,
    partner: Partner,
    *,
    by: Actor,
    at: datetime,
    because: str = "",
    **facts: object,
) -> None:
    mark_changed(draft, at)
    who = {"partner": partner.pid, "organisation": partner.organisation.pid}
    name = partner.organisation.name
    tell(draft, event, by=by, at=at, because=because, **who, name=name, **facts)
