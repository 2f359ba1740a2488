"""What the worker does for released letters. A job may run twice: it reads what it finds."""

from __future__ import annotations

from cordata.applications.letters import keep_pdf
from cordata.assessment.models import OutcomeLetter


def render_letter(pid: str) -> None:
    """Lay out a released letter as a PDF in all languages of its call, once."""
    letter = OutcomeLetter.objects.select_related(
        "refusal__review__application__call__programme",
        "refusal__review__application__call_version",
        "organisation",
        "sealed",
    ).get(pid=pid)
    keep_pdf(letter)
