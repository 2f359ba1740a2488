"""Meetings and their free places over HTTP, read-only."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from ninja import Router, Schema

from cordata.kernel import clock
from cordata.meetings.models import Meeting
from cordata.meetings.queries import PlacesLeft, places_left_of, public_meetings

router = Router(tags=["meetings"])
MOST = 200


class SideOut(Schema):
    """Places of one side; the country is empty where places are everybody's."""

    country: str
    places: int
    free: int


class MeetingOut(Schema):
    """A meeting as anybody may know it; no sides where places are not limited."""

    code: str
    state: str
    names: dict[str, str]
    starts_at: datetime
    ends_at: datetime
    registration_closes_at: datetime
    places: int | None
    sides: list[SideOut]
    waiting: int


@router.get("", response=list[MeetingOut], summary="Announced meetings")
def meetings(request: HttpRequest) -> list[MeetingOut]:
    found = list(public_meetings()[:MOST])
    left = places_left_of(found, clock.now())
    return [meeting_out(meeting, left[meeting.pk]) for meeting in found]


def meeting_out(meeting: Meeting, left: PlacesLeft) -> MeetingOut:
    return MeetingOut(
        code=meeting.code,
        state=meeting.state,
        names=meeting.details.get("names", {}),
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        registration_closes_at=meeting.registration_closes_at,
        places=meeting.places,
        sides=[
            SideOut(country=side.country, places=side.places, free=side.free) for side in left.sides
        ],
        waiting=left.waiting,
    )
