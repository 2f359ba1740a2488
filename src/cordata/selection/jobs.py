"""What the worker does for a released session. A job may run twice: it reads what it finds."""

from __future__ import annotations

from django.db import transaction

from cordata.documents import storing
from cordata.kernel.journal import SYSTEM
from cordata.selection.letter_pdf import letter_pdf
from cordata.selection.models import Letter


def render_letter(pid: str) -> None:
    """Lay out a released letter as a PDF in all languages of its call, once."""
    letter = Letter.objects.select_related(
        "decision__application__call__programme", "decision__application__call_version",
        "decision__session", "organisation", "sealed",
    ).get(pid=pid)  # fmt: skip
    if letter.file_id or letter.released_at is None:
        return
    content = letter_pdf(letter)
    name = f"{letter.number.replace('/', '-')}.pdf"
    with transaction.atomic():
        stored = storing.store_bytes(
            content, name=name, media_type="application/pdf", by=SYSTEM, at=letter.released_at
        )
        Letter.objects.filter(pk=letter.pk, file=None).update(file=stored)
