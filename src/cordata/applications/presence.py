"""Who else has a page of the draft open, or writes on it: said in words, from what is kept anyway.

Writing is read from the answers' own instants: a save while typing costs nothing more for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max

from cordata.accounts.models import Membership, Person
from cordata.applications.models import Answer, Application, Partner, Presence
from cordata.web.catalogue import sentence

RECENT = timedelta(minutes=5)  # whom one may expect to be there still
AGAIN = timedelta(minutes=1)  # how often an open page is noted anew
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Present:
    """Somebody else on this page."""

    name: str
    at: datetime
    writes: bool

    def words(self, now: datetime) -> str:
        """`Elena Marchetti (Comune di Valfredda) wrote on this page 2 minutes ago.`"""
        minutes = max(0, int((now - self.at) / MINUTE))
        code = f"application.presence.{'wrote' if self.writes else 'opened'}"
        return sentence(code if minutes else f"{code}_now", name=self.name, count=minutes)


def page_of(application: Application, path: str) -> str:
    """What of an address names the page, whatever the language it is read in."""
    return path.partition(f"/{application.pid}/")[2][:80]


def others_on(
    application: Application,
    page: str,
    person: Person,
    at: datetime,
    fields: Iterable[str] = (),
    partner: Partner | None = None,
) -> list[Present]:
    """Everybody else who was on the page within the last minutes, writers first."""
    since = at - RECENT
    opened = Presence.objects.filter(application=application, page=page, seen_at__gt=since)
    seen = dict(opened.exclude(person=person).values_list("person", "seen_at"))
    wrote = _writers(application, fields, partner, person, since) if fields else {}
    if not seen and not wrote:
        return []
    people = Person.objects.filter(pk__in={*seen, *wrote}, is_active=True).order_by("name", "pk")
    bodies = _bodies(application, people)
    found = [
        Present(_named(one, bodies), wrote.get(one.pk) or seen[one.pk], one.pk in wrote)
        for one in people
    ]
    return sorted(found, key=lambda one: not one.writes)


def _writers(
    application: Application,
    fields: Iterable[str],
    partner: Partner | None,
    person: Person,
    since: datetime,
) -> Mapping[int, datetime]:
    """Person -> when they last saved one of these answers."""
    rows = Answer.objects.filter(
        application=application, partner=partner, field__in=fields, saved_at__gt=since
    ).exclude(author=person.actor_key)
    last = dict(rows.order_by().values_list("author").annotate(Max("saved_at")))
    keys = {key.removeprefix("person:"): at for key, at in last.items()}
    people = Person.objects.filter(pid__in=keys) if keys else ()
    return {one.pk: keys[one.pid] for one in people}


def _bodies(application: Application, people: Iterable[Person]) -> Mapping[int, str]:
    rows = Membership.objects.filter(
        organisation__partnerships__application=application, person__in=people, ended_at=None
    )
    return dict(rows.values_list("person", "organisation__name"))


def _named(person: Person, bodies: Mapping[int, str]) -> str:
    body = bodies.get(person.pk)
    return f"{person} ({body})" if body else str(person)
