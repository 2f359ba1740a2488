"""Who comes along, changed later: names corrected, somebody fewer, somebody more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from cordata.kernel.transitions import move, tell
from cordata.kernel.verdicts import NotPossible
from cordata.meetings.actions.locking import locked_registration
from cordata.meetings.actions.parties import Companion, bring, party_of
from cordata.meetings.actions.places import offer_free_places
from cordata.meetings.models import Registration
from cordata.meetings.queries import (
    item_places_of,
    item_plan,
    item_waiting,
    items_taken,
    occupancy,
    place_request,
    seat_plan,
    waiting_requests,
)
from cordata.meetings.states import CANCEL, RegistrationState
from cordata.rules.places import Placement, PlaceRequest, Taken, place_for

CHANGES = frozenset(
    {RegistrationState.CONFIRMED, RegistrationState.WAITLISTED, RegistrationState.APPLIED}
)


@transaction.atomic
def change_party(pid: str, wanted: Sequence[Companion], *, at: datetime) -> Registration:
    """These people come along and no others. Who is left out gives a place back; somebody more
    comes if a place is free after everyone who waits, in the meeting and in each item held.

    Raises NotPossible; a waiting party does not grow, for it would ask more of those behind it.
    """
    registration = locked_registration(pid)
    meeting = registration.meeting
    if registration.state not in CHANGES or at >= meeting.starts_at:
        raise NotPossible("registration.no_longer_changed")
    if 1 + len(wanted) > meeting.max_party:
        raise NotPossible(
            "registration.party_too_large", seats=1 + len(wanted), maximum=meeting.max_party
        )
    known = {one.pid: one for one in party_of(registration)}
    left = _leave_out(registration, known, wanted, at=at)
    _correct(known, wanted)
    more = [one for one in wanted if one.pid not in known]
    if more:
        _insist_on_room(registration, len(more), at)
        bring(registration, more)
    _count_items(registration, 1 + len(wanted))
    if left or more:
        tell(registration, "party_changed", by=registration, at=at, seats=1 + len(wanted))
        offer_free_places(meeting, by=registration, at=at)
    return registration


def _leave_out(
    registration: Registration,
    known: dict[str, Registration],
    wanted: Sequence[Companion],
    *,
    at: datetime,
) -> int:
    staying = {one.pid for one in wanted}
    leaving = [one for pid, one in known.items() if pid not in staying]
    for one in leaving:
        move(one, CANCEL, by=registration, at=at)
    return len(leaving)


def _correct(known: dict[str, Registration], wanted: Sequence[Companion]) -> None:
    for one in wanted:
        if row := known.get(one.pid):
            row.name, row.meal, row.access_needs = one.name, one.meal, one.access_needs
            row.save(update_fields=["name", "meal", "access_needs"])


def _insist_on_room(registration: Registration, seats: int, at: datetime) -> None:
    """A place for each more, at the meeting and in every item held. Raises NotPossible."""
    meeting = registration.meeting
    if registration.state == RegistrationState.APPLIED:
        return
    if registration.state != RegistrationState.CONFIRMED:
        raise NotPossible("registration.waiting_party_does_not_grow")
    request = place_request(registration, seats)
    ahead = waiting_requests(meeting)
    decision = place_for(seat_plan(meeting), occupancy(meeting, at).taken, request, at, ahead)
    if decision.placement is not Placement.CONFIRMED:
        raise NotPossible("registration.no_place_for_more", count=seats)
    if not all(_fits(registration, code, seats, at) for code in _held_items(registration)):
        raise NotPossible("registration.no_place_in_item")


def _held_items(registration: Registration) -> list[str]:
    """Items whose places grow with the party."""
    definition = registration.meeting.definition
    held = item_places_of(registration).exclude(state=RegistrationState.WAITLISTED)
    codes = [place.item for place in held]
    return [code for code in codes if (item := definition.item(code)) and item.seats_for(2) == 2]


def _fits(registration: Registration, code: str, seats: int, at: datetime) -> bool:
    meeting = registration.meeting
    item = meeting.definition.item(code)
    if item is None:
        return True
    taken = items_taken(meeting, at).get(code, Taken())
    request = PlaceRequest(registration.country, seats)
    waiting = item_waiting(meeting, code)[code]
    decision = place_for(item_plan(meeting, item), taken, request, at, waiting)
    return decision.placement is Placement.CONFIRMED


def _count_items(registration: Registration, persons: int) -> None:
    definition = registration.meeting.definition
    for place in item_places_of(registration):
        item = definition.item(place.item)
        if item is not None and place.seats != item.seats_for(persons):
            place.seats = item.seats_for(persons)
            place.save(update_fields=["seats"])
