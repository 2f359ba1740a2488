"""The outbox: a notice becomes a row in the transaction that caused it (NOT-01)."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.conf import settings
from django.db import models, transaction

from cordata.kernel import clock, jobs
from cordata.notify import rendering, wordings
from cordata.notify.models import Message, State
from cordata.notify.wordings import Kept

NOBODY = "nobody@erased.invalid"
MAX_ATTACHED = 5_000_000  # bytes in one message; bigger things are fetched from their page


class Reader(Protocol):
    """Whoever can be written to: an `Address`, a person, a registration."""

    @property
    def email(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def language(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Address:
    """Where a message goes and in which language its reader reads."""

    email: str
    name: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A small file sent along, such as a calendar entry."""

    name: str
    media_type: str
    content: bytes

    def stored(self) -> dict[str, str]:
        return {
            "name": self.name,
            "type": self.media_type,
            "content": base64.b64encode(self.content).decode(),
        }


@transaction.atomic
def post(
    notice: str,
    to: Reader,
    about: models.Model | None,
    context: Mapping[str, Any],
    *,
    at: datetime,
    attachments: Sequence[Attachment] = (),
    once: str = "",
    bulk: bool = False,
    unsubscribe: str = "",
    kept: Kept | None = None,
) -> Message:
    """Write one notice to one reader, in the reader's language, inside the caller's transaction.

    `notice` is `<step>.<code>`; `once` makes the message unrepeatable: a second post with the
    same key returns the first message. Sending starts after commit; one of many (`bulk`) waits
    for its turn in a limited rate. `unsubscribe` is the page that ends such mails (RFC 8058).
    `kept` says of what the wording is kept, without the reader's own words.
    """
    earlier = Message.objects.filter(once=once).first() if once else None
    if earlier is not None:
        return earlier
    if sum(len(attachment.content) for attachment in attachments) > MAX_ATTACHED:
        raise ValueError("too much attached: link to the page instead")
    language = known_language(to.language)
    context = {"reader": to, **context}
    letter = rendering.render(notice, language, context)
    message = Message.objects.create(
        notice=notice,
        to=to.email,
        to_name=rendering.one_line(to.name)[:200],
        language=language,
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        attachments=[attachment.stored() for attachment in attachments],
        subject_type=(about._meta.model_name or "") if about is not None else "",
        subject_id=str(getattr(about, "pid", about.pk)) if about is not None else "",
        once=once,
        created_at=at,
        send_after=clock.real_now(),
        bulk=bulk,
        unsubscribe=unsubscribe,
        **(wordings.said(notice, language, context, kept) if kept else {}),
        **delivered_here(at),
    )
    if message.state == State.WAITING and not bulk:
        jobs.later("cordata.notify.sending.send", message.pid)
    return message


def withdraw(about_type: str, about_ids: Sequence[str]) -> int:
    """Take back what waits to be sent about these things; how many."""
    waiting = Message.objects.filter(
        subject_type=about_type, subject_id__in=about_ids, state=State.WAITING
    )
    return waiting.delete()[0]


def erase(about_type: str, about_ids: Sequence[str]) -> int:
    """Forget to whom was written about these things, and what: that it was, stays; how many."""
    withdraw(about_type, about_ids)
    written = Message.objects.filter(subject_type=about_type, subject_id__in=about_ids)
    return written.update(to=NOBODY, to_name="", text="", html="", attachments=[], unsubscribe="")


def known_language(language: str) -> str:
    """The reader's language if the interface speaks it, else the installation's first."""
    codes = [code for code, _name in settings.LANGUAGES]
    return language if language in codes else codes[0]


def delivered_here(at: datetime) -> dict[str, Any]:
    """In rehearsal nothing leaves: the outbox is the mailbox, and the mail has arrived."""
    return {"state": State.SENT, "sent_at": at} if settings.REHEARSAL else {}
