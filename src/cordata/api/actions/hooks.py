"""Addresses told of a meeting: added, ended; each event becomes a row in its own transaction."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from cordata.api.models import Delivery, Hook
from cordata.api.queries import hooks_of, hooks_told, rests_until
from cordata.api.states import DeliveryState, HookEvent
from cordata.kernel import clock, jobs
from cordata.kernel.ids import public_id
from cordata.kernel.journal import Actor
from cordata.kernel.models import Event
from cordata.kernel.transitions import tell
from cordata.kernel.verdicts import NotPossible
from cordata.meetings.actions.locking import locked_meeting
from cordata.meetings.models import Meeting, Registration
from cordata.meetings.states import RegistrationState

MOST = 5  # addresses of one meeting
JOB = "cordata.api.sending.send_to"


@transaction.atomic
def add_hook(meeting_pid: str, *, url: str, events: Sequence[str], by: Actor, at: datetime) -> Hook:
    """Tell `url` of these events from now on. Raises NotPossible for an address told already, and
    for more addresses than a meeting has."""
    meeting = locked_meeting(meeting_pid)
    if hooks_of(meeting).filter(url=url).exists():
        raise NotPossible("hook.known")
    if hooks_of(meeting).count() >= MOST:
        raise NotPossible("hook.too_many", count=MOST)
    hook = Hook.objects.create(
        meeting=meeting, url=url, events=list(events), added_by=by.actor_key, added_at=at
    )
    meeting.watched = True  # it stays so: who watches is asked only where somebody ever did
    meeting.save(update_fields=["watched"])
    tell(hook, "added", by=by, at=at, meeting=meeting.pid)
    return hook


@transaction.atomic
def end_hook(meeting: Meeting, pid: str, *, by: Actor, at: datetime) -> Hook:
    """Tell this address nothing more, not even what waits. Raises Hook.DoesNotExist."""
    hook = meeting.hooks.select_for_update().get(pid=pid)
    if hook.ended_at is None:
        hook.ended_at = at
        hook.save(update_fields=["ended_at"])
        waiting = hook.deliveries.filter(state=DeliveryState.WAITING)
        waiting.update(state=DeliveryState.FAILED, problem="ended")
        tell(hook, "ended", by=by, at=at, meeting=meeting.pid)
    return hook


def announce(registration: Registration, event: Event) -> None:
    """Reaction: what happened to somebody is told to whoever asked for it, once it is committed.

    A registration that was never confirmed by mail was never told; nor is its end.
    """
    if not registration.meeting.watched:
        return
    if event.data.get("before") == RegistrationState.PENDING and event.kind == HookEvent.CANCELLED:
        return
    for hook in hooks_told(registration.meeting_id, event.kind):
        _write(hook, registration, event)


def _write(hook: Hook, registration: Registration, event: Event) -> None:
    pid = public_id()
    resting = rests_until(hook)
    Delivery.objects.create(
        pid=pid,
        hook=hook,
        event=event.kind,
        registration=registration.pid,
        body=json.dumps(_facts(pid, registration, event)),
        state=DeliveryState.KEPT if settings.REHEARSAL else DeliveryState.WAITING,
        created_at=event.at,
        send_after=resting or clock.real_now(),
    )
    if not (settings.REHEARSAL or resting):
        jobs.later(JOB, hook.pid)


def _facts(pid: str, registration: Registration, event: Event) -> dict[str, Any]:
    """No name and no address: whoever is told asks for them with a key."""
    return {
        "id": pid,
        "event": event.kind,
        "at": event.at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "meeting": registration.meeting.code,
        "registration": registration.pid,
        "state": registration.state,
        "side": registration.country,
    }


@transaction.atomic
def send_again(hook: Hook, pid: str, *, by: Actor, at: datetime) -> Delivery:
    """Tell an event anew, under the same id, with all its tries before it.

    Raises Delivery.DoesNotExist, and NotPossible for what waits already or for an ended address.
    """
    delivery = hook.deliveries.select_for_update(of=("self",)).get(pid=pid)
    if hook.ended_at is not None or not delivery.may_go_again:
        raise NotPossible("delivery.not_again")
    delivery.state, delivery.tries, delivery.problem = DeliveryState.WAITING, 0, ""
    delivery.status, delivery.send_after = None, clock.real_now()
    delivery.save(update_fields=["state", "tries", "problem", "status", "send_after"])
    tell(hook, "sent_again", by=by, at=at, delivery=delivery.pid)
    jobs.later(JOB, hook.pid)
    return delivery


def erase_log(hook_pid: str, *, until: datetime) -> int:
    """Forget what was told up to an instant; how many lines."""
    old = Delivery.objects.filter(hook__pid=hook_pid, created_at__lte=until)
    return old.exclude(state=DeliveryState.WAITING).delete()[0]
