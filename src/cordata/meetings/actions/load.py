"""From the pack to meetings people can register for."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime, timedelta

from django.db import transaction

from cordata.kernel.journal import Actor
from cordata.kernel.transitions import move, tell
from cordata.meetings import notices
from cordata.meetings.actions.places import offer_free_places
from cordata.meetings.models import Meeting
from cordata.meetings.queries import live_registrations
from cordata.meetings.states import PUBLISH, MeetingState, RegistrationState
from cordata.packs import Pack
from cordata.packs.canonical import digest
from cordata.packs.freezing import freeze
from cordata.packs.meeting import MeetingDefinition
from cordata.programme.models import Call, Programme


@transaction.atomic
def load_meetings(programme: Programme, pack: Pack, by: Actor, at: datetime) -> list[Meeting]:
    """Take in and announce the meetings of every call of the pack.

    A meeting known already takes over what the pack changed, and the people registered are
    told if its day, hours or place moved; one that was held, cancelled or edited on a screen
    stays as it was.
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
    if known is not None and not _takes_over(known, seal):
        return known
    meeting = known or Meeting(programme=programme, call=call, code=definition.code)
    if known is not None:
        change_meeting(meeting, definition, by=by, at=at)
        return meeting
    freeze_into(meeting, definition)
    move(meeting, PUBLISH, by=by, at=at, digest=seal)
    return meeting


def _takes_over(known: Meeting, seal: str) -> bool:
    announced = known.state == MeetingState.PUBLISHED
    return announced and known.edited_at is None and known.digest != seal


def change_meeting(
    meeting: Meeting, definition: MeetingDefinition, *, by: Actor, at: datetime
) -> None:
    """An announced meeting, locked, is otherwise from now on: whoever would come wrongly is
    told, the calendar entry gets its next number, reminders and places are counted anew."""
    before = meeting.definition
    if before.starts_at != definition.starts_at:
        _remind_anew(meeting, definition, at)
    meeting.sequence += 1
    freeze_into(meeting, definition)
    tell(
        meeting, "changed", by=by, at=at, digest=meeting.digest, changed=changed(before, definition)
    )
    if moved(before, definition):
        _shorten_offers(meeting)
        for registration in live_registrations(meeting):
            notices.meeting_changed(registration, meeting, at=at)
    offer_free_places(meeting, by=by, at=at)


def _remind_anew(meeting: Meeting, definition: MeetingDefinition, at: datetime) -> None:
    """Reminders whose day lies ahead again are sent again."""
    if at < definition.starts_at - timedelta(days=7):
        meeting.week_reminder_at = None
    if at < definition.starts_at - timedelta(days=1):
        meeting.day_reminder_at = None


def _shorten_offers(meeting: Meeting) -> None:
    """No offer outlives the start of the meeting."""
    late = meeting.registrations.filter(
        state=RegistrationState.OFFERED, held_until__gt=meeting.starts_at
    )
    late.update(held_until=meeting.starts_at)


def freeze_into(meeting: Meeting, definition: MeetingDefinition) -> None:
    """Freeze the definition into the meeting's row."""
    meeting.details = freeze(definition)
    meeting.digest = digest(meeting.details)
    meeting.pending = {}
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
    return _whereabouts(before) != _whereabouts(after)


def _whereabouts(definition: MeetingDefinition) -> tuple[object, ...]:
    venue = definition.venue
    place = (venue.names, venue.rooms, venue.street, venue.postcode, venue.city, venue.country)
    return (definition.starts, definition.ends, definition.zone, definition.format, *place)


def changed(before: MeetingDefinition, after: MeetingDefinition) -> list[str]:
    """The names of what is otherwise, for the journal: names, never contents."""
    names = [item.name for item in fields(before) if item.name != "origin"]
    return [name for name in names if getattr(before, name) != getattr(after, name)]
