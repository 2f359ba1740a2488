"""Who is in the room, read from what several phones say: arrivals and undone arrivals, in order.

The answer depends on the acts alone, never on which phone told its own first.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class DoorFact:
    """One act at the door about one person. `undoes` names the arrival taken back; an undoing
    that names none takes back every arrival before it."""

    key: str
    at: datetime
    arrives: bool = True
    undoes: str = ""


def arrived_at(acts: Iterable[DoorFact]) -> datetime | None:
    """When the person came in; None if they did not. The earliest arrival that stands counts.

    Acts of one instant count in the order given.
    """
    standing: dict[str, datetime] = {}
    taken_back: set[str] = set()
    for act in sorted(acts, key=lambda one: one.at):
        if act.arrives and act.key not in taken_back:
            standing.setdefault(act.key, act.at)
        elif act.undoes:
            taken_back.add(act.undoes)
            standing.pop(act.undoes, None)
        elif not act.arrives:
            standing.clear()
    return min(standing.values(), default=None)
