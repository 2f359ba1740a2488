"""Evidence of a meeting: taken in, taken out with a trace, erased when its time is over."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from cordata.documents import storing
from cordata.documents.models import StoredFile
from cordata.kernel.journal import SYSTEM, Actor
from cordata.kernel.transitions import tell
from cordata.kernel.verdicts import NotPossible
from cordata.meetings.actions.locking import locked_meeting
from cordata.meetings.models import MeetingRecord

MOST_RECORDS = 200  # records of one meeting, those taken out apart (FIL-08)


@transaction.atomic
def add_record(
    meeting_pid: str,
    file: StoredFile,
    *,
    kind: str,
    by: Actor,
    at: datetime,
    half: str = "",
    title: str = "",
    author: str = "",
    shown: str = "",
    licence: str = "",
) -> MeetingRecord:
    """Keep a file as evidence. Raises NotPossible beyond `MOST_RECORDS`."""
    meeting = locked_meeting(meeting_pid)
    if meeting.records.filter(removed_at=None, erased_at=None).count() >= MOST_RECORDS:
        raise NotPossible("record.too_many", limit=MOST_RECORDS)
    record = MeetingRecord.objects.create(
        meeting=meeting,
        file=file,
        kind=kind,
        half=half,
        title=title,
        author=author,
        shown=shown,
        licence=licence,
        added_by=by.actor_key,
        added_at=at,
    )
    facts = {"record": record.pid, "of": kind, "sha256": file.sha256}
    tell(meeting, "record_added", by=by, at=at, **facts)
    return record


@transaction.atomic
def remove_record(meeting_pid: str, pid: str, *, by: Actor, at: datetime) -> None:
    """It leaves page and audit file; row and file stay until their time. Twice is once."""
    meeting = locked_meeting(meeting_pid)
    standing = meeting.records.filter(pid=pid, removed_at=None, erased_at=None)
    if standing.update(removed_at=at, removed_by=by.actor_key):
        tell(meeting, "record_removed", by=by, at=at, record=pid)


@transaction.atomic
def erase_records(meeting_pid: str, kinds: Iterable[str], *, at: datetime) -> int:
    """Files and what was typed of them, those taken out too, for good (PRI-05); how many."""
    meeting = locked_meeting(meeting_pid)
    found = list(meeting.records.filter(kind__in=kinds, erased_at=None).select_related("file"))
    files = [one.file for one in found if one.file is not None]
    meeting.records.filter(pk__in=[one.pk for one in found]).update(
        file=None, title="", author="", erased_at=at
    )
    for file in files:
        storing.erase(file)
    if found:
        tell(meeting, "records_erased", by=SYSTEM, at=at, count=len(found))
    return len(found)
