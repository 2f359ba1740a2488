"""Colleagues invited by the organisation: a mailed link, bound to its address, used once."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from cordata.accounts import notices
from cordata.accounts.actions.memberships import change_membership, end_membership, join
from cordata.accounts.models import Invitation, Membership, Organisation, Person
from cordata.kernel import clock
from cordata.kernel.journal import Actor
from cordata.kernel.throttle import within_limit
from cordata.kernel.transitions import tell
from cordata.kernel.verdicts import NotPossible

VALID = timedelta(days=14)  # default
A_DAY = 86_400
MOST_A_DAY = 30  # default: invitations of one organisation


@transaction.atomic
def invite_colleague(
    organisation: Organisation,
    email: str,
    kind: str,
    *,
    by: Person,
    at: datetime,
    succeeds: Membership | None = None,
) -> Invitation:
    """Mail a link to join. An open invitation to the same address is replaced."""
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if organisation.memberships.filter(person__email=email, ended_at=None).exists():
        raise NotPossible("invitation.already_member")
    if not within_limit("invitations", organisation.pid, limit=MOST_A_DAY, seconds=A_DAY):
        raise NotPossible("invitation.too_many")
    open_ones(organisation, email).update(revoked_at=at)
    secret = secrets.token_urlsafe(24)
    invitation = Invitation.objects.create(
        organisation=organisation,
        email=email,
        kind=kind,
        secret_digest=digest_of(secret),
        invited_by=by,
        invited_at=at,
        expires_at=clock.now() + VALID,
        succeeds=succeeds,
    )
    tell(organisation, "invited", by=by, at=at, invitation=invitation.pid, membership=kind)
    notices.invitation(invitation, secret, at=at)
    return invitation


@transaction.atomic
def hand_over_place(membership: Membership, email: str, *, by: Person, at: datetime) -> Invitation:
    """Invite the one who takes one's own place: it ends when they accept, not before. An earlier
    successor's link is spent. Raises `NotPossible`: `membership.ended`, `membership.not_yours`,
    and what `invite_colleague` raises."""
    if membership.ended_at is not None:
        raise NotPossible("membership.ended")
    if membership.person_id != by.pk:
        raise NotPossible("membership.not_yours")
    Invitation.objects.filter(succeeds=membership, accepted_at=None, revoked_at=None).update(
        revoked_at=at
    )
    organisation = membership.organisation
    return invite_colleague(organisation, email, membership.kind, by=by, at=at, succeeds=membership)


def open_ones(organisation: Organisation, email: str) -> QuerySet[Invitation]:
    """The invitations of an address that could still be accepted."""
    return Invitation.objects.filter(
        organisation=organisation, email=email, accepted_at=None, revoked_at=None
    )


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def refusal(invitation: Invitation, secret: str, person: Person | None, at: datetime) -> str:
    """Why this link does not open the door for this person; empty when it does.

    A wrong secret and a spent link say the same, so that nothing is learned by guessing.
    """
    spent = invitation.accepted_at or invitation.revoked_at
    if spent or not hmac.compare_digest(invitation.secret_digest, digest_of(secret)):
        return "invitation.spent"
    if at >= invitation.expires_at:
        return "invitation.expired"
    if person is not None and person.email != invitation.email:
        return "invitation.other_address"
    return ""


@transaction.atomic
def accept_invitation(pid: str, secret: str, *, by: Person, at: datetime) -> Membership:
    """Join through the mailed link. Raises `NotPossible("invitation....")`."""
    invitation = (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("organisation", "invited_by", "succeeds")
        .get(pid=pid)
    )
    why = refusal(invitation, secret, by, at)
    if why:
        raise NotPossible(why)
    invitation.accepted_at = at
    invitation.save(update_fields=["accepted_at"])
    membership = join(invitation.organisation, by, invitation.kind, by=by, at=at)
    _succeed(invitation, membership, at)
    notices.invitation_accepted(invitation, membership, at=at)
    return membership


def _succeed(invitation: Invitation, membership: Membership, at: datetime) -> None:
    """The place of who invited ends, by their own word of then."""
    former = invitation.succeeds
    if former is None or former.ended_at is not None:
        return
    if membership.kind != invitation.kind:  # had joined as an editor meanwhile
        change_membership(membership.pk, invitation.kind, by=invitation.invited_by, at=at)
    end_membership(former.pk, by=invitation.invited_by, at=at)


@transaction.atomic
def revoke_invitation(pid: str, *, by: Actor, at: datetime) -> None:
    """Take an open invitation back: its link is spent."""
    invitation = Invitation.objects.select_for_update(of=("self",)).get(pid=pid)
    if invitation.accepted_at or invitation.revoked_at:
        raise NotPossible("invitation.spent")
    invitation.revoked_at = at
    invitation.save(update_fields=["revoked_at"])
    tell(invitation.organisation, "invitation_revoked", by=by, at=at, invitation=pid)
