"""Moving the clock: everything that falls due on the way happens, in order, at its own instant."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction

from cordata.desk import agenda
from cordata.kernel import clock
from cordata.kernel.jobs import later
from cordata.kernel.journal import Actor, record
from cordata.kernel.models import RehearsalClock
from cordata.kernel.verdicts import NotPossible
from cordata.rehearsal.middleware import shift_clock
from cordata.rehearsal.models import Move
from cordata.rehearsal.scenario import Step, steps_until

EACH_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Stop:
    """One moment on the way: a step of the scenario, or what fell due before it."""

    at: datetime
    code: str
    is_step: bool = False


@transaction.atomic
def ask_move(to: datetime, *, by: Actor, at: datetime) -> Move:
    """Start moving the clock forward to `to`; the worker carries it out.

    Raises `NotPossible`: `rehearsal.production`, `rehearsal.backwards`, `rehearsal.moving`.
    """
    if not settings.REHEARSAL:
        raise NotPossible("rehearsal.production")
    if to <= at:
        raise NotPossible("rehearsal.backwards")
    try:
        with transaction.atomic():
            move = Move.objects.create(
                from_at=at,
                to_at=to,
                reached_at=at,
                total=len(steps_until(to)),
                asked_by=by.actor_key,
            )
    except IntegrityError as error:
        raise NotPossible("rehearsal.moving") from error
    record("clock.moved", None, by=by, at=at, to=to)
    later("cordata.rehearsal.moving.carry_out_move", move.pk)
    return move


def carry_out_move(pk: int) -> None:
    """The worker's job: play what others do and what falls due, then set the clock. Repeatable."""
    move = Move.objects.get(pk=pk)
    if move.finished:
        return
    try:
        _travel_and_tell(move)
        set_clock(move.to_at)
        move.reached_at = move.to_at
    except Exception as error:
        move.failed = f"{type(error).__name__} {error}"[:200]
        set_clock(move.reached_at)
        raise
    finally:  # a move that failed stands where it came to; the next one goes on from there
        move.finished = True
        move.save()


def _travel_and_tell(move: Move) -> None:
    """Travel, and each second write down how far it is: its page asks for that."""
    told = clock.real_now()
    for stop in travel(move.to_at):
        move.done, move.reached_at = move.done + stop.is_step, max(move.reached_at, stop.at)
        if clock.real_now() - told >= EACH_SECOND:
            told = clock.real_now()
            move.save(update_fields=["done", "reached_at"])


def tick() -> Iterator[Stop]:
    """What the worker does each minute: what others have done by now, and what has fallen due.

    While a move is under way the time is the move's.
    """
    shift_clock()
    if Move.objects.filter(finished=False).exists():
        return
    now = clock.now()
    yield from travel(now)
    RehearsalClock.objects.filter(pk=1).update(settled_at=now)


def travel(end: datetime) -> Iterator[Stop]:
    """Everything up to an instant, in order: each step of the scenario after what is due."""
    for step in steps_until(end):
        yield from settle(step.at)
        play(step)
        yield Stop(step.at, step.kind, is_step=True)
    yield from settle(end)


def play(step: Step) -> None:
    with clock.held_at(step.at):
        step.play()


def settle(until: datetime) -> Iterator[Stop]:
    for act in agenda.carry_out(until):
        yield Stop(act.at, act.code)


def set_clock(instant: datetime) -> timedelta:
    """Make the instance live at `instant` from now on; it ticks on."""
    offset = instant - clock.real_now()
    RehearsalClock.objects.update_or_create(
        pk=1, defaults={"seconds": int(offset.total_seconds()), "settled_at": instant}
    )
    clock.set_offset(offset)
    return offset
