"""One box for the staff: files, organisations, people, meetings, questions, each as far as this
person may see it. Words are compared without case, accents and signs, in Python: what SQLite and
PostgreSQL fold for themselves is not the same. Each kind costs one query to look through and one to
show, whatever it holds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache, partial
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from cordata.accounts.models import Membership, Person
from cordata.accounts.queries import organisations_visible_to
from cordata.applications.models import Application, Partner
from cordata.kernel.localised import pick
from cordata.meetings.asking import address_of
from cordata.meetings.models import Meeting
from cordata.meetings.queries import meetings_organised_by, questions_visible_to
from cordata.rules.matching import fold

SHOWN, LEAST, LONGEST = 10, 2, 100
Rows = Iterable[tuple[Any, ...]]  # key, then the texts that may hold the words


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that was found."""

    url: str
    text: str
    more: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """What was found of one kind: the first ones, and how many there are."""

    kind: str  # files, organisations, people, meetings, questions
    count: int
    hits: tuple[Hit, ...]

    @property
    def left(self) -> int:
        return self.count - len(self.hits)


def search(person: Person, asked: str, at: datetime) -> list[Found]:
    """Everything this person may see that holds all the words; kinds without a hit left out."""
    words = bare(asked[:LONGEST]).split()
    if len("".join(words)) < LEAST:
        return []
    kinds = (
        ("files", _files),
        ("organisations", _organisations),
        ("people", _people),
        ("meetings", _meetings),
        ("questions", _questions),
    )
    found = [_of_kind(kind, look, person, words, at) for kind, look in kinds]
    return [one for one in found if one.count]


Look = Callable[[Person, datetime], tuple[Rows, Callable[[list[Any]], list[Hit]]]]


def _of_kind(kind: str, look: Look, person: Person, words: list[str], at: datetime) -> Found:
    rows, show = look(person, at)
    keys = matching(rows, words)
    return Found(kind, len(keys), tuple(show(keys[:SHOWN])))


def matching(rows: Rows, words: list[str]) -> list[Any]:
    """The keys whose texts, taken together, hold every word, in the order of the rows."""
    texts: dict[Any, list[str]] = defaultdict(list)
    for key, *said in rows:
        texts[key] += [bare(text) for text in said if text]
    return [key for key, said in texts.items() if _holds(" ".join(said), words)]


def _holds(text: str, words: list[str]) -> bool:
    return all(word in text for word in words)


@lru_cache(20_000)
def bare(text: str) -> str:
    """Lower case, without accents; signs are blanks, so that MP2-0001 is found as mp2 0001."""
    return " ".join(fold(text).split())


def _files(person: Person, at: datetime) -> tuple[Rows, Callable[[list[Any]], list[Hit]]]:
    visible = Application.objects.visible_to(person, at)
    columns = ("application", "application__number", "application__acronym", "organisation__name")
    partners = Partner.objects.filter(application__in=visible.values("pk"))
    rows = partners.order_by("-application", "pk").values_list(*columns)
    return rows.iterator(chunk_size=2_000), partial(_shown, visible, _file)


def _file(one: Application) -> Hit:
    where = reverse("applications:detail", args=[one.pid])
    return Hit(where, " · ".join(part for part in (one.number, one.acronym) if part) or one.pid)


def _organisations(person: Person, at: datetime) -> tuple[Rows, Callable[[list[Any]], list[Hit]]]:
    visible = organisations_visible_to(person, at).filter(merged_into=None)
    columns = ("pk", "name", "short_name", "city", "identifiers__value")
    rows = visible.order_by("name", "pk").values_list(*columns)
    return rows, partial(_shown, visible, _organisation)


def _organisation(one: Any) -> Hit:
    where = reverse("accounts:organisation", args=[one.pid])
    return Hit(where, one.name, " · ".join(part for part in (one.city, one.country) if part))


def _people(person: Person, at: datetime) -> tuple[Rows, Callable[[list[Any]], list[Hit]]]:
    """Who acts for an organisation this person may see; found on its page."""
    bodies = organisations_visible_to(person, at).values("pk")
    acting = Membership.objects.filter(organisation__in=bodies, ended_at=None)
    acting = acting.filter(person__is_active=True)
    rows = acting.order_by("person__name", "pk").values_list("pk", "person__name", "person__email")
    return rows, partial(_shown, acting.select_related("person", "organisation"), _member)


def _member(one: Membership) -> Hit:
    where = reverse("accounts:organisation", args=[one.organisation.pid])
    return Hit(where, str(one.person), f"{one.person.email} · {one.organisation.name}")


def _meetings(person: Person, at: datetime) -> tuple[Rows, Callable[[list[Any]], list[Hit]]]:
    own = meetings_organised_by(person, at).values("pk")
    visible = Meeting.objects.filter(pk__in=own).with_names().order_by("-starts_at", "pk")
    rows = [
        (one.pk, one.code, *one.definition.names.values(), one.definition.venue.city)
        for one in visible
    ]
    return rows, partial(_shown, visible, _meeting)


def _meeting(one: Meeting) -> Hit:
    return Hit(reverse("meetings:people", args=[one.pid]), pick(one.definition.names), one.code)


def _questions(person: Person, at: datetime) -> tuple[Rows, Callable[[list[Any]], list[Hit]]]:
    visible = questions_visible_to(person, at)
    columns = ("pk", "text", "asker_name", "asker_email", "registration__name", "asker__name")
    rows = visible.order_by("-asked_at", "pk").values_list(*columns)
    shown = visible.select_related("meeting", "call", "registration", "asker")
    return rows, partial(_shown, shown, _question)


def _question(one: Any) -> Hit:
    return Hit(address_of(one, one.about), one.text, one.name)


def _shown(visible: QuerySet[Any], hit: Callable[[Any], Hit], keys: list[Any]) -> list[Hit]:
    """The rows with these keys, in the order of the keys, in one query."""
    found = visible.in_bulk(keys) if keys else {}
    return [hit(found[key]) for key in keys if key in found]
