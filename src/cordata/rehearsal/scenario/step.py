"""One act of the scenario: when it happens, what it is called, and who carries it out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction

from cordata.kernel.verdicts import NotPossible
from cordata.rehearsal.models import Played

Perform = Callable[[datetime], str]  # acts at an instant, gives the public id of what it made


@dataclass(frozen=True, slots=True)
class Act:
    """A step as the tables tell it: a day and hour on the programme's clocks."""

    at: datetime | str
    key: str
    perform: Perform


@dataclass(frozen=True, slots=True, order=True)
class Step:
    """One act of the scenario at its instant (UTC)."""

    at: datetime
    order: int
    key: str
    perform: Perform = field(compare=False)

    @property
    def kind(self) -> str:
        """The first word of the key: what sort of act it is."""
        return self.key.partition(":")[0]

    def play(self) -> None:
        """Carry the act out unless it was; a refusal is remembered, not repeated.

        A visitor may have been there first (an officer played by hand): the others then go on.
        """
        with transaction.atomic():
            if Played.objects.filter(key=self.key).exists():
                return
            thing, problem = self._try()
            Played.objects.create(key=self.key, at=self.at, thing=thing, problem=problem)

    def _try(self) -> tuple[str, str]:
        try:
            with transaction.atomic():
                return self.perform(self.at) or "", ""
        except NotPossible as refusal:
            return "", refusal.code
        except ObjectDoesNotExist as gone:
            return "", f"scenario.gone {gone}"[:200]


def made(key: str) -> str:
    """The public id of what an earlier step made.

    Raises `NotPossible`: `scenario.not_played`, when that step was refused or did not come yet.
    """
    thing = Played.objects.filter(key=key).values_list("thing", flat=True).first()
    if not thing:
        raise NotPossible("scenario.not_played", key=key)
    return thing
