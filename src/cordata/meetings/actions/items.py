"""Items of the agenda that one chooses, counted under the meeting's own lock (MTG-01, MTG-02)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import combinations

from django.db import transaction

from cordata.kernel.journal import Actor
from cordata.kernel.transitions import move
from cordata.kernel.verdicts import NotPossible
from cordata.meetings import notices
from cordata.meetings.actions.locking import locked_registration
from cordata.meetings.actions.offers import offer_ends_at
from cordata.meetings.actions.parties import party_size
from cordata.meetings.models import ItemPlace, Meeting, Registration
from cordata.meetings.queries import item_places_of, item_plan, item_waiting, items_taken
from cordata.meetings.states import (
    CANCEL,
    CONFIRM,
    EXPIRE,
    OFFER,
    WAITLIST,
    MeetingState,
    RegistrationState,
)
from cordata.packs.meeting import AgendaItem
from cordata.rules.places import (
    Placement,
    PlaceRequest,
    Taken,
    begin_to_gather,
    next_to_offer,
    place_for,
)

CHOOSES = frozenset({RegistrationState.CONFIRMED, RegistrationState.WAITLISTED})


def wish_items(
    registration: Registration, codes: Sequence[str], seats: int, *, at: datetime
) -> None:
    """What is chosen with the registration; a place is kept as long as the meeting's is."""
    if not codes:
        return
    items, taken = _chosen(registration.meeting, codes), None
    if registration.held_until:
        taken = items_taken(registration.meeting, at)
    for item in items:
        place = ItemPlace(registration=registration, item=item.code, seats=item.seats_for(seats))
        if taken is not None and _is_free(place, item, taken.get(item.code, Taken()), at):
            place.held_until = registration.held_until
        place.save(force_insert=True)


def _chosen(meeting: Meeting, codes: Sequence[str]) -> list[AgendaItem]:
    """The items of these codes. Raises NotPossible when two run at the same time."""
    items = [item for item in meeting.definition.items_with_places if item.code in codes]
    if any(one.overlaps(other) for one, other in combinations(items, 2)):
        raise NotPossible("registration.items_at_once")
    return items


def _is_free(place: ItemPlace, item: AgendaItem, taken: Taken, at: datetime) -> bool:
    """Whether a newcomer gets the item now, after everyone who waits for it."""
    meeting = place.registration.meeting
    waiting = [one for one in item_waiting(meeting, item.code)[item.code] if one.key != place.pid]
    request = PlaceRequest(place.registration.country, place.seats, key=place.pid)
    decision = place_for(item_plan(meeting, item), taken, request, at, waiting)
    return decision.placement is Placement.CONFIRMED


def settle_items(registration: Registration, *, by: Actor, at: datetime) -> None:
    """The meeting's place is certain: each item wished for is a place, or a turn."""
    if not registration.meeting.definition.items_with_places:
        return
    wished = registration.item_places.filter(state=RegistrationState.PENDING).order_by("pk")
    for place in wished:
        _settle(place, registration, by=by, at=at)


def _settle(place: ItemPlace, registration: Registration, *, by: Actor, at: datetime) -> None:
    place.registration = registration
    item = registration.meeting.definition.item(place.item)
    if item is None or item.places is None:
        move(place, CANCEL, by=by, at=at, item=place.item)
        return
    if not place.holds_place(at):
        taken = items_taken(registration.meeting, at).get(item.code, Taken())
        if not _is_free(place, item, taken, at):
            place.held_until, place.waiting_since = None, at
            move(place, WAITLIST, by=by, at=at, item=item.code)
            return
    place.held_until = None
    move(place, CONFIRM, by=by, at=at, item=item.code)


def leave_items(registration: Registration, *, by: Actor, at: datetime) -> None:
    """Every item is given back with the meeting's place; who serves the lists calls
    `offer_item_places`."""
    if not registration.meeting.definition.items_with_places:
        return
    for place in item_places_of(registration):
        place.held_until = None
        move(place, CANCEL, by=by, at=at, item=place.item)


def offer_item_places(meeting: Meeting, *, by: Actor, at: datetime) -> list[ItemPlace]:
    """Offer every free place of every item of a locked meeting, in order of arrival."""
    items = meeting.definition.items_with_places
    waiting = item_waiting(meeting) if items else {}
    if not waiting:
        return []
    taken = items_taken(meeting, at)
    return [
        offered
        for item in items
        if waiting.get(item.code)
        for offered in _serve(
            meeting, item, taken.get(item.code, Taken()), waiting[item.code], by=by, at=at
        )
    ]


def _serve(
    meeting: Meeting,
    item: AgendaItem,
    taken: Taken,
    waiting: list[PlaceRequest],
    *,
    by: Actor,
    at: datetime,
) -> list[ItemPlace]:
    plan, offered = item_plan(meeting, item), []
    while (request := next_to_offer(plan, taken, waiting, at)) is not None:
        waiting.remove(request)
        taken = taken.plus(request)
        offered.append(_offer(meeting, request.key, by=by, at=at))
    gathering = [one.key for one in begin_to_gather(plan, taken, waiting, at)]
    if gathering:
        until = offer_ends_at(at, meeting.starts_at)
        ItemPlace.objects.filter(pid__in=gathering).update(yields_at=until)
    return offered


def _offer(meeting: Meeting, pid: str, *, by: Actor, at: datetime) -> ItemPlace:
    place = ItemPlace.objects.select_related("registration").get(pid=pid)
    place.registration.meeting = meeting
    place.held_until = offer_ends_at(at, meeting.starts_at)
    move(place, OFFER, by=by, at=at, item=place.item, held_until=place.held_until)
    notices.item_offered(place, at=at)
    return place


@transaction.atomic
def choose_items(pid: str, codes: Sequence[str], *, at: datetime) -> Registration:
    """Take these items and no others; what is left behind goes to who waits.

    Raises NotPossible when the registration has no place and no turn, or the meeting has begun.
    """
    registration = locked_registration(pid)
    meeting = registration.meeting
    if registration.state not in CHOOSES or at >= meeting.starts_at:
        raise NotPossible("registration.no_longer_changed")
    _chosen(meeting, codes)
    held = {place.item: place for place in item_places_of(registration)}
    for item, place in held.items():
        if item not in codes:
            place.held_until = None
            move(place, CANCEL, by=registration, at=at, item=item)
    new = [code for code in codes if code not in held]
    wish_items(registration, new, party_size(registration), at=at)
    if registration.state == RegistrationState.CONFIRMED:
        settle_items(registration, by=registration, at=at)
    offer_item_places(meeting, by=registration, at=at)
    return registration


@transaction.atomic
def accept_item(pid: str, item_place: str, *, at: datetime) -> Registration:
    """Take the place offered in an item. Twice is once. Raises NotPossible when it lapsed."""
    registration = locked_registration(pid)
    place = _own(registration, item_place)
    if place.state == RegistrationState.CONFIRMED:
        return registration
    if place.state != RegistrationState.OFFERED or not place.holds_place(at):
        raise NotPossible("registration.item_offer_over")
    place.held_until = None
    move(place, CONFIRM, by=registration, at=at, item=place.item)
    return registration


@transaction.atomic
def decline_item(pid: str, item_place: str, *, at: datetime) -> Registration:
    """Leave the place offered in an item to the next who waits; the meeting's place stays."""
    registration = locked_registration(pid)
    place = _own(registration, item_place)
    if place.state == RegistrationState.OFFERED:
        place.held_until = None
        move(place, CANCEL, by=registration, at=at, item=place.item)
        offer_item_places(registration.meeting, by=registration, at=at)
    return registration


def _own(registration: Registration, item_place: str) -> ItemPlace:
    place = registration.item_places.filter(pid=item_place).first()
    if place is None:
        raise NotPossible("registration.item_offer_over")
    return place


@transaction.atomic
def expire_item(registration_pid: str, item_place: str, *, by: Actor, at: datetime) -> ItemPlace:
    """An offer in an item ran out: it goes to the next who waits."""
    registration = locked_registration(registration_pid)
    place = registration.item_places.get(pid=item_place)
    if place.state != RegistrationState.OFFERED or place.holds_place(at):
        return place
    move(place, EXPIRE, by=by, at=at, item=place.item)
    meeting = registration.meeting
    if meeting.state == MeetingState.PUBLISHED and at < meeting.starts_at:
        offer_item_places(meeting, by=by, at=at)
    return place
