"""The one source of domain time.

Sessions, one-time codes and rate limits live in real time; whatever the programme
counts (deadlines, terms, reminders) asks `now()`. Only a rehearsal instance may shift it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta

_offset: ContextVar[timedelta] = ContextVar("clock_offset", default=timedelta(0))
_held: ContextVar[datetime | None] = ContextVar("clock_held", default=None)


def real_now() -> datetime:
    """The machine's instant, UTC: for sessions, codes, limits and `recorded_at`."""
    return datetime.now(UTC)


def now() -> datetime:
    """The instant the programme lives in, UTC."""
    return _held.get() or real_now() + _offset.get()


def domain_instant(real: datetime) -> datetime:
    """What the programme's clock showed at an instant of the machine's."""
    return _held.get() or real + _offset.get()


def set_offset(offset: timedelta) -> None:
    """Shift this context's clock; the rehearsal middleware and worker are the only callers."""
    _offset.set(offset)


@contextmanager
def held_at(instant: datetime) -> Iterator[None]:
    """Hold the clock at `instant` (aware) while a scenario or a due act is carried out."""
    if instant.tzinfo is None:
        raise ValueError("an instant has a zone")
    token = _held.set(instant.astimezone(UTC))
    try:
        yield
    finally:
        _held.reset(token)
