"""What the worker does for applications. A job may run twice: it reads what it finds."""

from __future__ import annotations

from django.db import transaction

from cordata.applications.dossier import dossier_pdf
from cordata.applications.models import Submission
from cordata.documents import storing
from cordata.documents.models import Sealed
from cordata.kernel import clock
from cordata.kernel.journal import SYSTEM


def render_dossier(submission_id: int) -> None:
    """Lay out the sealed facts as a PDF in all languages of the call, once."""
    submission = Submission.objects.select_related("sealed", "call_version").get(pk=submission_id)
    if submission.sealed.dossier_id:
        return
    content = dossier_pdf(submission)
    name = f"{submission.sealed.number}-v{submission.version}.pdf"
    with transaction.atomic():
        stored = storing.store_bytes(
            content, name=name, media_type="application/pdf", by=SYSTEM, at=clock.now()
        )
        Sealed.objects.filter(pk=submission.sealed_id, dossier=None).update(dossier=stored)
