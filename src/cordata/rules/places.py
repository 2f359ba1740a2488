"""Places at a meeting: who gets one, who waits, who is offered the next. Pure decisions.

Some places may be kept for each side of the border until an instant; after it they are
everybody's. The waiting list is served in order of arrival (MTG-01, MTG-02).

The rule of parties: people who register together are served together. A party that needs more
places than are free keeps its turn, and what is free is kept for it, but only until
`yields_at`: from then on those of its side who need less are served before it, in order, and it
is the first again as soon as enough is free at once. It gathers once, never twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum


class Placement(StrEnum):
    """What a request for places gets."""

    CONFIRMED = "confirmed"
    WAITLISTED = "waitlisted"
    REFUSED = "refused"


class Wait(StrEnum):
    """Why somebody who waits is not offered a place now."""

    NEXT = "next"  # nothing stands in the way: the next to be offered
    FULL = "full"
    KEPT = "kept"  # what is free is kept for another side
    ORGANISATION_FULL = "organisation_full"
    GATHERS = "gathers"  # a party; what is free is kept for it for a time
    PARTY_TOO_LARGE = "party_too_large"  # that time is over
    BEHIND_PARTY = "behind_party"  # what is free is kept for a party of this side


@dataclass(frozen=True, slots=True)
class SeatPlan:
    """How many places there are and who they are for."""

    total: int
    kept: Mapping[str, int] = field(default_factory=dict)  # side -> places kept for it
    released_at: datetime | None = None  # from this instant unused kept places are free for all
    per_organisation: int | None = None
    max_party: int = 1
    waiting_list: bool = True


@dataclass(frozen=True, slots=True)
class Taken:
    """Places that are confirmed or on offer; both count as taken."""

    by_side: Mapping[str, int] = field(default_factory=dict)
    by_organisation: Mapping[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(self.by_side.values())

    def plus(self, request: PlaceRequest) -> Taken:
        """The same with one more request seated."""
        sides = {**self.by_side, request.side: self.by_side.get(request.side, 0) + request.seats}
        if not request.organisation:
            return replace(self, by_side=sides)
        held = self.by_organisation.get(request.organisation, 0) + request.seats
        return Taken(sides, {**self.by_organisation, request.organisation: held})


@dataclass(frozen=True, slots=True)
class PlaceRequest:
    """A party of persons that wants to come."""

    side: str
    seats: int = 1
    organisation: str = ""  # empty: comes for nobody
    key: str = ""
    yields_at: datetime | None = None  # from when smaller ones pass; None: not yet in their way


@dataclass(frozen=True, slots=True)
class PlaceDecision:
    """The answer, with a reason code and its numbers."""

    placement: Placement
    reason: str
    params: Mapping[str, int] = field(default_factory=dict)

    @property
    def sentence_code(self) -> str:
        return f"place.{self.reason}"


def free_for(plan: SeatPlan, taken: Taken, side: str, at: datetime) -> int:
    """How many places a side may still take: those kept for the others are not its own."""
    free = plan.total - taken.total
    if plan.released_at is not None and at >= plan.released_at:
        return max(0, free)
    others = (name for name in plan.kept if name != side)
    kept = sum(max(0, plan.kept[name] - taken.by_side.get(name, 0)) for name in others)
    return max(0, free - kept)


def place_for(
    plan: SeatPlan,
    taken: Taken,
    request: PlaceRequest,
    at: datetime,
    ahead: Sequence[PlaceRequest] = (),
) -> PlaceDecision:
    """Decide on a new request; `ahead` are those who wait already, in order of arrival.

    A newcomer is seated only if the waiting list, served in its order, would reach it today.
    """
    refusal = _refusal(plan, taken, request)
    if refusal:
        return refusal
    if _is_seated(plan, taken, [*ahead, request], at):
        return PlaceDecision(Placement.CONFIRMED, "confirmed")
    if not plan.waiting_list:
        return PlaceDecision(Placement.REFUSED, "full")
    return PlaceDecision(Placement.WAITLISTED, "waitlisted", {"position": len(ahead) + 1})


@dataclass(frozen=True, slots=True)
class Standing:
    """Where somebody who waits stands: the reason, and what is free for the side."""

    request: PlaceRequest
    reason: Wait
    free: int


def standings(
    plan: SeatPlan, taken: Taken, waiting: Sequence[PlaceRequest], at: datetime
) -> Iterator[Standing]:
    """Each who waits, in order of arrival, with the reason why they wait on.

    Somebody held back by places kept for another side, or by the organisation's cap, holds up
    nobody; a party that gathers holds up its own side (see the top of this file).
    """
    gathering: set[str] = set()
    for request in waiting:
        free = free_for(plan, taken, request.side, at)
        reason = _reason(plan, taken, request, free, at, behind=request.side in gathering)
        if reason is Wait.GATHERS:
            gathering.add(request.side)
        yield Standing(request, reason, free)


def _reason(
    plan: SeatPlan, taken: Taken, request: PlaceRequest, free: int, at: datetime, *, behind: bool
) -> Wait:
    if _organisation_full(plan, taken, request):
        return Wait.ORGANISATION_FULL
    if not free:
        return Wait.KEPT if taken.total < plan.total else Wait.FULL
    if behind:
        return Wait.BEHIND_PARTY
    if request.seats <= free:
        return Wait.NEXT
    over = request.yields_at is not None and at >= request.yields_at
    return Wait.PARTY_TOO_LARGE if over else Wait.GATHERS


def next_to_offer(
    plan: SeatPlan, taken: Taken, waiting: Sequence[PlaceRequest], at: datetime
) -> PlaceRequest | None:
    """The first who waits and can be seated now, in order of arrival."""
    found = standings(plan, taken, waiting, at)
    return next((one.request for one in found if one.reason is Wait.NEXT), None)


def begin_to_gather(
    plan: SeatPlan, taken: Taken, waiting: Sequence[PlaceRequest], at: datetime
) -> list[PlaceRequest]:
    """The parties for which free places are kept from now on: their time begins to run."""
    found = standings(plan, taken, waiting, at)
    gathering = [one.request for one in found if one.reason is Wait.GATHERS]
    return [request for request in gathering if request.yields_at is None]


def _is_seated(plan: SeatPlan, taken: Taken, queue: list[PlaceRequest], at: datetime) -> bool:
    """Whether the last of the queue is served when free places are offered in order."""
    last = queue[-1]
    while (request := next_to_offer(plan, taken, queue, at)) is not None:
        if request is last:
            return True
        queue.remove(request)
        taken = taken.plus(request)
    return False


def _refusal(plan: SeatPlan, taken: Taken, request: PlaceRequest) -> PlaceDecision | None:
    if request.seats < 1:
        return PlaceDecision(Placement.REFUSED, "no_seats")
    if request.seats > plan.max_party:
        params = {"seats": request.seats, "maximum": plan.max_party}
        return PlaceDecision(Placement.REFUSED, "party_too_large", params)
    if _organisation_full(plan, taken, request):
        return PlaceDecision(
            Placement.REFUSED, "organisation_full", {"maximum": plan.per_organisation or 0}
        )
    return None


def _organisation_full(plan: SeatPlan, taken: Taken, request: PlaceRequest) -> bool:
    if plan.per_organisation is None or not request.organisation:
        return False
    held = taken.by_organisation.get(request.organisation, 0)
    return held + request.seats > plan.per_organisation
