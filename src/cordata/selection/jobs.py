"""What the worker does for a released session. A job may run twice: it reads what it finds."""

from __future__ import annotations

from cordata.applications.letters import keep_pdf
from cordata.selection.models import ComplaintLetter, Letter
from cordata.selection.shares import shares_of


def render_letter(pid: str) -> None:
    """Lay out a released letter as a PDF in all languages of its call, once."""
    letter = Letter.objects.select_related(
        "decision__application__call__programme", "decision__application__call_version",
        "decision__session", "organisation", "sealed",
    ).get(pid=pid)  # fmt: skip
    keep_pdf(letter, shares_of(letter))


def render_complaint_letter(pid: str) -> None:
    """The same for the outcome of a complaint."""
    letter = ComplaintLetter.objects.select_related(
        "complaint__application__call__programme", "complaint__application__call_version",
        "organisation", "sealed",
    ).get(pid=pid)  # fmt: skip
    keep_pdf(letter)
