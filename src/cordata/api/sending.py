"""Telling other software: at least once, after commit, with growing pauses, then given up.

A delivery is claimed before it is sent, so whoever dies between the two leaves it for the next
try, under the same id. When an address fails, what else waits for it counts the try as its own:
a receiver that is down costs one request a pause, however much there is to tell.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from cordata.api import calling
from cordata.api.actions.hooks import JOB
from cordata.api.models import Delivery, Hook
from cordata.api.queries import deliveries_due
from cordata.api.states import DeliveryState
from cordata.kernel import clock, jobs

PAUSES = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=12),
)
TRIES = len(PAUSES) + 1
TURN = timedelta(seconds=60)  # how long one job works before others have theirs


log = logging.getLogger(__name__)


def queue_due() -> int:
    """Queue one job for each address to which something is due; the worker's clock calls it each
    minute. Returns how many."""
    if settings.REHEARSAL:
        return 0
    due = deliveries_due(clock.real_now())
    hooks = list(due.order_by().values_list("hook__pid", flat=True).distinct())
    for pid in hooks:
        jobs.later(JOB, pid)
    return len(hooks)


def send_to(hook_pid: str) -> None:
    """Job: tell one address what is due, the oldest first, until it fails or its turn ends."""
    began = clock.real_now()
    if settings.REHEARSAL:
        return
    while clock.real_now() - began < TURN:
        delivery = claim(hook_pid, clock.real_now())
        if delivery is None or not send(delivery):
            return


@transaction.atomic
def claim(hook_pid: str, now: datetime) -> Delivery | None:
    """The oldest that is due, its try counted and the next one put off before anything is sent.

    One that a worker died with at its last try is given up here.
    """
    due = deliveries_due(now).filter(hook__pid=hook_pid)
    due.filter(tries__gte=TRIES).update(state=DeliveryState.FAILED)
    delivery = due.select_related("hook").select_for_update(of=("self",)).order_by("pk").first()
    if delivery is not None:
        put_off(delivery, now)
    return delivery


def put_off(delivery: Delivery, now: datetime) -> None:
    """Count a try; after the last one nothing follows."""
    delivery.tries += 1
    delivery.send_after = now + PAUSES[min(delivery.tries, len(PAUSES)) - 1]
    delivery.save(update_fields=["tries", "send_after"])


def send(delivery: Delivery) -> bool:
    """One request; whether the address took it (any 2xx)."""
    body = delivery.body.encode()
    try:
        status = calling.call(delivery.hook.url, body, headers_of(delivery, body))
    except calling.CallFailed as failure:
        note_failure(delivery, None, failure.code)
        return False
    if 200 <= status < 300:
        mark_sent(delivery, status)
        return True
    note_failure(delivery, status, "redirect" if 300 <= status < 400 else "status")
    return False


def headers_of(delivery: Delivery, body: bytes) -> dict[str, str]:
    return {
        "Content-Type": "application/json",
        "User-Agent": "Cordata",
        "Cordata-Event": delivery.pid,
        "Cordata-Signature": signature(delivery.hook, body, clock.real_now()),
    }


def signature(hook: Hook, body: bytes, at: datetime) -> str:
    """`t=<seconds>,v1=<HMAC-SHA256 of "t.body">`: the receiver refuses what is old."""
    second = int(at.timestamp())
    signed = f"{second}.".encode() + body
    return f"t={second},v1={hmac.new(hook.secret.encode(), signed, hashlib.sha256).hexdigest()}"


def mark_sent(delivery: Delivery, status: int) -> None:
    delivery.state, delivery.status, delivery.problem = DeliveryState.SENT, status, ""
    delivery.sent_at = clock.now()
    delivery.save(update_fields=["state", "status", "problem", "sent_at"])


@transaction.atomic
def note_failure(delivery: Delivery, status: int | None, problem: str) -> None:
    """Keep what came back, of this one and of whatever else is due for the same address."""
    now = clock.real_now()
    others = deliveries_due(now).filter(hook=delivery.hook, tries__lt=TRIES)
    for other in others.select_for_update(of=("self",)):
        put_off(other, now)
        _note(other, status, problem)
    _note(delivery, status, problem)


def _note(delivery: Delivery, status: int | None, problem: str) -> None:
    delivery.status, delivery.problem = status, problem
    if delivery.tries >= TRIES:
        delivery.state = DeliveryState.FAILED
        log.warning("delivery %s given up: %s %s", delivery.pid, problem, status or "")
    delivery.save(update_fields=["state", "status", "problem"])
