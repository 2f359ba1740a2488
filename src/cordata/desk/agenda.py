"""What falls due in every step, in one list, carried out in order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from cordata.applications import due as applications
from cordata.assessment import due as assessment
from cordata.kernel import clock
from cordata.kernel.due import DueAct, Source, added_sources
from cordata.matching import due as matching
from cordata.meetings import due as meetings
from cordata.programme import due as programme
from cordata.projects import due as projects
from cordata.selection import due as selection
from cordata.watch import due as watch

SOURCES: tuple[Source, ...] = (
    programme.due_acts,
    meetings.due_acts,
    matching.due_acts,
    applications.due_acts,
    assessment.due_acts,
    selection.due_acts,
    projects.due_acts,
    watch.due_acts,
)


def due_acts(until: datetime) -> list[DueAct]:
    """Everything due up to `until` (inclusive) and not done yet, earliest first."""
    sources = (*SOURCES, *added_sources())
    return sorted(act for source in sources for act in source(until) if act.at <= until)


def carry_out(until: datetime) -> Iterator[DueAct]:
    """Do everything due up to `until`, in order, each at its own instant, and yield it.

    An act may make another fall due (a freed place is offered), so the list is read again
    until it holds nothing new. An act that fails is left for the next round.
    """
    done: set[tuple[datetime, str, str]] = set()
    while new := [act for act in due_acts(until) if (act.at, act.code, act.key) not in done]:
        act = new[0]
        done.add((act.at, act.code, act.key))
        with clock.held_at(act.at):
            act.run(act.at)
        yield act


def tick() -> Iterator[DueAct]:
    """Carry out what is due now."""
    return carry_out(clock.now())
