"""What is taken out of a meeting leaves a line that says who took it, before it leaves (ACC-09)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cordata.kernel.journal import Actor
from cordata.kernel.transitions import tell
from cordata.meetings.models import Meeting

AUDIT_FILE_READ = "meeting.audit_file_read"  # kinds of the journal's lines
LIST_TAKEN = "meeting.list_taken"


@transaction.atomic
def note_audit_file(meeting: Meeting, *, files: int, sums: str, by: Actor, at: datetime) -> None:
    """Somebody takes the audit file out: how many files, SHA-256 of their sums."""
    tell(meeting, "audit_file_read", by=by, at=at, what="audit_file", files=files, sha256=sums)


@transaction.atomic
def note_list(meeting: Meeting, what: str, *, by: Actor, at: datetime) -> None:
    """Somebody takes a list with names away; `what` has its sentence under `desk.read`."""
    tell(meeting, "list_taken", by=by, at=at, what=what)
