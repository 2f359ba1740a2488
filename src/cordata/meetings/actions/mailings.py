"""The organisers' own mail: written in every language, its readers counted, sent exactly once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from cordata.accounts.models import Person
from cordata.kernel.journal import Actor
from cordata.kernel.transitions import move, tell
from cordata.meetings import notices
from cordata.meetings.actions.locking import locked_meeting
from cordata.meetings.models import Mailing, MailingCopy, Meeting, OptOut
from cordata.meetings.queries import guest_readers, registered_readers
from cordata.notify.letters import (
    SEND_LETTER,
    LetterState,
    Texts,
    locked_draft,
    refuse_other_readers,
)

BATCH = 50  # copies in one transaction


@transaction.atomic
def write_mailing(
    meeting: Meeting,
    *,
    subjects: Texts,
    bodies: Texts,
    audiences: Sequence[str],
    by: Person,
    at: datetime,
) -> Mailing:
    """A draft: nobody gets it yet."""
    mailing = Mailing(meeting=meeting)
    mailing.write(subjects=subjects, bodies=bodies, audiences=audiences, by=by, at=at)
    return mailing


@transaction.atomic
def rewrite_mailing(
    pid: str,
    *,
    subjects: Texts,
    bodies: Texts,
    audiences: Sequence[str],
    by: Person,
    at: datetime,
) -> Mailing:
    """Another text for a draft. Raises NotPossible once it is sent."""
    mailing = locked_draft(Mailing.objects.all(), pid)
    mailing.write(subjects=subjects, bodies=bodies, audiences=audiences, by=by, at=at)
    return mailing


@transaction.atomic
def drop_mailing(pid: str, *, by: Actor, at: datetime) -> None:
    """A draft nobody needs. Raises NotPossible once it is sent."""
    mailing = locked_draft(Mailing.objects.all(), pid)
    tell(mailing, "dropped", by=by, at=at)
    mailing.delete()


@transaction.atomic
def send_mailing(pid: str, seen: int, *, by: Actor, at: datetime) -> Mailing:
    """Send to everybody its groups hold now, once: a second press changes nothing.

    `seen` is the number of readers the page showed; raises NotPossible when it is another by
    now, or nobody.
    """
    meeting = locked_meeting(Mailing.objects.values_list("meeting__pid", flat=True).get(pid=pid))
    mailing = Mailing.objects.select_for_update(of=("self",)).get(pid=pid)
    if mailing.state == LetterState.SENT:
        return mailing
    copies = _copies(mailing, meeting)
    refuse_other_readers(len(copies), seen)
    MailingCopy.objects.bulk_create(copies, batch_size=500)
    mailing.sent_at, mailing.recipients = at, len(copies)
    move(mailing, SEND_LETTER, by=by, at=at, recipients=len(copies))
    return mailing


def _copies(mailing: Mailing, meeting: Meeting) -> list[MailingCopy]:
    people = registered_readers(meeting, mailing.audiences)
    guests = guest_readers(meeting, mailing.audiences)
    return [
        *(MailingCopy(mailing=mailing, registration=one) for one in people),
        *(MailingCopy(mailing=mailing, invitee=one) for one in guests),
    ]


@transaction.atomic
def post_mailing(pid: str, *, at: datetime) -> int:
    """The next copies into the outbox; how many were dealt with. Who was erased meanwhile, or
    wants no invitations since, gets none."""
    mailing = Mailing.objects.select_for_update(of=("self",)).get(pid=pid)
    mailing.meeting = Meeting.objects.with_names().get(pk=mailing.meeting_id)
    waiting = mailing.copies.filter(posted_at=None).order_by("pk")
    batch = list(waiting.select_related("registration", "invitee")[:BATCH])
    guests = [copy.invitee.email for copy in batch if copy.invitee]
    refused = OptOut.objects.among(mailing.meeting.programme, guests)
    for copy in batch:
        reader = copy.registration or copy.invitee
        if reader is not None and not reader.erased_at and reader.email not in refused:
            reader.meeting = mailing.meeting
            notices.organisers_mail(mailing, copy, reader, at=at)
    MailingCopy.objects.filter(pk__in=[copy.pk for copy in batch]).update(posted_at=at)
    return len(batch)
