"""The waiting list is served: in order, each once, as soon as a place is free (MTG-02)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cordata.kernel.journal import Actor
from cordata.kernel.transitions import tell
from cordata.meetings import notices
from cordata.meetings.actions.items import offer_item_places
from cordata.meetings.actions.locking import locked_meeting
from cordata.meetings.actions.offers import offer_ends_at
from cordata.meetings.actions.parties import move_party
from cordata.meetings.models import ItemPlace, Meeting, Registration
from cordata.meetings.queries import occupancy, seat_plan, waiting_requests
from cordata.meetings.states import OFFER, MeetingState
from cordata.rules.places import PlaceRequest, SeatPlan, Taken, begin_to_gather, next_to_offer


def offer_free_places(meeting: Meeting, *, by: Actor, at: datetime) -> list[Registration]:
    """Offer every free place of a locked meeting, and of its items, to who waits, in order."""
    if meeting.state != MeetingState.PUBLISHED or at >= meeting.starts_at:
        return []
    offered, waiting = [], waiting_requests(meeting)
    if waiting:
        plan, taken = seat_plan(meeting), occupancy(meeting, at).taken
        while (request := next_to_offer(plan, taken, waiting, at)) is not None:
            waiting.remove(request)
            taken = taken.plus(request)
            offered.append(_offer(meeting, request.key, by=by, at=at))
        _gather(meeting, plan, taken, waiting, at)
    offer_item_places(meeting, by=by, at=at)
    return offered


def _gather(
    meeting: Meeting, plan: SeatPlan, taken: Taken, waiting: list[PlaceRequest], at: datetime
) -> None:
    """What is free but too little for a party is kept for it as long as an offer stands."""
    if gathering := [one.key for one in begin_to_gather(plan, taken, waiting, at)]:
        until = offer_ends_at(at, meeting.starts_at)
        meeting.registrations.filter(pid__in=gathering).update(yields_at=until)


@transaction.atomic
def serve_waiting_list(meeting_pid: str, *, by: Actor, at: datetime) -> list[Registration]:
    """A party's time is over: what was kept for it is offered to those behind it."""
    meeting = locked_meeting(meeting_pid)
    over = {"yields_at__lte": at, "yielded": False}
    meeting.registrations.filter(**over).update(yielded=True)
    ItemPlace.objects.filter(registration__meeting=meeting, **over).update(yielded=True)
    return offer_free_places(meeting, by=by, at=at)


def _offer(meeting: Meeting, pid: str, *, by: Actor, at: datetime) -> Registration:
    registration = meeting.registrations.select_for_update(of=("self",)).get(pid=pid)
    registration.meeting = meeting
    registration.held_until = offer_ends_at(at, meeting.starts_at)
    move_party(registration, OFFER, by=by, at=at, held_until=registration.held_until)
    notices.place_offered(registration, at=at)
    return registration


@transaction.atomic
def release_places(meeting_pid: str, *, by: Actor, at: datetime) -> list[Registration]:
    """The places kept for each side are everybody's from now on: serve the waiting list."""
    meeting = locked_meeting(meeting_pid)
    if meeting.release_done_at or meeting.released_at is None or at < meeting.released_at:
        return []
    meeting.release_done_at = at
    meeting.save(update_fields=["release_done_at"])
    tell(meeting, "places_released", by=by, at=at)
    return offer_free_places(meeting, by=by, at=at)
