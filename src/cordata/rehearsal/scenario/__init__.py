"""What other people do: dated ordinary acts, read from a folder of tables, played once each.

A step knows its instant, its key and the player that carries it out through the real actions.
Which folder is said by `CORDATA_SCENARIO_DIR`; without one nobody else acts.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache

from cordata.rehearsal.models import Played
from cordata.rehearsal.scenario import (
    announcing,
    applying,
    deciding,
    examining,
    inviting,
    meeting,
    people,
    registering,
    running,
    searching,
)
from cordata.rehearsal.scenario.reading import Book, book
from cordata.rehearsal.scenario.step import Act, Step

PARTS = (
    announcing.acts,
    people.acts,
    searching.acts,
    inviting.acts,
    registering.acts,
    meeting.acts,
    applying.acts,
    examining.acts,
    deciding.acts,
    running.acts,
)

__all__ = ["Step", "all_steps", "steps_until"]


def steps_until(end: datetime) -> list[Step]:
    """Steps up to an instant (inclusive) that were not played yet, in order."""
    played = set(Played.objects.values_list("key", flat=True))
    return [step for step in all_steps() if step.at <= end and step.key not in played]


def all_steps() -> tuple[Step, ...]:
    """The whole scenario in order; empty where the installation names no folder."""
    told = book()
    return _steps(told) if told else ()


@cache
def _steps(told: Book) -> tuple[Step, ...]:
    acts: list[Act] = [act for part in PARTS for act in part(told)]
    steps = [
        Step(at=told.instant(act.at), order=number, key=act.key, perform=act.perform)
        for number, act in enumerate(acts)
    ]
    return tuple(sorted(steps))
