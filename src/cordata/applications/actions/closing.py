"""What the calendar does to drafts: remind them before the closing, let them lapse after it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cordata.applications import notices
from cordata.applications.actions.late import file_late_attempt
from cordata.applications.models import Application
from cordata.applications.states import LAPSE, RESUME, State
from cordata.kernel.journal import SYSTEM
from cordata.kernel.models import Event
from cordata.kernel.transitions import can_move, move
from cordata.programme.models import Call


@transaction.atomic
def lapse_draft(pid: str, *, at: datetime) -> None:
    """A draft that was not submitted by the closing; it stays readable for its partners."""
    application = _locked(pid)
    if at > application.call.closes_at and can_move(application, LAPSE):
        move(application, LAPSE, by=SYSTEM, at=at)
        notices.draft_lapsed(application, at=at)


@transaction.atomic
def remind_draft(pid: str, due_at: datetime, *, at: datetime) -> None:
    """Write to the people of a draft that the closing comes near: once for each term."""
    application = _locked(pid)
    done = application.reminded_at is not None and application.reminded_at >= due_at
    if done or application.state != State.DRAFT or at > application.call.closes_at:
        return
    application.reminded_at = due_at
    application.save(update_fields=["reminded_at"])
    notices.closing_near(application, due_at, at=at)


def follow_closing(call: Call, event: Event) -> int:
    """The closing was moved: lapsed drafts live again and everybody with a draft is told (TIM-06);
    a late attempt that the new closing covers is filed (TIM-08).

    Who has submitted is told too: a submission can be replaced until the new closing.
    """
    living = (State.DRAFT, State.SUBMITTED, State.LAPSED)
    applications = Application.objects.select_for_update(of=("self",)).with_call()
    found = list(applications.filter(call=call, state__in=living).order_by("pk"))
    for application in found:
        if can_move(application, RESUME):
            move(application, RESUME, by=SYSTEM, at=event.at, because=event.reason)
        file_late_attempt(application, at=event.at)
        notices.closing_moved(application, event.number, at=event.at)
    return len(found)


def follow_call(call: Call) -> int:
    """Drafts follow a new version of their call; what was submitted keeps its own (MON-05)."""
    drafts = Application.objects.filter(call=call, state=State.DRAFT)
    return drafts.update(call_version=call.version)


def _locked(pid: str) -> Application:
    return Application.objects.select_for_update(of=("self",)).with_call().get(pid=pid)
