"""Places in the items of an agenda that one chooses: who holds one, who waits (MTG-01, MTG-02)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet, Sum

from cordata.meetings.models import ItemPlace, Meeting, Registration
from cordata.meetings.queries.places import SideLeft, holding, sides_left
from cordata.packs.meeting import AgendaItem
from cordata.rules.places import PlaceRequest, SeatPlan, Taken


def item_plan(meeting: Meeting, item: AgendaItem) -> SeatPlan:
    """The places of an item as the rules see them; its release is the meeting's."""
    return SeatPlan(
        total=item.places or 0,
        kept={share.country: share.places for share in item.shares},
        released_at=meeting.released_at if item.shares else None,
        max_party=meeting.max_party,
    )


def items_taken(meeting: Meeting, at: datetime) -> dict[str, Taken]:
    """What is taken of every item, by side, in one query."""
    rows = (
        ItemPlace.objects.live()
        .filter(registration__meeting=meeting)
        .order_by()
        .values_list("item", "registration__country")
        .annotate(held=Sum("seats", filter=holding(at), default=0))
    )
    sides: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for item, country, held in rows:
        sides[item][country] = held
    return {item: Taken(by_side=taken) for item, taken in sides.items()}


def item_waiting(meeting: Meeting, item: str = "") -> dict[str, list[PlaceRequest]]:
    """The waiting list of every item, or of one, in order of arrival, in one query."""
    rows = ItemPlace.objects.waiting().filter(registration__meeting=meeting)
    if item:
        rows = rows.filter(item=item)
    waiting: defaultdict[str, list[PlaceRequest]] = defaultdict(list)
    for row in rows.values_list("item", "registration__country", "seats", "pid", "yields_at"):
        code, country, seats, pid, yields_at = row
        waiting[code].append(PlaceRequest(country, seats, key=pid, yields_at=yields_at))
    return waiting


def item_places_of(registration: Registration) -> QuerySet[ItemPlace]:
    """The items a registration holds, waits for or wishes."""
    return registration.item_places.live().order_by("pk")


def items_chosen_by(registrations: Iterable[Registration]) -> dict[int, list[ItemPlace]]:
    """The items that each of these registrations holds, waits for or wishes, in one query."""
    chosen: defaultdict[int, list[ItemPlace]] = defaultdict(list)
    for place in ItemPlace.objects.live().filter(registration__in=registrations).order_by("pk"):
        chosen[place.registration_id].append(place)
    return chosen


def chosen_places(registration: Registration) -> list[ItemPlace]:
    """The same; no query where the agenda has nothing to choose."""
    if not registration.meeting.definition.items_with_places:
        return []
    return list(item_places_of(registration))


def item_position(place: ItemPlace, meeting: Meeting) -> int:
    """1 for the first who waits for this item on this side."""
    waiting = item_waiting(meeting, place.item)[place.item]
    side = next((one.side for one in waiting if one.key == place.pid), "")
    same = [one.key for one in waiting if one.side == side]
    return same.index(place.pid) + 1 if place.pid in same else len(same) + 1


@dataclass(frozen=True, slots=True)
class ItemLeft:
    """An item with what is left of it and how many persons wait."""

    item: AgendaItem
    sides: tuple[SideLeft, ...]
    waiting: int

    @property
    def is_full(self) -> bool:
        return all(side.free == 0 for side in self.sides)


def items_left(meeting: Meeting, at: datetime) -> list[ItemLeft]:
    """Every item that has places of its own; no query where there is none."""
    items = meeting.definition.items_with_places
    if not items:
        return []
    taken, waits = items_taken(meeting, at), _persons_waiting(meeting)
    return [
        ItemLeft(
            item,
            sides_left(item_plan(meeting, item), taken.get(item.code, Taken()), at),
            waits[item.code],
        )
        for item in items
    ]


def _persons_waiting(meeting: Meeting) -> Counter[str]:
    waiting = item_waiting(meeting)
    return Counter({code: sum(one.seats for one in who) for code, who in waiting.items()})
