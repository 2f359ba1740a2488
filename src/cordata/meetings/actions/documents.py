"""Documents are handed out before and after a meeting; who came is thanked with them, once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from cordata.documents.models import StoredFile
from cordata.kernel.journal import Actor
from cordata.kernel.transitions import tell
from cordata.kernel.verdicts import NotPossible
from cordata.meetings import thanking
from cordata.meetings.actions.locking import locked_meeting
from cordata.meetings.models import Meeting, MeetingDocument
from cordata.meetings.queries import who_came


@transaction.atomic
def add_document(
    meeting_pid: str,
    file: StoredFile,
    *,
    titles: Mapping[str, str],
    moment: str,
    audience: str,
    by: Actor,
    at: datetime,
    code: str = "",
) -> MeetingDocument:
    """Hand a file out. The announced document `code` gets its file; an earlier one of that
    code is taken out."""
    meeting = locked_meeting(meeting_pid)
    if code:
        meeting.documents.filter(code=code, removed_at=None).update(removed_at=at)
    document = MeetingDocument.objects.create(
        meeting=meeting,
        code=code,
        titles=dict(titles),
        moment=moment,
        audience=audience,
        file=file,
        added_by=by.actor_key,
        added_at=at,
    )
    tell(
        meeting,
        "document_added",
        by=by,
        at=at,
        document=document.pid,
        sha256=file.sha256,
        audience=audience,
    )
    return document


@transaction.atomic
def remove_document(meeting_pid: str, pid: str, *, by: Actor, at: datetime) -> None:
    """Nobody gets it any more; the file stays with the records. Twice is once."""
    meeting = locked_meeting(meeting_pid)
    if meeting.documents.filter(pid=pid, removed_at=None).update(removed_at=at):
        tell(meeting, "document_removed", by=by, at=at, document=pid)


@transaction.atomic
def thank(meeting_pid: str, *, by: Actor, at: datetime) -> Meeting:
    """A mail to each who came, with the documents. Once a meeting. Raises NotPossible."""
    meeting = locked_meeting(meeting_pid)
    if meeting.thanked_at is not None:
        return meeting
    if at < meeting.ends_at:
        raise NotPossible("meeting.not_over_yet")
    people = list(who_came(meeting).leading())
    if not people:
        raise NotPossible("meeting.nobody_came")
    documents = list(meeting.documents.handed_out())
    for registration in people:
        registration.meeting = meeting
        thanking.thanks(registration, documents, at=at)
    meeting.thanked_at = at
    meeting.save(update_fields=["thanked_at"])
    tell(meeting, "thanked", by=by, at=at, count=len(people))
    return meeting
