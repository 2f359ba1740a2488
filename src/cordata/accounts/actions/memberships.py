"""Who acts for an organisation: it grants and ends that itself."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cordata.accounts import notices
from cordata.accounts.models import Membership, Organisation, Person
from cordata.kernel.journal import Actor
from cordata.kernel.transitions import tell
from cordata.kernel.verdicts import NotPossible


@transaction.atomic
def join(
    organisation: Organisation, person: Person, kind: str, *, by: Actor, at: datetime
) -> Membership:
    """Make `person` a member; a present member stays what they are."""
    membership, new = Membership.objects.get_or_create(
        organisation=organisation,
        person=person,
        ended_at=None,
        defaults={"kind": kind, "started_at": at},
    )
    if new:
        tell(organisation, "joined", by=by, at=at, person=person.actor_key, membership=kind)
        _forget(person)
    return membership


@transaction.atomic
def change_membership(membership_id: int, kind: str, *, by: Actor, at: datetime) -> Membership:
    """Give or take the right to sign; one signatory at least remains."""
    membership = _locked(membership_id)
    if membership.kind == kind:
        return membership
    if membership.kind == Membership.Kind.SIGNATORY:
        _another_signatory(membership)
    membership.kind = kind
    membership.save(update_fields=["kind"])
    key = membership.person.actor_key
    tell(membership.organisation, "member_changed", by=by, at=at, person=key, membership=kind)
    return membership


@transaction.atomic
def end_membership(membership_id: int, *, by: Actor, at: datetime, because: str = "") -> Membership:
    """End a membership; it holds from the next request on (ACC-08). Open invitations to the
    same address end too, so no old link brings the person back."""
    membership = _locked(membership_id)
    if membership.kind == Membership.Kind.SIGNATORY:
        _another_signatory(membership)
    if (
        not membership.organisation.memberships.filter(ended_at=None)
        .exclude(pk=membership.pk)
        .exists()
    ):
        raise NotPossible("membership.last_person")
    membership.ended_at = at
    membership.save(update_fields=["ended_at"])
    organisation, person = membership.organisation, membership.person
    organisation.invitations.filter(
        email=person.email, accepted_at__isnull=True, revoked_at__isnull=True
    ).update(revoked_at=at)
    tell(organisation, "left", by=by, at=at, because=because, person=person.actor_key)
    if person != by:
        notices.membership_ended(membership, at=at)
    _forget(person)
    return membership


def _locked(membership_id: int) -> Membership:
    """A present membership, its organisation locked. Raises `NotPossible("membership.ended")`."""
    membership = (
        Membership.objects.select_related("person").filter(pk=membership_id, ended_at=None).first()
    )
    if membership is None:
        raise NotPossible("membership.ended")
    membership.organisation = Organisation.objects.select_for_update().get(
        pk=membership.organisation_id
    )
    return membership


def _another_signatory(membership: Membership) -> None:
    others = membership.organisation.memberships.filter(
        kind=Membership.Kind.SIGNATORY, ended_at=None
    ).exclude(pk=membership.pk)
    if not others.exists():
        raise NotPossible("membership.last_signatory")


def _forget(person: Person) -> None:
    person.__dict__.pop("membership_kinds", None)
