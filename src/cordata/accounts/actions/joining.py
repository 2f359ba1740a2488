"""Somebody's organisation is here already: a signatory or the secretariat lets them in."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cordata.accounts import notices
from cordata.accounts.actions.memberships import join
from cordata.accounts.models import JoinRequest, Membership, Organisation, Person
from cordata.kernel.journal import Actor
from cordata.kernel.transitions import tell
from cordata.kernel.verdicts import NotPossible


@transaction.atomic
def ask_to_join(
    organisation: Organisation, *, by: Person, at: datetime, message: str = ""
) -> JoinRequest:
    """Ask the organisation's signatories; asking twice is asking once."""
    if organisation.memberships.filter(person=by, ended_at=None).exists():
        raise NotPossible("joining.already_member")
    asked, new = JoinRequest.objects.get_or_create(
        organisation=organisation,
        person=by,
        decided_at=None,
        defaults={"asked_at": at, "message": message},
    )
    if new:
        tell(organisation, "joining_asked", by=by, at=at, request=asked.pid)
        notices.joining_asked(asked, at=at)
    return asked


@transaction.atomic
def decide_join_request(
    pid: str, *, accept: bool, by: Actor, at: datetime, because: str = ""
) -> JoinRequest:
    """Let the person in as editor, or not; never decided by the person who asks."""
    asked = (
        JoinRequest.objects.select_for_update(of=("self",))
        .select_related("organisation", "person")
        .get(pid=pid)
    )
    if asked.decided_at is not None:
        raise NotPossible("joining.decided")
    if by == asked.person:
        raise NotPossible("joining.own_request")
    asked.decided_at, asked.accepted, asked.decided_by = at, accept, by.actor_key
    asked.save(update_fields=["decided_at", "accepted", "decided_by"])
    if accept:
        first = not asked.organisation.memberships.filter(ended_at=None).exists()
        kind = Membership.Kind.SIGNATORY if first else Membership.Kind.EDITOR
        join(asked.organisation, asked.person, kind, by=by, at=at)
    event = "joining_accepted" if accept else "joining_refused"
    tell(asked.organisation, event, by=by, at=at, because=because, request=pid)
    notices.joining_decided(asked, at=at)
    return asked
