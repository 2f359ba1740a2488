"""Who takes the files of a call out as a table leaves a line, before it leaves (ACC-09)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from cordata.accounts.models import Person
from cordata.kernel.transitions import tell
from cordata.programme.models import Call

FILES_TAKEN = "call.files_taken"  # kind of the journal's line


@transaction.atomic
def note_files_taken(
    call: Call, what: str, *, by: Person, at: datetime, files: Sequence[str] = ()
) -> None:
    """`what` is the table, and has its sentence under `desk.read`; `files` are the numbers of those
    that leave where it is not all of them."""
    some: dict[str, Any] = {"files": list(files)} if files else {}
    tell(call, "files_taken", by=by, at=at, what=f"call_{what}", **some)
