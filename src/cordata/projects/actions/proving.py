"""A proof is sent for a deliverable."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cordata.accounts.models import Person
from cordata.documents.models import StoredFile
from cordata.kernel.transitions import move
from cordata.kernel.verdicts import NotPossible
from cordata.projects.actions.locking import locked_deliverable
from cordata.projects.models import Proof
from cordata.projects.states import PROVE, ProjectState


@transaction.atomic
def add_proof(
    pid: str,
    *,
    file: StoredFile | None = None,
    link: str = "",
    note: str = "",
    by: Person,
    at: datetime,
) -> Proof:
    """A file or an address that shows the deliverable. Raises `NotPossible`: `proof.missing`."""
    deliverable = locked_deliverable(pid)
    if deliverable.due_activity.project.state != ProjectState.RUNNING:
        raise NotPossible("project.not_now", state=deliverable.due_activity.project.state)
    if file is None and not link:
        raise NotPossible("proof.missing")
    proof = Proof.objects.create(
        due_deliverable=deliverable, file=file, link=link, note=note, added_by=by, added_at=at
    )
    move(deliverable, PROVE, by=by, at=at, proof=proof.pid)
    return proof
