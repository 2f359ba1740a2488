"""What the calendar does to drafts: remind them before the closing, let them lapse after it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from cordata.applications import notices
from cordata.applications.actions.following import follow_call
from cordata.applications.actions.late import file_late_attempt
from cordata.applications.models import Application, LateAttempt
from cordata.applications.states import LAPSE, LIVING, RESUME, State
from cordata.kernel.jobs import later
from cordata.kernel.journal import SYSTEM
from cordata.kernel.models import Event
from cordata.kernel.transitions import can_move, move
from cordata.programme.models import Call

TELL = "cordata.applications.actions.closing.tell_of_closing"
BATCH = 50  # applications in one transaction, as the mails of a meeting


@transaction.atomic
def lapse_draft(pid: str, *, at: datetime) -> None:
    """A draft that was not submitted by the closing; it stays readable for its partners."""
    application = _locked(pid)
    if (
        application.paper_at is None
        and at > application.call.closes_at
        and can_move(application, LAPSE)
    ):
        move(application, LAPSE, by=SYSTEM, at=at)
        notices.draft_lapsed(application, at=at)


@transaction.atomic
def remind_draft(pid: str, due_at: datetime, *, at: datetime) -> None:
    """Write to the people of a draft that the closing comes near: once for each term."""
    application = _locked(pid)
    done = application.reminded_at is not None and application.reminded_at >= due_at
    if (
        done
        or application.paper_at
        or application.state != State.DRAFT
        or at > application.call.closes_at
    ):
        return
    application.reminded_at = due_at
    application.save(update_fields=["reminded_at"])
    notices.closing_near(application, due_at, at=at)


def follow_closing(call: Call, event: Event) -> int:
    """The closing was moved: lapsed drafts live again, a late attempt that the new closing covers
    is filed in its own words (TIM-08), what stays a draft follows a version of the call that it
    missed (MON-05), and the worker tells everybody (TIM-06), outside this transaction's locks.

    Returns how many were brought back or looked at for a late attempt.
    """
    late = LateAttempt.objects.filter(
        application__call=call, submission=None, received_at__lte=call.closes_at
    )
    concerned = Application.objects.filter(
        Q(state=State.LAPSED) | Q(state__in=LIVING, pk__in=late.values("application")), call=call
    )
    found = list(concerned.select_for_update(of=("self",)).with_call().order_by("pk"))
    for application in found:
        if can_move(application, RESUME):
            move(application, RESUME, by=SYSTEM, at=event.at, because=event.reason)
        file_late_attempt(application, at=event.at)
    if found:
        follow_call(call, event)
    later(TELL, call.pk, event.number, 0)
    return len(found)


@transaction.atomic
def tell_of_closing(call_pk: int, number: int, after: int) -> int:
    """Job: write to the people of the next applications, then queue the rest.

    Who has submitted is told too: a submission can be replaced until the new closing. Nobody is
    told of a closing that was moved again since: that has its own mails. Returns how many
    applications this batch was for.
    """
    event = Event.objects.get(number=number)
    moved_again = Event.objects.filter(
        kind=event.kind, subject_id=event.subject_id, number__gt=number
    )
    living = Application.objects.filter(call=call_pk, state__in=LIVING, created_at__lte=event.at)
    batch = list(living.filter(pk__gt=after).with_call().order_by("pk")[:BATCH])
    if moved_again.exists() or not batch:
        return 0
    for application in batch:
        notices.closing_moved(application, number, at=event.at)
    later(TELL, call_pk, number, batch[-1].pk)
    return len(batch)


def _locked(pid: str) -> Application:
    return Application.objects.select_for_update(of=("self",)).with_call().get(pid=pid)
