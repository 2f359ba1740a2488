"""The event journal: append-only, one chain of hashes, kept by triggers (LOG-01, 02, 03)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.db import connection, models

from cordata.kernel import clock
from cordata.kernel.models import ChainHead, Event
from cordata.packs.canonical import digest, plain

GENESIS = "0" * 64
STEP = 2000  # events read together


class HasKey(Protocol):
    """Whoever acts: a person, or a named part of the system."""

    @property
    def actor_key(self) -> str: ...


@dataclass(frozen=True, slots=True)
class System:
    """The system itself as actor: a closing, an expiry, a worker."""

    name: str = "system"

    @property
    def actor_key(self) -> str:
        return self.name


SYSTEM = System()
Actor = HasKey


def record(
    kind: str,
    subject: models.Model | None,
    *,
    by: Actor,
    at: datetime,
    because: str = "",
    **data: Any,
) -> Event:
    """Append one event inside the caller's transaction and return it.

    `at` is the domain instant (UTC); the real one is stored beside it. Writers queue on the
    head of the chain: by row lock on PostgreSQL, by the IMMEDIATE transaction on SQLite.
    """
    number, last = _lock_head()
    event = Event(
        number=number + 1,
        kind=kind,
        subject_type=(subject._meta.model_name or "") if subject is not None else "",
        subject_id=str(getattr(subject, "pid", subject.pk)) if subject is not None else "",
        actor=by.actor_key,
        reason=because,
        data=plain(data),
        at=at,
        recorded_at=clock.real_now(),
        previous=last or GENESIS,
    )
    event.digest = digest(event.content())
    event.save(force_insert=True)
    _move_head(event)
    return event


def _lock_head() -> tuple[int, str]:
    """Number and digest of the last event; every writer passes here, so it is written out."""
    lock = " FOR UPDATE" if connection.features.has_select_for_update else ""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT number, digest FROM kernel_chainhead WHERE id = 1{lock}")  # noqa: S608
        row = cursor.fetchone()
    if row:
        return int(row[0]), str(row[1])
    ChainHead.objects.get_or_create(pk=1)  # the first event of all
    return _lock_head()


def _move_head(event: Event) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE kernel_chainhead SET number = %s, digest = %s WHERE id = 1",
            [event.number, event.digest],
        )


@dataclass(frozen=True, slots=True)
class Break:
    """Where the chain does not hold: the event's number and what is wrong with it."""

    number: int
    code: str  # changed, missing, unlinked, head


def verify(told: Callable[[int], object] | None = None) -> Iterator[Break]:
    """Walk the whole chain and yield every break; nothing means it holds (REL-24).

    Others may write meanwhile: the walk ends at the head that stood when it began. `told` hears
    from time to time which number has been reached.
    """
    head = ChainHead.objects.filter(pk=1).first()
    until, digest_there = (head.number, head.digest) if head else (0, GENESIS)
    number, previous = 0, GENESIS
    events = Event.objects.filter(number__lte=until).order_by("number")
    for event in events.iterator(chunk_size=STEP):
        if told and event.number % STEP == 0:
            told(event.number)
        if event.number != number + 1:
            yield Break(number + 1, "missing")
        if event.previous != previous:
            yield Break(event.number, "unlinked")
        if event.digest != digest(event.content()):
            yield Break(event.number, "changed")
        number, previous = event.number, event.digest
    if number != until or previous != (digest_there or GENESIS) or _beyond_head():
        yield Break(number, "head")


def _beyond_head() -> bool:
    """Whether an event stands that no head knows of."""
    last = Event.objects.order_by("-number").values_list("number", flat=True).first() or 0
    head = ChainHead.objects.filter(pk=1).first()  # read after the event: it can only be later
    return last > (head.number if head else 0)
