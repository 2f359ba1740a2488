"""Why was nobody promoted? Each who waits, in the order of each list, with the reason."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from cordata.meetings.models import ItemPlace, Meeting, Registration
from cordata.meetings.queries.items import item_plan, item_waiting, items_taken
from cordata.meetings.queries.places import occupancy, seat_plan, waiting_requests
from cordata.meetings.states import MeetingState, RegistrationState
from cordata.rules.places import PlaceRequest, SeatPlan, Taken, Wait, standings


@dataclass(frozen=True, slots=True)
class WaitEntry:
    """One who waits, or to whom a place is offered; `item` is empty for the meeting itself."""

    registration: Registration
    item: str
    reason: str  # meetings.why.<reason>
    seats: int
    free: int
    since: datetime | None
    until: datetime | None = None
    count: int = 0  # of places, where the reason speaks of a limit


def why_waiting(meeting: Meeting, at: datetime) -> list[WaitEntry]:
    """Every list of the meeting in its order, those with an offer first; in five queries."""
    known = {one.pid: one for one in _waiting_people(meeting)}
    over = meeting.state != MeetingState.PUBLISHED or at >= meeting.starts_at
    entries = list(_of_meeting(meeting, known, at, over=over))
    if meeting.definition.items_with_places:
        entries += _of_items(meeting, at, over=over)
    return entries


def _waiting_people(meeting: Meeting) -> QuerySet[Registration]:
    on_list = Q(state__in=[RegistrationState.WAITLISTED, RegistrationState.OFFERED])
    return meeting.registrations.filter(on_list, party=None).order_by("waiting_since", "pk")


def _of_meeting(
    meeting: Meeting, known: dict[str, Registration], at: datetime, *, over: bool
) -> Iterator[WaitEntry]:
    for one in known.values():
        if one.state == RegistrationState.OFFERED:
            yield WaitEntry(one, "", "offered", 1, 0, one.waiting_since, one.held_until)
    if not known:
        return
    plan, taken = seat_plan(meeting), occupancy(meeting, at).taken
    for entry in _reasons(plan, taken, waiting_requests(meeting), at, over=over):
        request, reason, free, until = entry
        found = known[request.key]
        limit = meeting.per_organisation or 0
        yield WaitEntry(found, "", reason, request.seats, free, found.waiting_since, until, limit)


def _of_items(meeting: Meeting, at: datetime, *, over: bool) -> Iterator[WaitEntry]:
    waiting, taken = item_waiting(meeting), items_taken(meeting, at)
    states = [RegistrationState.WAITLISTED, RegistrationState.OFFERED]
    rows = ItemPlace.objects.filter(registration__meeting=meeting, state__in=states)
    places = {one.pid: one for one in rows.select_related("registration").order_by("pk")}
    for place in places.values():
        if place.state == RegistrationState.OFFERED:
            yield _item_entry(place, "offered", 0, place.held_until)
    for item in meeting.definition.items_with_places:
        found = _reasons(
            item_plan(meeting, item),
            taken.get(item.code, Taken()),
            waiting.get(item.code, []),
            at,
            over=over,
        )
        for request, reason, free, until in found:
            yield _item_entry(places[request.key], reason, free, until)


def _item_entry(place: ItemPlace, reason: str, free: int, until: datetime | None) -> WaitEntry:
    since = place.waiting_since
    return WaitEntry(place.registration, place.item, reason, place.seats, free, since, until)


def _reasons(
    plan: SeatPlan, taken: Taken, waiting: Sequence[PlaceRequest], at: datetime, *, over: bool
) -> Iterator[tuple[PlaceRequest, str, int, datetime | None]]:
    """The rules' own reasons, with until when each holds."""
    for standing in standings(plan, taken, waiting, at):
        request, reason = standing.request, standing.reason
        if over:
            yield request, "begun", standing.free, None
        elif reason is Wait.KEPT:
            code = "kept" if plan.released_at else "kept_always"
            yield request, code, standing.free, plan.released_at
        else:
            yield request, reason.value, standing.free, request.yields_at


def applications(meeting: Meeting) -> list[Registration]:
    """Who applied and is to be answered, the longest wait first, with who comes along."""
    applied = meeting.registrations.leading().filter(state=RegistrationState.APPLIED)
    return list(applied.order_by("waiting_since", "pk").prefetch_related("companions"))
