"""The journal as auditors read it: filtered, with names for actors, and checked in one click."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from cordata.accounts.models import Person
from cordata.kernel import journal as chain
from cordata.kernel.journal import Break
from cordata.kernel.models import ChainHead, Event
from cordata.web.catalogue import known, sentence

MOST_BREAKS = 20
THINGS, EVENTS, ACTORS = "desk.journal.thing", "desk.journal.event", "desk.journal.actor"


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


def kinds() -> list[tuple[str, str]]:
    """Every kind of event there is here, with its words, in their order."""
    codes = Event.objects.order_by().values_list("kind", flat=True).distinct()
    return sorted(((code, words_of(code)) for code in codes), key=lambda kind: kind[1])


def words_of(kind: str) -> str:
    """A kind of event in words: the thing and what happened to it; its code where we have none."""
    thing, _dot, event = kind.partition(".")
    codes = (f"{THINGS}.{thing}", f"{EVENTS}.{event}")
    if not all(known(code) for code in codes):
        return kind
    return sentence("desk.journal.line", thing=sentence(codes[0]), event=sentence(codes[1]))


def people(entries: Iterable[Event]) -> dict[str, str]:
    """Actor key -> name, for the actors of these events that are persons."""
    pids = {entry.actor.partition(":")[2] for entry in entries if entry.actor.startswith("person:")}
    return {person.actor_key: str(person) for person in Person.objects.filter(pid__in=pids)}


def actor_words(key: str, names: Mapping[str, str]) -> str:
    """Who acted: a person's name, a part of the system by its own, else the key."""
    code = f"{ACTORS}.{key}"
    return names.get(key) or (sentence(code) if known(code) else key)


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
