"""Who sits in a session, whether the quorum is there, and what the seats say to each proposal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from cordata.accounts.models import Person
from cordata.packs.committee import CommitteeDefinition
from cordata.rules import committee as rules
from cordata.rules.committee import Quorum, Result, Stance, Tally
from cordata.rules.deadlines import end_of_day
from cordata.selection.models import Ballot, CommitteeSession, Recusal, Seat
from cordata.selection.states import Attendance

WRITTEN = "written"


@dataclass(frozen=True)
class Room:
    """A session's seats, recusals and ballots, read once."""

    session: CommitteeSession
    seats: Sequence[Seat]
    recusals: Sequence[Recusal]
    ballots: Sequence[Ballot]

    @cached_property
    def definition(self) -> CommitteeDefinition | None:
        return self.session.call.definition.committee

    @property
    def procedure(self) -> rules.Procedure:
        return self.definition.procedure if self.definition else rules.Procedure()

    @property
    def written(self) -> bool:
        return self.session.kind == WRITTEN

    @cached_property
    def as_rules(self) -> Sequence[rules.Seat]:
        """The seats as the pure rules see them; in writing everybody is there."""
        return [
            rules.Seat(one.pid, one.delegation, one.votes, one.present or self.written)
            for one in self.seats
        ]

    @property
    def quorum(self) -> Quorum:
        return rules.quorum(self.as_rules, self.procedure)

    def seat_of(self, person: Any) -> Seat | None:
        """The seat that this person speaks for now."""
        key = getattr(person, "pk", None)
        return next((one for one in self.seats if one.holder.pk == key), None)

    def aside(self, application_id: int) -> set[str]:
        """Seats whose holder stands aside on a file."""
        people = {one.person_id for one in self.recusals if one.application_id == application_id}
        return {seat.pid for seat in self.seats if seat.holder.pk in people}

    def files_hidden_from(self, person: Any) -> frozenset[int]:
        """Applications on which this person stands aside."""
        key = getattr(person, "pk", None)
        return frozenset(one.application_id for one in self.recusals if one.person_id == key)

    def ballots_on(self, decision_id: int) -> list[Ballot]:
        """What was said to a proposal, in the order of the seats."""
        order = {seat.pk: place for place, seat in enumerate(self.seats)}
        found = [one for one in self.ballots if one.decision_id == decision_id]
        return sorted(found, key=lambda one: order[one.seat_id])

    def tally(self, decision: Any, at: datetime) -> Tally:
        """What the committee says to one proposal at `at`."""
        pids = {seat.pk: seat.pid for seat in self.seats}
        said = {pids[one.seat_id]: Stance(one.stance) for one in self.ballots_on(decision.pk)}
        return rules.tally(
            said,
            self.as_rules,
            self.procedure,
            aside=self.aside(decision.application_id),
            written=self.written,
            closed=self.closed(at),
        )

    def closed(self, at: datetime) -> bool:
        """Whether the term of a written procedure has passed; its last day is still in time."""
        return at > ends_at(self.session)

    def not_carried(self, decisions: Iterable[Any], at: datetime) -> Mapping[Result, list[Any]]:
        """Decisions that cannot be signed, by what stands in their way."""
        found: dict[Result, list[Any]] = {}
        for decision in decisions:
            result = self.tally(decision, at).result
            if result is not Result.CARRIED:
                found.setdefault(result, []).append(decision)
        return found

    @property
    def apologies(self) -> list[Seat]:
        return [one for one in self.seats if one.attendance == Attendance.EXCUSED]


def room_of(session: CommitteeSession) -> Room:
    """Three queries, whatever the number of seats and files. A conflict declared in another session
    of the call holds in this one too."""
    return Room(
        session,
        list(session.seats.select_related("person", "substitute")),
        list(
            Recusal.objects.filter(session__call=session.call_id)
            .select_related("person", "application")
            .order_by("pk")
        ),
        list(Ballot.objects.filter(seat__session=session).order_by("pk")),
    )


def ends_at(session: CommitteeSession) -> datetime:
    """The end of the day of the decision: until then a written procedure is answered."""
    return end_of_day(session.held_on, session.call.definition.zone)


def stands_aside(person: Any, session: CommitteeSession, application_id: int) -> bool:
    """Whether a person declared a conflict with a file in this call, in whatever session."""
    return isinstance(person, Person) and (
        Recusal.objects.filter(
            session__call=session.call_id, application=application_id, person=person
        ).exists()
    )
