"""From the pack to meetings people can register for."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cordata.kernel.journal import Actor
from cordata.kernel.transitions import move, tell
from cordata.meetings import notices
from cordata.meetings.actions.places import offer_free_places
from cordata.meetings.models import Meeting
from cordata.meetings.queries import live_registrations
from cordata.meetings.states import PUBLISH, MeetingState
from cordata.packs import Pack
from cordata.packs.canonical import digest
from cordata.packs.freezing import freeze
from cordata.packs.meeting import MeetingDefinition
from cordata.programme.models import Call, Programme


@transaction.atomic
def load_meetings(programme: Programme, pack: Pack, by: Actor, at: datetime) -> list[Meeting]:
    """Take in and announce the meetings of every call of the pack.

    A meeting known already takes over what the pack changed, and the people registered are
    told if its day, hours or place moved; one that was held or cancelled stays as it was.
    """
    calls = {call.code: call for call in programme.calls.all()}
    return [
        _load(programme, calls.get(definition.code), meeting, by=by, at=at)
        for definition in pack.calls
        for meeting in definition.meetings
    ]


def _load(
    programme: Programme,
    call: Call | None,
    definition: MeetingDefinition,
    *,
    by: Actor,
    at: datetime,
) -> Meeting:
    known = (
        Meeting.objects.select_for_update()
        .filter(programme=programme, code=definition.code)
        .first()
    )
    seal = digest(freeze(definition))
    if known is not None and (known.digest == seal or known.state != MeetingState.PUBLISHED):
        return known
    meeting = known or Meeting(programme=programme, call=call, code=definition.code)
    before = meeting.definition if known else None
    _take_over(meeting, definition, seal)
    if before is None:
        move(meeting, PUBLISH, by=by, at=at, digest=seal)
        return meeting
    tell(meeting, "changed", by=by, at=at, digest=seal)
    if moved(before, definition):
        for registration in live_registrations(meeting):
            notices.meeting_changed(registration, meeting, at=at)
    offer_free_places(meeting, by=by, at=at)
    return meeting


def _take_over(meeting: Meeting, definition: MeetingDefinition, seal: str) -> None:
    meeting.details, meeting.digest = freeze(definition), seal
    meeting.starts_at, meeting.ends_at = definition.starts_at, definition.ends_at
    meeting.places = definition.places
    meeting.kept_places = {share.country: share.places for share in definition.shares}
    kept = definition.shares or any(item.shares for item in definition.items_with_places)
    meeting.released_at = definition.released_at if kept else None
    if meeting.released_at and meeting.release_done_at:
        reopened = meeting.released_at > meeting.release_done_at
        meeting.release_done_at = None if reopened else meeting.release_done_at
    meeting.per_organisation = definition.per_organisation
    meeting.max_party, meeting.approval = definition.max_party, definition.approval
    meeting.registration_opens_at = definition.registration_opens_at
    meeting.registration_closes_at = definition.registration_closes_at
    meeting.save()


def moved(before: MeetingDefinition, after: MeetingDefinition) -> bool:
    """Whether somebody who comes as they were told would come wrongly."""
    return (before.starts, before.ends, before.zone, before.venue) != (
        after.starts,
        after.ends,
        after.zone,
        after.venue,
    )
