"""Parts of a draft that are saved whole, each save one more version: what stands, and who came
first (LOG-05, SUB-07)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from cordata.accounts.models import Organisation
from cordata.applications.actions.overtaking import Outcome
from cordata.applications.models import Application, PartVersion
from cordata.kernel.journal import Actor
from cordata.packs.canonical import digest

SPELL = timedelta(minutes=10)  # one line of the journal for what a person types on one part
Said = dict[str, Any]  # plain values, as `canonical.plain` leaves them


@dataclass(frozen=True, slots=True)
class Sending:
    """What a page says of itself with a part it sends.

    `seen` is the seal of what it showed; empty: whatever stands. `key` and `turn` as an
    `AnswerDraft` has them. `typed`: sent by a pause in the typing, not by a button.
    """

    seen: str = ""
    key: str = ""
    turn: int = 0
    typed: bool = False


WHATEVER = Sending()  # whatever stands is replaced: a page was not asked


@dataclass(frozen=True, slots=True)
class Part:
    """One part: an activity, named by its public id, or what an organisation says of its money."""

    application: Application
    kind: str
    activity: str = ""
    organisation: Organisation | None = None

    def last(self) -> PartVersion | None:
        """The version that stands, or stood when the part was removed."""
        return self.rows().first()

    def outcome(
        self, wanted: Said, stands: Said, sending: Sending, last: PartVersion | None, by: Actor
    ) -> Outcome:
        """What is to be done with `wanted`; earlier versions are read only where another came
        between what the page showed and what stands."""
        if wanted == stands:
            return Outcome.STANDS
        if sending.seen in ("", seal_of(stands)):
            return Outcome.SAVE
        return self.since(sending, last, by)

    def since(self, sending: Sending, last: PartVersion | None, by: Actor) -> Outcome:
        """As `outcome`, of a page that showed something else than what stands: its own saves, of
        which it had not heard, are no other hand."""
        if not sending.key or last is None or not _is_own(last, sending, by):
            return Outcome.CONFLICT
        for one in self.rows().iterator(20):
            if seal_of(one.said) == sending.seen:
                return Outcome.SAVE
            if not _is_own(one, sending, by):
                return Outcome.CONFLICT
            if 0 < sending.turn <= one.turn:
                return Outcome.STANDS  # told before
        return Outcome.SAVE  # no other hand ever wrote it

    def keep(
        self,
        said: Said,
        *,
        by: Actor,
        at: datetime,
        last: PartVersion | None,
        sending: Sending = WHATEVER,
    ) -> bool:
        """One more version, unless the last says the same. Whether the journal is to hear of it:
        of what is typed, once in ten minutes (decision 0018)."""
        if last is not None and last.said == said:
            return not sending.typed
        tells = not sending.typed or _begins_a_spell(last, by, at)
        PartVersion.objects.create(
            application=self.application,
            kind=self.kind,
            activity=self.activity,
            organisation=self.organisation,
            version=last.version + 1 if last else 1,
            said=said,
            author=by.actor_key,
            saved_at=at,
            told_at=at if tells or last is None else last.told_at,
            key=sending.key,
            turn=sending.turn,
        )
        return tells

    def rows(self) -> QuerySet[PartVersion]:
        """Every version, the latest first."""
        rows = PartVersion.objects.filter(application=self.application)
        mine = rows.filter(kind=self.kind, activity=self.activity, organisation=self.organisation)
        return mine.order_by("-version")


UNSAVED = "unsaved"  # seen by a page on which the part did not stand yet


def seal_of(said: Said) -> str:
    """What a page saw of a part: equal as long as nobody changed it."""
    return digest(said)[:16]


def _is_own(version: PartVersion, sending: Sending, by: Actor) -> bool:
    return version.key == sending.key and version.author == by.actor_key


def _begins_a_spell(last: PartVersion | None, by: Actor, at: datetime) -> bool:
    if last is None or last.told_at is None or last.author != by.actor_key:
        return True
    return not timedelta(0) <= at - last.told_at < SPELL
