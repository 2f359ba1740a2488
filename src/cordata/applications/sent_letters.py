"""The letters that a person's organisations were sent, whichever step wrote them.

Later steps, which this one does not know, add their own source when the application starts; each
gives released letters only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, NamedTuple

from cordata.applications.models import Application, PartnerLetter


class Sent(NamedTuple):
    """A released letter and its page."""

    letter: PartnerLetter
    url: str


Source = Callable[[Any, datetime], Iterable[Sent]]
_sources: list[Source] = []


def add_source(source: Source) -> None:
    """Have a later step list its letters; called when the application starts."""
    if source not in _sources:
        _sources.append(source)


def letters_sent(person: Any, at: datetime) -> list[Sent]:
    """Everything that was sent to one's organisations by `at`, the latest first."""
    found = [one for source in _sources for one in source(person, at)]
    found.sort(key=lambda one: one.letter.number)
    return sorted(found, key=lambda one: one.letter.released_at or at, reverse=True)


def letters_about(application: Application, person: Any, at: datetime) -> list[Sent]:
    """Those about one file."""
    return [one for one in letters_sent(person, at) if one.letter.application == application]
