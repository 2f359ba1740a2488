"""Roles of the programme: given and taken by another person, told to all administrators."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cordata.accounts import notices
from cordata.accounts.models import Grant, Person, Role
from cordata.accounts.queries import FOR_A_TIME
from cordata.kernel.journal import Actor
from cordata.kernel.transitions import tell
from cordata.kernel.verdicts import NotPossible


@transaction.atomic
def grant_role(
    person: Person,
    role: str,
    *,
    by: Actor,
    at: datetime,
    scope: str = "",
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
) -> Grant:
    """Give a role within a scope and a time. Nobody gives themselves one (ACC-10).

    Raises `NotPossible`: `grant.needs_end` (an auditor's role ends by itself),
    `grant.ends_before_it_starts`.
    """
    _not_own(person, by)
    _in_time(role, starts_at or at, ends_at)
    grant = Grant.objects.create(
        person=person,
        role=Role(role),
        scope=scope,
        starts_at=starts_at or at,
        ends_at=ends_at,
        granted_by=by.actor_key,
    )
    facts = {"role": role, "scope": scope, "starts_at": grant.starts_at, "ends_at": ends_at}
    tell(person, "role_granted", by=by, at=at, because="", **facts)
    person.__dict__.pop("grants", None)
    notices.role_changed(grant, by=by, at=at)
    return grant


@transaction.atomic
def revoke_grant(grant_id: int, *, by: Actor, at: datetime, because: str = "") -> Grant:
    """Take a role back; it holds from the next request on."""
    grant = Grant.objects.select_for_update(of=("self",)).select_related("person").get(pk=grant_id)
    _not_own(grant.person, by)
    if grant.revoked_at is not None:
        raise NotPossible("grant.revoked")
    grant.revoked_at = at
    grant.save(update_fields=["revoked_at"])
    facts = {"role": grant.role, "scope": grant.scope}
    tell(grant.person, "role_revoked", by=by, at=at, because=because, **facts)
    grant.person.__dict__.pop("grants", None)
    notices.role_changed(grant, by=by, at=at)
    return grant


def _in_time(role: str, starts_at: datetime, ends_at: datetime | None) -> None:
    if ends_at is None and role in FOR_A_TIME:
        raise NotPossible("grant.needs_end")
    if ends_at is not None and ends_at <= starts_at:
        raise NotPossible("grant.ends_before_it_starts")


def _not_own(person: Person, by: Actor) -> None:
    if isinstance(by, Person) and by.pk == person.pk:
        raise NotPossible("grant.own_rights")
