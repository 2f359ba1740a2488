"""Registries the steps fill in `AppConfig.ready()`: the shell shows what they added.

Kept in the order of `order`, then of arrival; adding the same code twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

from django.http import HttpRequest
from django.urls import NoReverseMatch
from django.utils.functional import Promise

from cordata.web.addresses import Place, address, place

Audience = Callable[[Any], bool]


def everyone(person: Any) -> bool:
    return True


def signed_in(person: Any) -> bool:
    return bool(person.is_authenticated)


def visitors(person: Any) -> bool:
    return not person.is_authenticated


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """One link of the bar, of the account menu or of the foot; each is itself alone."""

    code: str
    label: str | Promise
    url_name: str
    order: int = 50
    audience: Audience = everyone
    group: str = ""  # foot: programme, services, legal
    icon: str = ""
    fragment: str = ""

    @property
    def url(self) -> str:
        """The entry's address, empty while its page does not exist."""
        try:
            return address(self.url_name) + (f"#{self.fragment}" if self.fragment else "")
        except NoReverseMatch:
            return ""


@dataclass(frozen=True, slots=True)
class ProgrammeName:
    """What the bar and the foot say about the programme, in the reader's language."""

    line: str = ""  # small first line of the bar: Interreg France-Italie
    name: str = ""  # the second: its short name and scheme
    statement: str = ""  # foot: programme, period and fund in full
    zone: Any = None
    links: tuple[tuple[str, str], ...] = field(default_factory=tuple)  # foot: (text, address)


@dataclass(frozen=True, slots=True)
class Banner:
    """A band above every page: a rehearsal, an announced maintenance."""

    text: str
    kind: str = "warn"
    url: str = ""
    action: str = ""
    icon: str = "clock"
    sends: bool = False  # its action changes something: a button instead of a link


_entries: dict[str, Entry] = {}
account_links: list[Entry] = []
foot_links: list[Entry] = []
searches: list[Entry] = []  # the box above every page, for whoever may search
banner_providers: list[Callable[[HttpRequest], Banner | None]] = []
programme_providers: list[Callable[[HttpRequest], ProgrammeName | None]] = []


def add(entry: Entry) -> None:
    """Add a link to the bar."""
    _entries.setdefault(entry.code, entry)


def add_account_link(entry: Entry) -> None:
    """Add a link to the person's own pages; the first is where the initials lead."""
    if entry.code not in {known.code for known in account_links}:
        account_links.append(entry)
        account_links.sort(key=lambda known: known.order)


def add_foot_link(entry: Entry) -> None:
    """Add a link to the foot, under `entry.group`."""
    if entry.code not in {known.code for known in foot_links}:
        foot_links.append(entry)
        foot_links.sort(key=lambda known: known.order)


def add_search(entry: Entry) -> None:
    """Add the page that a box above every page asks."""
    if entry.code not in {known.code for known in searches}:
        searches.append(entry)


def entries() -> list[Entry]:
    """The bar's links in their order."""
    return sorted(_entries.values(), key=lambda entry: entry.order)


class Link(NamedTuple):
    """An entry as a reader sees it."""

    code: str
    label: str
    url: str
    group: str
    fragment: str


def links(entries: Iterable[Entry], person: Any) -> tuple[Link, ...]:
    """Those entries this person is shown and whose page exists, in the reader's language."""
    return _in_words(place(), tuple(entry for entry in entries if entry.audience(person)))


@lru_cache(256)
def _in_words(_place: Place, entries: tuple[Entry, ...]) -> tuple[Link, ...]:
    return tuple(
        Link(entry.code, str(entry.label), url, entry.group, entry.fragment)
        for entry in entries
        if (url := entry.url)
    )
