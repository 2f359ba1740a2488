"""What the sender of a paper is written, where the paper names an address: no word of its content
(ACC-06). The receipt on paper is `paper_letter`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from cordata.applications.models import PaperFiling
from cordata.applications.paper_letter import letter_pdf
from cordata.notify import links, outbox


def paper_noted(paper: PaperFiling, *, at: datetime) -> None:
    """It arrived, in time or late, and what happens next."""
    _post("paper_noted", paper, at, late=paper.is_late, closes_at=paper.call.closes_at)


def paper_set_aside(paper: PaperFiling, *, at: datetime) -> None:
    """It is not filed, and why."""
    _post("paper_set_aside", paper, at, reason=paper.reason)


def paper_filed(paper: PaperFiling, *, at: datetime) -> None:
    """It is filed: the receipt, as the letter that is posted."""
    if paper.submission is None or paper.application is None:
        return
    number = paper.application.number
    letter = outbox.Attachment(f"{number}.pdf", "application/pdf", letter_pdf(paper))
    sha256 = paper.submission.sealed.sha256
    verify = links.page("applications:verify", paper.language) + f"?code={sha256}"
    _post("paper_filed", paper, at, letter, number=number, sha256=sha256, verify=verify)


def _post(
    code: str, paper: PaperFiling, at: datetime, *attached: outbox.Attachment, **facts: Any
) -> None:
    if not paper.email:
        return
    context = {
        "call": paper.call,
        "call_names": paper.call.definition.names,
        "arrived_at": paper.arrived_at,
        "way": paper.way,
        "body": paper.body,
        **facts,
    }
    outbox.post(
        f"applications.{code}",
        outbox.Address(paper.email, paper.signed_by, paper.language),
        paper,
        context,
        at=at,
        attachments=attached,
        once=f"{code}:{paper.pid}",
    )
