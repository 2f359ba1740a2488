"""A meeting is prepared on screens: made, edited, copied, announced; one act a function.

Until it is announced an edit counts at once. Afterwards edits wait, and are published together:
people get one mail about a moved meeting, not one for each field.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils.text import slugify

from cordata.kernel.journal import Actor
from cordata.kernel.localised import pick
from cordata.kernel.transitions import move, tell
from cordata.kernel.verdicts import NotPossible
from cordata.meetings import notices
from cordata.meetings.actions.load import change_meeting, changed, freeze_into
from cordata.meetings.actions.locking import locked_meeting
from cordata.meetings.models import ItemPlace, Meeting
from cordata.meetings.states import LIVE, PUBLISH, MeetingState, RegistrationState
from cordata.packs.freezing import freeze
from cordata.packs.meeting import MeetingDefinition
from cordata.programme.models import Call

EDITABLE = (MeetingState.DRAFT, MeetingState.PUBLISHED)


@transaction.atomic
def create_meeting(
    call: Call, definition: MeetingDefinition, *, by: Actor, at: datetime
) -> Meeting:
    """A meeting in preparation; its code is made from the place and the day."""
    code = _free_code(call, definition)
    meeting = Meeting(programme=call.programme, call=call, code=code, edited_at=at)
    freeze_into(meeting, replace(definition, code=code))
    tell(meeting, "created", by=by, at=at, digest=meeting.digest)
    return meeting


def _free_code(call: Call, definition: MeetingDefinition) -> str:
    place = slugify(definition.venue.city) or definition.format.value
    stem = f"{place[:40]}-{definition.starts:%Y-%m-%d}"
    taken = set(
        Meeting.objects.filter(programme=call.programme, code__startswith=stem).values_list(
            "code", flat=True
        )
    )
    return next(
        code for code in [stem, *(f"{stem}-{n}" for n in range(2, 1000))] if code not in taken
    )


@transaction.atomic
def edit_meeting(
    meeting_pid: str, definition: MeetingDefinition, *, seen: str, by: Actor, at: datetime
) -> Meeting:
    """Keep what was edited on top of the version `seen`; nobody's work is overwritten."""
    meeting = locked_meeting(meeting_pid)
    _refuse_if_closed(meeting, at)
    if meeting.planned_digest != seen:
        raise NotPossible("meeting.changed_meanwhile")
    before = meeting.planned
    if before == definition:
        return meeting
    meeting.edited_at = at
    if meeting.state == MeetingState.DRAFT:
        freeze_into(meeting, definition)
    else:
        same = definition == meeting.definition
        meeting.pending = {} if same else freeze(definition)
        meeting.save(update_fields=["pending", "edited_at"])
    tell(
        meeting,
        "edited",
        by=by,
        at=at,
        digest=meeting.planned_digest,
        changed=changed(before, definition),
    )
    return meeting


def _refuse_if_closed(meeting: Meeting, at: datetime) -> None:
    over = meeting.state == MeetingState.PUBLISHED and at >= meeting.ends_at
    if over or meeting.state not in EDITABLE:
        raise NotPossible("meeting.not_editable")


@transaction.atomic
def copy_meeting(
    meeting_pid: str, *, starts: datetime, series: bool, by: Actor, at: datetime
) -> Meeting:
    """The same meeting on another day, in preparation; its link is not taken along.

    `starts` is local wall time. In a series each date leads to the others.
    """
    source = locked_meeting(meeting_pid)
    if source.call is None:
        raise NotPossible("meeting.not_copied")
    definition = source.planned
    name = (definition.series or source.code) if series else ""
    if name and not definition.series:
        _name_series(source, name)
    ends = starts + (definition.ends - definition.starts)
    by_shift = _shifted(definition, starts - definition.starts)
    copy = replace(by_shift, starts=starts, ends=ends, series=name)
    return create_meeting(source.call, copy, by=by, at=at)


def _name_series(meeting: Meeting, name: str) -> None:
    """The first of a series takes its own code as the name; nothing else of it changes."""
    waiting = meeting.pending and freeze(replace(meeting.planned, series=name))
    freeze_into(meeting, replace(meeting.definition, series=name))
    meeting.pending = waiting
    meeting.save(update_fields=["pending"])


def _shifted(definition: MeetingDefinition, shift: timedelta) -> MeetingDefinition:
    """The hours of the agenda move with the start where they stay within the day."""
    hours = timedelta(seconds=shift.seconds)
    if not hours:
        return definition
    agenda = tuple(
        replace(
            item,
            starts=_later(definition, item.starts, hours),
            ends=_later(definition, item.ends, hours),
        )
        for item in definition.agenda
    )
    return replace(definition, agenda=agenda)


def _later(definition: MeetingDefinition, hour: time | None, shift: timedelta) -> time | None:
    if hour is None:
        return None
    return (datetime.combine(definition.starts.date(), hour) + shift).time()


@transaction.atomic
def publish_meeting(meeting_pid: str, *, seen: str, by: Actor, at: datetime) -> Meeting:
    """Announce the meeting, or what was edited since; people are told if they must come
    otherwise. Twice is once."""
    meeting = locked_meeting(meeting_pid)
    if meeting.state == MeetingState.PUBLISHED and not meeting.pending:
        return meeting
    _refuse_if_closed(meeting, at)
    if meeting.planned_digest != seen:
        raise NotPossible("meeting.changed_meanwhile")
    definition = meeting.planned
    if at >= definition.starts_at:
        raise NotPossible("meeting.in_the_past")
    if meeting.state == MeetingState.DRAFT:
        move(meeting, PUBLISH, by=by, at=at, digest=meeting.digest)
    else:
        _refuse_if_chosen(meeting, definition)
        change_meeting(meeting, definition, by=by, at=at)
    return meeting


def _refuse_if_chosen(meeting: Meeting, definition: MeetingDefinition) -> None:
    """An item of the agenda that people chose is not taken from them in silence."""
    kept = {item.code for item in definition.agenda}
    gone = [item for item in meeting.definition.agenda if item.code not in kept]
    chosen = ItemPlace.objects.filter(
        registration__meeting=meeting, item__in=[item.code for item in gone], state__in=LIVE
    )
    if gone and (place := chosen.first()):
        title = next(pick(item.titles) for item in gone if item.code == place.item)
        raise NotPossible("meeting.item_in_use", item=title)


@transaction.atomic
def discard_changes(meeting_pid: str, *, by: Actor, at: datetime) -> Meeting:
    """What was edited and not published is dropped."""
    meeting = locked_meeting(meeting_pid)
    if meeting.pending:
        meeting.pending = {}
        meeting.save(update_fields=["pending"])
        tell(meeting, "changes_discarded", by=by, at=at, digest=meeting.digest)
    return meeting


@transaction.atomic
def set_link(meeting_pid: str, *, link: str, words: str, by: Actor, at: datetime) -> Meeting:
    """Where to take part online: told to those who have a place, each time it changes."""
    meeting = locked_meeting(meeting_pid)
    _refuse_if_closed(meeting, at)
    if (meeting.link, meeting.link_words) == (link, words):
        return meeting
    meeting.link, meeting.link_words = link, words
    meeting.save(update_fields=["link", "link_words"])
    tell(meeting, "link_set", by=by, at=at, given=bool(link))
    if link and meeting.state == MeetingState.PUBLISHED:
        for registration in meeting.registrations.filter(state=RegistrationState.CONFIRMED):
            registration.meeting = meeting
            notices.link_changed(registration, at=at)
    return meeting
