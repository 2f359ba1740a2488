"""The waiting list is served: in order, each once, as soon as a place is free (MTG-02)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from cordata.kernel.journal import Actor
from cordata.kernel.transitions import move, tell
from cordata.meetings import notices
from cordata.meetings.actions.locking import locked_meeting
from cordata.meetings.models import Meeting, Registration
from cordata.meetings.queries import occupancy, seat_plan, waiting_requests
from cordata.meetings.states import OFFER, MeetingState
from cordata.rules.places import next_to_offer

OFFER_TERM = timedelta(hours=24)
SHORTEST_OFFER = timedelta(minutes=30)


def offer_ends_at(at: datetime, starts_at: datetime) -> datetime:
    """Until when an offer made at `at` stands: 24 h, from four days before the meeting a
    quarter of the time left, never under half an hour, never past the start."""
    term = max(SHORTEST_OFFER, min(OFFER_TERM, (starts_at - at) / 4))
    return min(at + term, starts_at)


def offer_free_places(meeting: Meeting, *, by: Actor, at: datetime) -> list[Registration]:
    """Offer every free place of a locked meeting to who waits, in order of arrival."""
    if meeting.state != MeetingState.PUBLISHED or at >= meeting.starts_at:
        return []
    waiting = waiting_requests(meeting)
    if not waiting:
        return []
    plan, taken = seat_plan(meeting), occupancy(meeting, at).taken
    offered = []
    while (request := next_to_offer(plan, taken, waiting, at)) is not None:
        waiting.remove(request)
        taken = taken.plus(request)
        offered.append(_offer(meeting, request.key, by=by, at=at))
    return offered


def _offer(meeting: Meeting, pid: str, *, by: Actor, at: datetime) -> Registration:
    registration = meeting.registrations.select_for_update(of=("self",)).get(pid=pid)
    registration.meeting = meeting
    registration.held_until = offer_ends_at(at, meeting.starts_at)
    move(registration, OFFER, by=by, at=at, held_until=registration.held_until)
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
