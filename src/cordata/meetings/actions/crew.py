"""Helpers at the door: an account for one meeting and its day, given by an organiser."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from cordata.accounts.actions import add_person, grant_role, revoke_grant
from cordata.accounts.models import Grant, Person, Role
from cordata.kernel.journal import SYSTEM, Actor
from cordata.kernel.verdicts import NotPossible
from cordata.meetings import notices
from cordata.meetings.actions.locking import locked_meeting
from cordata.meetings.models import Meeting
from cordata.meetings.queries import door_day, helpers_of, scope_of
from cordata.meetings.states import MeetingState


@transaction.atomic
def invite_helper(
    meeting_pid: str, email: str, *, name: str, language: str, by: Actor, at: datetime
) -> Grant:
    """Write somebody in for the door of this meeting, from midnight to midnight; they sign in
    with a mailed code. Raises NotPossible."""
    meeting = locked_meeting(meeting_pid)
    if at >= door_day(meeting)[1] or meeting.state == MeetingState.CANCELLED:
        raise NotPossible("helper.day_over")
    person = add_person(email, by=by, at=at, name=name, language=language)
    if helpers_of(meeting).filter(person=person).exists():
        raise NotPossible("helper.known")
    return _grant(meeting, person, by=by, at=at)


def _grant(meeting: Meeting, person: Person, *, by: Actor, at: datetime) -> Grant:
    opens, closes = door_day(meeting)
    grant = grant_role(
        person,
        Role.CHECKIN,
        by=by,
        at=at,
        scope=scope_of(meeting),
        starts_at=opens,
        ends_at=closes,
    )
    notices.helper_invited(meeting, person, at=at)
    return grant


@transaction.atomic
def revoke_helper(meeting_pid: str, number: int, *, by: Actor, at: datetime) -> Grant:
    """Take a helper's access back, from the next request on. Raises NotPossible."""
    meeting = locked_meeting(meeting_pid)
    if not helpers_of(meeting).filter(pk=number).exists():
        raise NotPossible("grant.revoked")
    return revoke_grant(number, by=by, at=at)


def move_helpers(meeting: Meeting, event: Any) -> None:
    """The meeting moved to another day: so does its helpers' day, and they are told."""
    window = door_day(meeting)
    for grant in helpers_of(meeting).filter(ends_at__gt=event.at):
        if (grant.starts_at, grant.ends_at) != window:
            revoke_grant(grant.pk, by=SYSTEM, at=event.at, because="meeting.moved")
            _grant(meeting, grant.person, by=SYSTEM, at=event.at)
