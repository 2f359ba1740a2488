"""The journal as auditors read it: filtered, with names for actors, and checked in one click."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from cordata.accounts.models import Person
from cordata.kernel import journal as chain
from cordata.kernel.journal import Break
from cordata.kernel.models import ChainHead, Event

MOST_BREAKS = 20


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an auditor looks for; empty means everything."""

    kind: str = ""
    subject: str = ""  # public id of a thing
    actor: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Wanted:
        """From an address's query; each part bounded."""
        parts = (str(query.get(name, ""))[:80].strip() for name in ("kind", "subject", "actor"))
        return cls(*parts)


def events(wanted: Wanted) -> QuerySet[Event]:
    """Newest first."""
    given = {
        "kind": wanted.kind,
        "subject_id": wanted.subject,
        "actor": wanted.actor,
    }
    return Event.objects.filter(**{name: value for name, value in given.items() if value}).order_by(
        "-number"
    )


def kinds() -> list[str]:
    return list(Event.objects.order_by("kind").values_list("kind", flat=True).distinct())


def people(entries: Iterable[Event]) -> dict[str, str]:
    """Actor key -> name, for the actors of these events that are persons."""
    pids = {entry.actor.partition(":")[2] for entry in entries if entry.actor.startswith("person:")}
    return {person.actor_key: str(person) for person in Person.objects.filter(pid__in=pids)}


@dataclass(frozen=True, slots=True)
class Checked:
    """The outcome of walking the chain."""

    events: int
    head: str
    breaks: tuple[Break, ...]


def checked() -> Checked:
    """Walk the chain; the first breaks are enough to act on."""
    head = ChainHead.objects.filter(pk=1).first()
    found = []
    for broken in chain.verify():
        found.append(broken)
        if len(found) == MOST_BREAKS:
            break
    return Checked(head.number if head else 0, head.digest if head else "", tuple(found))
