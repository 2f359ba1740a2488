"""Writing to guests: ordered in one press, written in small batches, never twice."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cordata.kernel.journal import SYSTEM, Actor
from cordata.kernel.transitions import move, tell
from cordata.kernel.verdicts import NotPossible
from cordata.meetings import access, notices
from cordata.meetings.actions.locking import locked_meeting
from cordata.meetings.models import Invitee, Letter, Meeting, OptOut
from cordata.meetings.queries import guests_to_invite, guests_to_remind
from cordata.meetings.states import (
    BOUNCE,
    INVITE,
    INVITE_AGAIN,
    UNSUBSCRIBE,
)

BATCH = 50  # letters in one transaction


@transaction.atomic
def order_letters(meeting_pid: str, letter: Letter, *, by: Actor, at: datetime) -> int:
    """Have everybody invited who was not, or reminded who has not answered; how many.

    A second press finds nobody left. Raises NotPossible when the meeting takes no registrations.
    """
    meeting = locked_meeting(meeting_pid)
    if not (verdict := access.register(meeting, at)):
        raise NotPossible(verdict.code, **verdict.params)
    if letter == Letter.REMINDER:
        count = guests_to_remind(meeting, at).update(letter=letter, ordered_at=at)
    else:
        count = guests_to_invite(meeting).update(letter=letter, ordered_at=at)
    if count:
        tell(meeting, f"{letter}s_ordered", by=by, at=at, count=count)
    return count


@transaction.atomic
def post_letters(meeting_pid: str, *, at: datetime) -> int:
    """The next letters that are ordered into the outbox; how many guests were dealt with. What
    was ordered before the meeting was called off is not written."""
    meeting = locked_meeting(meeting_pid)
    ordered = meeting.invitees.to_write()
    if not access.register(meeting, at):
        return ordered.update(letter="")
    batch = list(ordered.select_for_update(of=("self",))[:BATCH])
    opted_out = OptOut.objects.among(meeting.programme, [guest.email for guest in batch])
    for guest in batch:
        guest.meeting = meeting
        _write(guest, wanted=guest.email not in opted_out, at=at)
    return len(batch)


def _write(guest: Invitee, *, wanted: bool, at: datetime) -> None:
    letter, guest.letter = guest.letter, ""
    if not wanted:
        move(guest, UNSUBSCRIBE, by=SYSTEM, at=at)
    elif letter == Letter.INVITATION:
        invite(guest, at=at)
    else:
        guest.reminded_at = at
        guest.save(update_fields=["letter", "reminded_at"])
        tell(guest, "prompted", by=SYSTEM, at=at)
        notices.invitation_reminder(guest, at=at)


def invite(guest: Invitee, *, at: datetime) -> None:
    """Write the invitation to a locked guest, once."""
    guest.invited_at = at
    move(guest, INVITE, by=SYSTEM, at=at)
    notices.invitation(guest, at=at)


@transaction.atomic
def note_bounce(pid: str, *, by: Actor, at: datetime) -> Invitee:
    """The mail came back: the server refused the address, or an organiser saw it."""
    guest = locked_invitee(pid)
    guest.letter = ""
    move(guest, BOUNCE, by=by, at=at)
    return guest


@transaction.atomic
def invite_again(pid: str, *, by: Actor, at: datetime) -> Invitee:
    """The address works after all: to be written to with the next sending."""
    guest = locked_invitee(pid)
    move(guest, INVITE_AGAIN, by=by, at=at)
    return guest


def locked_invitee(pid: str) -> Invitee:
    """The guest with the meeting, both locked, the meeting first. Raises Invitee.DoesNotExist."""
    meetings = Meeting.objects.with_names().select_for_update(of=("self",))
    meeting = meetings.get(invitees__pid=pid)
    guest = Invitee.objects.select_for_update(of=("self",)).get(pid=pid)
    guest.meeting = meeting
    return guest
