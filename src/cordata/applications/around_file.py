"""What later steps, which this one does not know, put on a partner's page of a filed application:
what is asked of them now, and the doors to what goes on about it.

Each adds its own source when the application starts, and tells what this person may know.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, NamedTuple

from cordata.applications.models import Application


class Ask(NamedTuple):
    """Something to do: its sentence (`application.ask.<code>`), its term and its page."""

    code: str
    url: str
    due_at: datetime | None = None

    @property
    def sentence_code(self) -> str:
        return f"application.ask.{self.code}"


class Door(NamedTuple):
    """A page about the file: its name (`application.door.<code>`), how much is new there."""

    code: str
    url: str
    icon: str
    new: int = 0

    @property
    def sentence_code(self) -> str:
        return f"application.door.{self.code}"


Source = Callable[[Any, Application, datetime], Iterable[Ask | Door]]
_sources: list[Source] = []


def add_source(source: Source) -> None:
    """Called when the application starts."""
    if source not in _sources:
        _sources.append(source)


def around(person: Any, application: Application, at: datetime) -> tuple[list[Ask], list[Door]]:
    """What is asked, the nearest term first; and the doors, as their steps come."""
    found = [one for source in _sources for one in source(person, application, at)]
    asks = [one for one in found if isinstance(one, Ask)]
    asks.sort(key=lambda one: (one.due_at is None, one.due_at or at, one.code))
    return asks, [one for one in found if isinstance(one, Door)]
