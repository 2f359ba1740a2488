"""Who takes the files of a call out as a table leaves a line, before it leaves (ACC-09)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cordata.accounts.models import Person
from cordata.kernel.transitions import tell
from cordata.programme.models import Call

FILES_TAKEN = "call.files_taken"  # kind of the journal's line


@transaction.atomic
def note_files_taken(call: Call, what: str, *, by: Person, at: datetime) -> None:
    """`what` is the table, and has its sentence under `desk.read`."""
    tell(call, "files_taken", by=by, at=at, what=f"call_{what}")
