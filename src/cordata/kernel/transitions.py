"""`move()`: the only door through which a state changes (architecture.md, how a request flows)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models, transaction

from cordata.kernel.journal import Actor, record
from cordata.kernel.models import Event
from cordata.kernel.verdicts import NotPossible


@dataclass(frozen=True, slots=True)
class Transition:
    """One allowed change of state: `event` is the past participle (`submitted`)."""

    event: str
    sources: frozenset[str]
    target: str


Reaction = Callable[[Any, Event], object]
_reactions: dict[str, list[Reaction]] = {}


def on(kind: str, reaction: Reaction) -> None:
    """Have `reaction(thing, event)` run in the same transaction after every `kind` event.

    `desk.reactions` fills this table, in order, when the application starts; `api`, which desk does
    not know, adds what it tells other software.
    """
    if reaction not in _reactions.setdefault(kind, []):
        _reactions[kind].append(reaction)


def kind_of(thing: models.Model, event: str) -> str:
    """`application.submitted` for an Application and `submitted`."""
    return f"{thing._meta.model_name}.{event}"


def can_move(thing: Any, transition: Transition) -> bool:
    """Whether the transition starts from the thing's present state."""
    return thing.state in transition.sources


def move(
    thing: Any,
    transition: Transition,
    *,
    by: Actor,
    at: datetime,
    because: str = "",
    **facts: Any,
) -> Event:
    """Change the state of a row that the caller has locked, and write the event.

    Raises `NotPossible("<model>.not_<event>_from_<state>")` when the present state does not
    allow it. Runs the reactions to the event in the same transaction.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("move() is called inside the action's transaction")
    if not can_move(thing, transition):
        model = thing._meta.model_name
        raise NotPossible(f"{model}.not_{transition.event}", state=thing.state)
    before, thing.state = thing.state, transition.target
    thing.save()
    return tell(
        thing,
        transition.event,
        by=by,
        at=at,
        because=because,
        before=before,
        after=transition.target,
        **facts,
    )


def tell(
    thing: models.Model, event: str, *, by: Actor, at: datetime, because: str = "", **facts: Any
) -> Event:
    """Write an event that changes no state (`text.saved`), and run its reactions."""
    entry = record(kind_of(thing, event), thing, by=by, at=at, because=because, **facts)
    for reaction in _reactions.get(entry.kind, ()):
        reaction(thing, entry)
    return entry
