"""What the worker does for a project. A job may run twice: it reads the state it finds."""

from __future__ import annotations

from django.db import transaction

from cordata.documents import storing
from cordata.documents.sealing import seal
from cordata.kernel import clock
from cordata.kernel.journal import SYSTEM
from cordata.kernel.transitions import tell
from cordata.projects import notices
from cordata.projects.agreement import agreement_content
from cordata.projects.agreement_pdf import agreement_pdf
from cordata.projects.queries import project_loaded


def draw_up_agreement(pid: str) -> None:
    """Fill the call's agreement, seal it, lay it out as a PDF and ask the lead to sign; once."""
    project = project_loaded(pid)
    if project.agreement_file_id:
        return
    at = clock.now()
    content = agreement_content(project, at)
    pdf = agreement_pdf(project, content, at)  # before the transaction: it takes a second
    with transaction.atomic():
        project = project_loaded(pid, locked=True)
        if project.agreement_file_id:
            return
        project.agreement = seal("agreement", project.number, content, at=at)
        project.agreement_file = storing.store_bytes(
            pdf, name=f"{project.number}.pdf", media_type="application/pdf", by=SYSTEM, at=at
        )
        project.save(update_fields=["agreement", "agreement_file"])
        tell(project, "agreement_drawn_up", by=SYSTEM, at=at, sha256=project.agreement.sha256)
        notices.agreement_ready(project, at=at)
