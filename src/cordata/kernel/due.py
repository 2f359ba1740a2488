"""What falls due at an instant: closings, expiries, reminders.

Each step lists its own acts; `desk.agenda` gathers them and carries them out in order.
An act is read from the state of the rows, so carrying it out makes it disappear: running the
list twice does nothing the second time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True, order=True)
class DueAct:
    """One act that falls due at `at` (UTC); `run(at)` carries it out in its own transaction."""

    at: datetime
    code: str  # meetings.release_places
    key: str  # the public id it concerns
    run: Callable[[datetime], object] = field(compare=False)


Source = Callable[[datetime], Iterable[DueAct]]
_added: list[Source] = []


def add_source(source: Source) -> None:
    """Have the agenda ask a step that `desk` does not know, when the application starts."""
    if source not in _added:
        _added.append(source)


def added_sources() -> tuple[Source, ...]:
    """The steps that added themselves."""
    return tuple(_added)
