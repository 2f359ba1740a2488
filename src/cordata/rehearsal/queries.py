"""Who can be played, and the mail that would have been sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet

from cordata.accounts.models import Grant, Membership, Person, Role
from cordata.notify.models import Message
from cordata.rehearsal.models import Move


@dataclass(frozen=True, slots=True)
class Part:
    """Somebody a visitor may play: one role, one person, and where they belong."""

    role: str
    person: Person
    place: str


def staff_parts(at: datetime) -> list[Part]:
    """One person a role of the programme, in the order of the one list of roles."""
    found: dict[str, Person] = {}
    grants = Grant.objects.filter(revoked_at__isnull=True, starts_at__lte=at).exclude(
        ends_at__lte=at
    )
    for grant in grants.select_related("person").order_by("pk"):
        found.setdefault(grant.role, grant.person)
    return [Part(role, found[role], "") for role in Role.values if role in found]


def partner_parts(limit: int = 8) -> list[Part]:
    """Signatories and editors of organisations that take part in most."""
    members = (
        Membership.objects.filter(ended_at__isnull=True)
        .select_related("person", "organisation")
        .annotate(files=Count("organisation__partnerships"))
        .order_by("-files", "pk")[:limit]
    )
    return [Part(member.kind, member.person, member.organisation.name) for member in members]


def letters(address: str = "") -> QuerySet[Message]:
    """Every message the instance would have sent, newest first, to one address or to all."""
    messages = Message.objects.order_by("-created_at", "-pk")
    return messages.filter(to=address) if address else messages


def running_move() -> Move | None:
    return Move.objects.filter(finished=False).first()
