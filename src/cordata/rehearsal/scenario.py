"""What other people do: dated ordinary acts, read from the pack's `demo` folder, played once each.

A step knows its instant, its key and the player that carries it out through the real actions.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from cordata.rehearsal.models import Played


@dataclass(frozen=True, slots=True, order=True)
class Step:
    """One act of the scenario."""

    at: datetime
    order: int
    key: str
    kind: str
    perform: Callable[[], str] = field(compare=False)  # gives the public id it made

    def play(self) -> None:
        """Carry the act out unless it was; a refusal is remembered, not repeated."""
        if not Played.objects.filter(key=self.key).exists():
            made = self.perform()
            Played.objects.create(key=self.key, at=self.at, thing=made)


def steps_between(after: datetime, until: datetime) -> list[Step]:
    """Steps with `after < at <= until`, in order; none where no scenario is loaded."""
    return []
