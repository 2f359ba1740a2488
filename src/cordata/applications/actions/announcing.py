"""The secretariat writes to everybody with a draft of a call: once, to whom it has looked at."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from cordata.accounts.models import Person
from cordata.applications import announcing, notices_announcing
from cordata.kernel import clock
from cordata.kernel.jobs import later
from cordata.kernel.journal import Actor
from cordata.kernel.transitions import move, tell
from cordata.kernel.verdicts import NotPossible
from cordata.notify.letters import (
    SEND_LETTER,
    LetterState,
    Texts,
    locked_draft,
    refuse_other_readers,
)
from cordata.programme.models import Announcement, AnnouncementCopy, Call

POST = "cordata.applications.actions.announcing.post_announcement"
BATCH = 50  # copies in one transaction
MOST, WITHIN = 3, timedelta(days=1)  # more would be noise to who writes an application


@transaction.atomic
def write_announcement(
    call: Call,
    *,
    subjects: Texts,
    bodies: Texts,
    audiences: Sequence[str],
    by: Person,
    at: datetime,
    pid: str = "",
) -> Announcement:
    """A draft, or other words for one (`pid`): nobody gets it yet. Raises NotPossible once sent."""
    own = Announcement.objects.filter(call=call)
    letter = locked_draft(own, pid) if pid else Announcement(call=call)
    letter.write(subjects=subjects, bodies=bodies, audiences=audiences, by=by, at=at)
    return letter


@transaction.atomic
def drop_announcement(pid: str, *, by: Actor, at: datetime) -> None:
    """A draft nobody needs. Raises NotPossible once it is sent."""
    letter = locked_draft(Announcement.objects.all(), pid)
    tell(letter, "dropped", by=by, at=at)
    letter.delete()


@transaction.atomic
def send_announcement(pid: str, seen: int, *, by: Actor, at: datetime) -> Announcement:
    """Send to everybody its groups hold now, once: a second press changes nothing.

    Raises NotPossible when the readers are not as many as were `seen`, when there are none, and
    `announcement.too_many` after so many within a day.
    """
    call_pk = Announcement.objects.values_list("call_id", flat=True).get(pid=pid)
    call = Call.objects.select_for_update(of=("self",)).get(pk=call_pk)
    letter = Announcement.objects.select_for_update(of=("self",)).get(pid=pid)
    if letter.state == LetterState.SENT:
        return letter
    if announcing.sent_since(call, at - WITHIN) >= MOST:
        raise NotPossible("announcement.too_many", most=MOST)
    readers = list(announcing.readers(call, letter.audiences))
    refuse_other_readers(len(readers), seen)
    AnnouncementCopy.objects.bulk_create(
        [AnnouncementCopy(announcement=letter, person=one) for one in readers], batch_size=500
    )
    letter.sent_at, letter.recipients = at, len(readers)
    move(letter, SEND_LETTER, by=by, at=at, recipients=len(readers), call=call.pid)
    later(POST, letter.pid)
    return letter


@transaction.atomic
def post_announcement(pid: str) -> int:
    """Job: the next copies into the outbox, then the rest; how many were dealt with."""
    letter = Announcement.objects.select_for_update(of=("self",)).get(pid=pid)
    letter.call = Call.objects.select_related("programme", "version").get(pk=letter.call_id)
    waiting = letter.copies.filter(posted_at=None).order_by("pk").select_related("person")
    batch = list(waiting[:BATCH])
    at = clock.now()
    for copy in batch:
        if copy.person.is_active:
            notices_announcing.announced(letter, copy, at=at)
    letter.copies.filter(pk__in=[copy.pk for copy in batch]).update(posted_at=at)
    if len(batch) == BATCH:
        later(POST, letter.pid)
    return len(batch)
