"""The journal as auditors read it: filtered, with names and roles for actors, and checked in one
click."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from cordata.accounts.models import Person
from cordata.applications.models import Application
from cordata.desk.offices import acted_as, offices_of
from cordata.desk.things import done_in, done_with
from cordata.kernel.models import Event
from cordata.web.catalogue import known, sentence
from cordata.web.moments import zone_of

THINGS, EVENTS, ACTORS = "desk.journal.thing", "desk.journal.event", "desk.journal.actor"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an auditor looks for; empty means everything. The days are whole ones of the site."""

    thing: str = ""
    kind: str = ""
    role: str = ""
    since: date | None = None
    until: date | None = None
    file: str = ""
    subject: str = ""  # public id of a thing


def events(wanted: Wanted, calls: Collection[str] | None = None) -> QuerySet[Event]:
    """Newest first; of these calls alone (public ids), None: everything."""
    found = Event.objects.filter(_named(wanted) & _within(wanted)).order_by("-number")
    if calls is not None:
        found = found.filter(done_in(calls))
    if wanted.file:
        files = Application.objects.filter(Q(number__iexact=wanted.file) | Q(pid=wanted.file))
        found = found.filter(done_with(files))
    return acted_as(found, wanted.role) if wanted.role else found


def _named(wanted: Wanted) -> Q:
    given = {"kind": wanted.kind, "subject_id": wanted.subject}
    named = Q(**{name: value for name, value in given.items() if value})
    return named & Q(kind__startswith=f"{wanted.thing}.") if wanted.thing else named


def _within(wanted: Wanted) -> Q:
    within = Q()
    if wanted.since:
        within &= Q(at__gte=_midnight(wanted.since))
    if wanted.until:
        within &= Q(at__lt=_midnight(wanted.until + timedelta(days=1)))
    return within


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, ZoneInfo(zone_of().name))


def kinds() -> list[str]:
    """Every kind of event there is here."""
    return list(Event.objects.order_by().values_list("kind", flat=True).distinct())


def things(codes: Iterable[str]) -> list[tuple[str, str]]:
    """The things those events happened to, with their words."""
    names = dict.fromkeys(code.partition(".")[0] for code in codes)
    return [(name, _words_or(f"{THINGS}.{name}", name)) for name in names]


def _words_or(code: str, name: str) -> str:
    return sentence(code) if known(code) else name


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
class Row:
    """One event as the page shows it."""

    event: Event
    words: str
    who: str
    office: str


def rows_of(found: Iterable[Event]) -> list[Row]:
    """Events with who acted and in which role, in two queries more."""
    listed = list(found)
    names, offices = people(listed), offices_of(listed)
    return [
        Row(one, words_of(one.kind), actor_words(one.actor, names), offices[one.number])
        for one in listed
    ]
