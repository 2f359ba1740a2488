"""Registries the steps fill in `AppConfig.ready()`: the shell shows what they added.

Kept in the order of `order`, then of arrival; adding the same code twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise

Audience = Callable[[Any], bool]


def everyone(person: Any) -> bool:
    return True


def signed_in(person: Any) -> bool:
    return bool(person.is_authenticated)


def visitors(person: Any) -> bool:
    return not person.is_authenticated


@dataclass(frozen=True, slots=True)
class Entry:
    """One link of the bar, of the account menu or of the foot."""

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
            return reverse(self.url_name) + (f"#{self.fragment}" if self.fragment else "")
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


_entries: dict[str, Entry] = {}
account_links: list[Entry] = []
foot_links: list[Entry] = []
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


def entries_for(person: Any) -> list[Entry]:
    """The bar's links for this person, those whose page exists."""
    shown = [entry for entry in _entries.values() if entry.audience(person) and entry.url]
    return sorted(shown, key=lambda entry: entry.order)
