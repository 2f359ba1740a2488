"""What follows for a guest from elsewhere: registered by oneself, unsubscribed, erased."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from cordata.kernel.journal import SYSTEM
from cordata.kernel.transitions import move, tell
from cordata.meetings.actions.locking import locked_meeting
from cordata.meetings.models import (
    ERASED,
    Invitee,
    MailingCopy,
    Meeting,
    OptOut,
    Registration,
    marks_of,
)
from cordata.meetings.states import COME, UNSUBSCRIBE, InviteeState
from cordata.notify import outbox

BATCH = 100


def note_coming(registration: Registration, *, at: datetime) -> None:
    """Somebody with this proven address registered: their invitation has its answer, and no
    reminder goes. Inside the transaction of who locked the meeting."""
    if not getattr(registration, "is_guest", True):
        return
    guests = Invitee.objects.select_for_update(of=("self",))
    guest = guests.filter(meeting=registration.meeting, email=registration.email).first()
    if guest is None or guest.registration_id == registration.pk:
        return
    guest.registration, guest.letter, guest.answered_at = registration, "", at
    if guest.state == InviteeState.REGISTERED:
        guest.save(update_fields=["registration", "letter", "answered_at"])
    else:
        move(guest, COME, by=registration, at=at)


@transaction.atomic
def unsubscribe(pid: str, *, at: datetime) -> None:
    """No more invitations of this programme to this address: not to this meeting, nor to later
    ones, nor from lists imported later. What waits in the outbox is withdrawn. Twice is once."""
    guest = Invitee.objects.select_related("meeting__programme").get(pid=pid, erased_at=None)
    OptOut.objects.get_or_create(
        programme=guest.meeting.programme,
        mark=marks_of(guest.email)[0],
        defaults={"opted_out_at": at},
    )
    everywhere = list(_everywhere(guest).select_for_update(of=("self",)).order_by("pk"))
    for one in everywhere:
        _stop(one, at=at)
    outbox.withdraw("invitee", [one.pid for one in everywhere])
    outbox.withdraw("mailingcopy", _copies_to(everywhere))


def _stop(guest: Invitee, *, at: datetime) -> None:
    guest.letter = ""
    if guest.state in UNSUBSCRIBE.sources:
        move(guest, UNSUBSCRIBE, by=guest, at=at)
    else:
        guest.save(update_fields=["letter"])


def _everywhere(guest: Invitee) -> QuerySet[Invitee]:
    programme = guest.meeting.programme_id
    return Invitee.objects.filter(meeting__programme=programme, email=guest.email)


@transaction.atomic
def forget_guest(pid: str, *, at: datetime) -> int:
    """Unsubscribe and erase: the address is kept as a keyed hash and nowhere in clear, so that
    the no holds; how many invitations it stood on."""
    unsubscribe(pid, at=at)
    everywhere = list(_everywhere(Invitee.objects.select_related("meeting").get(pid=pid)))
    _erase(everywhere, at=at)
    for guest in everywhere:
        tell(guest, "forgotten", by=guest, at=at)
    return len(everywhere)


@transaction.atomic
def erase_guests(meeting_pid: str, *, at: datetime) -> int:
    """Names and addresses of a meeting's guests, twelve months after (PRI-05). How many were
    invited and what they answered stays."""
    meeting: Meeting = locked_meeting(meeting_pid)
    named = list(meeting.invitees.filter(erased_at=None))
    _erase(named, at=at)
    meeting.guest_lists.all().delete()
    if named:
        tell(meeting, "guests_erased", by=SYSTEM, at=at, count=len(named))
    return len(named)


def _erase(guests: list[Invitee], *, at: datetime) -> None:
    for guest in guests:
        guest.email = f"{guest.pid}@{ERASED}"
        guest.name = guest.organisation = guest.letter = ""
        guest.erased_at = at
    fields = ["email", "name", "organisation", "letter", "erased_at"]
    Invitee.objects.bulk_update(guests, fields, batch_size=BATCH)
    for start in range(0, len(guests), BATCH):
        some = guests[start : start + BATCH]
        outbox.erase("invitee", [guest.pid for guest in some])
        outbox.erase("mailingcopy", _copies_to(some))


def _copies_to(guests: list[Invitee]) -> list[str]:
    """The organisers' own mails to these guests."""
    return list(MailingCopy.objects.filter(invitee__in=guests).values_list("pid", flat=True))
