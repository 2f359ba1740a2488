"""Sending what the outbox holds: tried every five minutes for four hours, then given up (NOT-02).
Mails to many leave at a limited rate, and an address the server refuses at once is given up.

A message is claimed before it is handed over: whoever dies between the two leaves it for the
next try, so a crash costs at most one duplicate, under the same Message-ID (NOT-03).
"""

from __future__ import annotations

import base64
import logging
from datetime import datetime, timedelta
from email.utils import formataddr
from smtplib import SMTPException, SMTPRecipientsRefused
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction

from cordata.kernel import clock, jobs
from cordata.notify.models import Message, State
from cordata.notify.queries import messages_due

TRIES = 48
PAUSE = timedelta(seconds=300)

log = logging.getLogger(__name__)


def send(pid: str) -> None:
    """Job: try to send one message; does nothing once it is sent or given up."""
    if not leaves():
        return
    now = clock.real_now()
    message = claim(pid, now)
    if message is None:
        wait_for_turn(pid)
        return
    try:
        letter(message).send()
    except (SMTPException, OSError) as error:
        note_failure(message, error)
    else:
        mark_sent(message)


def send_due() -> int:
    """Try every message whose next try has come; the worker's clock calls it each minute, so
    that mails to many leave at the rate set. Returns how many."""
    if not leaves():
        return 0
    due = messages_due(clock.real_now()).values_list("pid", flat=True)
    turn = [*due.filter(bulk=False), *due.filter(bulk=True)[: settings.BULK_MAILS_PER_MINUTE]]
    for pid in turn:
        send(pid)
    return len(turn)


def leaves() -> bool:
    """Whether mail leaves this instance: never in rehearsal, nor without a mail server."""
    return bool(settings.MAIL_URL) and not settings.REHEARSAL


@transaction.atomic
def claim(pid: str, now: datetime) -> Message | None:
    """Count the try and put the next one five minutes off, before anything is handed over."""
    messages = Message.objects.select_for_update().filter(
        pid=pid, state=State.WAITING, send_after__lte=now
    )
    message = messages.first()
    if message is not None:
        message.tries += 1
        message.send_after = now + PAUSE
        message.save(update_fields=["tries", "send_after"])
    return message


def wait_for_turn(pid: str) -> None:
    """A message claimed by a sender that died, or by another one, is tried at its next turn."""
    message = Message.objects.filter(pid=pid, state=State.WAITING).first()
    if message is not None and not message.bulk:
        jobs.at(message.send_after, "cordata.notify.sending.send", pid)


def letter(message: Message) -> EmailMultiAlternatives:
    """The message as mail: text, HTML, attachments, the same Message-ID at every try."""
    mail = EmailMultiAlternatives(
        subject=message.subject,
        body=message.text,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[formataddr((message.to_name, message.to)) if message.to_name else message.to],
        headers={
            "Message-ID": message_id(message),
            "Content-Language": message.language,
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
            **unsubscribing(message),
        },
        connection=get_connection(),
    )
    if message.html:
        mail.attach_alternative(message.html, "text/html")
    for part in message.attachments:
        mail.attach(part["name"], base64.b64decode(part["content"]), part["type"])
    return mail


def unsubscribing(message: Message) -> dict[str, str]:
    """The button of mail programs that ends such mails in one press (RFC 8058)."""
    if not message.unsubscribe:
        return {}
    return {
        "List-Unsubscribe": f"<{message.unsubscribe}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def message_id(message: Message) -> str:
    return f"<{message.pid}@{urlsplit(settings.ORIGIN).hostname}>"


def mark_sent(message: Message) -> None:
    message.state, message.sent_at, message.last_error = State.SENT, clock.now(), ""
    message.save(update_fields=["state", "sent_at", "last_error"])


def note_failure(message: Message, error: Exception) -> None:
    """Keep why it failed; after the last try the message is given up and listed for staff."""
    message.last_error = f"{type(error).__name__}: {error}"[:250]
    if message.tries >= TRIES or (message.bulk and refused_for_good(error)):
        message.state, message.given_up_at = State.FAILED, clock.now()
        log.error("message %s (%s) given up", message.pid, message.notice)
    message.save(update_fields=["state", "last_error", "given_up_at"])
    if message.state == State.WAITING and not message.bulk:
        jobs.at(message.send_after, "cordata.notify.sending.send", message.pid)


def refused_for_good(error: Exception) -> bool:
    """Whether the server says that this address takes no mail (5xx), now or later."""
    if not isinstance(error, SMTPRecipientsRefused):
        return False
    return all(code >= 500 for code, _words in error.recipients.values())


@transaction.atomic
def try_again(message: Message) -> None:
    """Staff asks for another four hours of tries of a message given up."""
    message.state, message.tries, message.send_after = State.WAITING, 0, clock.real_now()
    message.given_up_at = None
    message.save(update_fields=["state", "tries", "send_after", "given_up_at"])
    if not message.bulk:
        jobs.later("cordata.notify.sending.send", message.pid)
