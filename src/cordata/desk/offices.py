"""In which role somebody acted: the roles a person held at that instant, else an applicant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Substr

from cordata.accounts.models import Grant, Role
from cordata.kernel.models import Event
from cordata.web.catalogue import sentence

APPLICANT, MACHINE = "applicant", "system"  # beside the roles of the programme
OF_PERSONS = "person:"


def offices() -> list[tuple[str, str]]:
    """Every role somebody can have acted in, with its words."""
    return [(code, role_words(code)) for code in (*Role.values, APPLICANT, MACHINE)]


def role_words(code: str) -> str:
    return sentence(f"accounts.role.{code}" if code in Role.values else f"desk.office.{code}")


def acted_as(events: QuerySet[Event], role: str) -> QuerySet[Event]:
    """Those of the events whose actor held the role when it happened."""
    if role == MACHINE:
        return events.exclude(actor__startswith=OF_PERSONS)
    persons = events.filter(actor__startswith=OF_PERSONS)
    held = _held().filter(person__pid=Substr(OuterRef("actor"), len(OF_PERSONS) + 1))
    if role == APPLICANT:
        return persons.filter(~Exists(held))
    return persons.filter(Exists(held.filter(role=role)))


def _held() -> QuerySet[Grant]:
    """Grants that ran at the instant of an event."""
    return Grant.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=OuterRef("at")),
        Q(revoked_at=None) | Q(revoked_at__gt=OuterRef("at")),
        starts_at__lte=OuterRef("at"),
    )


def offices_of(events: Iterable[Event]) -> dict[int, str]:
    """Number of an event -> the roles of its actor then, in words; one query."""
    listed = list(events)
    pids = {one.actor.removeprefix(OF_PERSONS) for one in listed}
    held: dict[str, list[Grant]] = defaultdict(list)
    for grant in Grant.objects.filter(person__pid__in=pids).annotate(whose=F("person__pid")):
        held[grant.whose].append(grant)
    return {one.number: _office(one, held[one.actor.removeprefix(OF_PERSONS)]) for one in listed}


def _office(event: Event, grants: Iterable[Grant]) -> str:
    if not event.actor.startswith(OF_PERSONS):
        return ""
    roles = dict.fromkeys(one.role for one in grants if _ran(one, event.at))
    return ", ".join(role_words(role) for role in roles) or role_words(APPLICANT)


def _ran(grant: Grant, at: datetime) -> bool:
    return grant.in_force(at) and (grant.revoked_at is None or at < grant.revoked_at)
