"""Who holds which role, who belongs where."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser

from cordata.accounts.models import Person, Role

Reader = Person | AnonymousUser


def has_role(person: Reader, *roles: str, at: datetime, scope: str = "") -> bool:
    """Whether `person` holds one of the roles at `at`, for everything or for this scope."""
    if not isinstance(person, Person) or not person.is_active:
        return False
    return any(
        grant.role in roles and grant.scope in {"", scope} and grant.in_force(at)
        for grant in person.grants
    )


def scopes_of(person: Reader, *roles: str, at: datetime) -> frozenset[str]:
    """The scopes in which `person` holds one of the roles; "" means everywhere."""
    if not isinstance(person, Person):
        return frozenset()
    return frozenset(
        grant.scope for grant in person.grants if grant.role in roles and grant.in_force(at)
    )


def belongs_to(person: Reader, organisation_id: int) -> bool:
    """Whether `person` is a present member of the organisation."""
    return isinstance(person, Person) and organisation_id in person.organisation_ids


def holders(*roles: str, at: datetime, scope: str = "") -> Any:
    """Persons who hold one of the roles at `at`."""
    return (
        Person.objects.filter(
            held_grants__role__in=roles,
            held_grants__scope__in=["", scope],
            held_grants__revoked_at__isnull=True,
            held_grants__starts_at__lte=at,
            is_active=True,
        )
        .exclude(held_grants__ends_at__lte=at)
        .distinct()
    )


STAFF = (
    Role.OFFICER, Role.AUTHORITY, Role.ORDERER, Role.CONFIRMER, Role.CONTROLLER,
    Role.AUDITOR, Role.COMMUNICATION, Role.AID_REVIEWER,
)
