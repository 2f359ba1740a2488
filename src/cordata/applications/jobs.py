"""What the worker does for applications. A job may run twice: it reads what it finds."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.db import transaction

from cordata.applications.dossier import dossier_pdf
from cordata.applications.models import Submission
from cordata.documents import storing
from cordata.documents.models import Sealed
from cordata.kernel import clock, jobs
from cordata.kernel.journal import SYSTEM

SOON, PATIENCE = timedelta(seconds=10), timedelta(minutes=10)

log = logging.getLogger(__name__)


def render_dossier(submission_id: int) -> None:
    """Lay out the sealed facts as a PDF in all languages of the call, once. What fails (a full
    disk) is tried again at once for a while: the queue's own second try comes much later."""
    submission = Submission.objects.select_related("sealed", "call_version").get(pk=submission_id)
    if submission.sealed.dossier_id:
        return
    try:
        _lay_out(submission)
    except Exception:
        if clock.now() - submission.committed_at > PATIENCE:
            raise  # the operator sees it among the failed jobs
        log.exception("dossier of submission %s not laid out, tried again soon", submission_id)
        jobs.at(clock.real_now() + SOON, "cordata.applications.jobs.render_dossier", submission_id)


def _lay_out(submission: Submission) -> None:
    content = dossier_pdf(submission)
    name = f"{submission.sealed.number}-v{submission.version}.pdf"
    with transaction.atomic():
        stored = storing.store_bytes(
            content, name=name, media_type="application/pdf", by=SYSTEM, at=clock.now()
        )
        Sealed.objects.filter(pk=submission.sealed_id, dossier=None).update(dossier=stored)
