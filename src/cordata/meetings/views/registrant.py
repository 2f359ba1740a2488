"""The page behind the mailed link. A GET changes nothing; each act is a button (NOT-04)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cordata.kernel import clock
from cordata.kernel.verdicts import NotPossible
from cordata.meetings import access, actions, notices, presenting, queries, ticket, wording
from cordata.meetings.forms import ChangeForm
from cordata.meetings.models import MeetingDocument, Registration
from cordata.meetings.states import RegistrationState
from cordata.meetings.views.signed_in import person_of
from cordata.web.access import public
from cordata.web.moments import moment_words
from cordata.web.requests import PageRequest

STEADY = frozenset({"confirmed", "waitlisted", "applied"})
CHANGES = frozenset({"pending", "applied", "confirmed", "waitlisted", "offered"})

Act = Callable[..., Registration]


@require_safe
def mine(request: PageRequest) -> HttpResponse:
    """What was registered with the address one signs in with."""
    at = clock.now()
    registrations = list(queries.registrations_of(person_of(request)))
    context = {
        "coming": [one for one in registrations if one.meeting.ends_at > at],
        "past": [one for one in registrations if one.meeting.ends_at <= at],
    }
    return render(request, "meetings/mine.html", context)


@public
@require_safe
def registration(request: PageRequest, pid: str, key: str) -> HttpResponse:
    return shown(request, registration_of(pid, key))


@public
@require_POST
def confirm(request: PageRequest, pid: str, key: str) -> HttpResponse:
    return act_on(request, pid, key, actions.confirm_registration)


@public
@require_POST
def accept(request: PageRequest, pid: str, key: str) -> HttpResponse:
    return act_on(request, pid, key, actions.accept_offer)


@public
@require_POST
def decline(request: PageRequest, pid: str, key: str) -> HttpResponse:
    return act_on(request, pid, key, actions.decline_offer)


@public
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: PageRequest, pid: str, key: str) -> HttpResponse:
    """A page that asks, then the act."""
    if request.method == "POST":
        return act_on(request, pid, key, actions.cancel_registration)
    found = registration_of(pid, key)
    context = presenting.facts_of(found.meeting, clock.now()) | {"registration": found}
    return render(request, "meetings/cancel_registration.html", context)


@public
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: PageRequest, pid: str, key: str) -> HttpResponse:
    """A page that asks, then the act; the link opens nothing afterwards."""
    found = registration_of(pid, key)
    if not (verdict := access.erase(found)):
        return shown(request, found, NotPossible(verdict.code, **verdict.params))
    if request.method != "POST":
        context = presenting.facts_of(found.meeting, clock.now()) | {"registration": found}
        return private(render(request, "meetings/erase_registration.html", context))
    actions.erase_own(pid, at=request.received_at)
    messages.success(request, gettext("Everything you gave us for this registration is erased."))
    return redirect("meetings:detail", pid=found.meeting.pid)


@public
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: PageRequest, pid: str, key: str) -> HttpResponse:
    found = registration_of(pid, key)
    form = ChangeForm(found, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_registration(pid, form.cleaned_data, at=request.received_at)
        except NotPossible as refusal:
            return shown(request, registration_of(pid, key), refusal)
        messages.success(request, gettext("Your answers are saved."))
        return redirect("meetings:registration", pid=pid, key=key)
    context = {"registration": found, "meeting": found.meeting, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "meetings/change_registration.html", context, status=status)


def act_on(request: PageRequest, pid: str, key: str, act: Act) -> HttpResponse:
    """Carry the act out and show the page; a refusal is told on it."""
    registration_of(pid, key)
    try:
        act(pid, at=request.received_at)
    except NotPossible as refusal:
        return shown(request, registration_of(pid, key), refusal)
    return redirect("meetings:registration", pid=pid, key=key)


def registration_of(pid: str, key: str) -> Registration:
    """404 for whoever does not hold the link, and once the data is erased."""
    found = queries.registration_by_link(pid)
    if found is None or not found.opened_by(key):
        raise Http404
    return found


def shown(
    request: PageRequest, found: Registration, refusal: NotPossible | None = None
) -> HttpResponse:
    context = page_of(found) | {"refusal": refusal, "key": found.key}
    status = 409 if refusal else 200
    return private(render(request, "meetings/registration.html", context, status=status))


def private(response: HttpResponse) -> HttpResponse:
    """Nobody keeps a page that a mailed link opens, and its address is told to nobody."""
    response["Cache-Control"] = "no-store, private"
    # not "no-referrer": a browser would then send `Origin: null`, and no button would be accepted
    response["Referrer-Policy"] = "same-origin"
    return response


def page_of(found: Registration) -> dict[str, Any]:
    """What the registrant's page shows."""
    at = clock.now()
    waits = found.state == RegistrationState.WAITLISTED
    coming = found.state == RegistrationState.CONFIRMED
    meeting = found.meeting
    return (
        presenting.facts_of(meeting, at)
        | along_with(found, at)
        | {
            "registration": found,
            "state": found.state,
            "said": list(presenting.said_by(found)),
            "connection": notices.connection_of(found),
            "held": moment_words(found.held_until, meeting.zone) if found.held_until else "",
            "since": moment_words(found.waiting_since, meeting.zone, named=False)
            if found.waiting_since
            else "",
            "ordinal": presenting.ordinal(queries.position_of(found)) if waits else "",
            "ticket": ticket.drawing(found) if coming and at < meeting.ends_at else "",
            "can_cancel": found.state in STEADY and at < meeting.ends_at,
            "may_erase": access.erase(found),
            "can_change": found.state in CHANGES,
            "documents": _documents(found),
            "may_certify": access.certificate(found, at),
            "survey": access.answer_survey(found, at),
            "can_ask": bool(access.ask(found)),
            "asked": list(queries.asked_by(found)) if getattr(found, "has_asked", False) else [],
            "offer_runs": found.holds_place(at),
        }
    )


def _documents(found: Registration) -> list[MeetingDocument]:
    """What this person may read; no query where the meeting hands nothing out."""
    if not getattr(found, "has_documents", False) or not access.is_registered(found):
        return []
    return list(found.meeting.documents.handed_out())


def along_with(found: Registration, at: datetime) -> dict[str, Any]:
    """Who comes along, what of the agenda was chosen, who shall come instead."""
    meeting, steady = found.meeting, found.state in STEADY and at < found.meeting.starts_at
    coming = found.state == RegistrationState.CONFIRMED
    given = getattr(found, "is_given", False)
    hand_over = found.hand_overs.filter(withdrawn_at=None).first() if given else None
    return {
        "along": list(queries.companions_of(found)),
        "chosen": wording.chosen_by(found, queries.chosen_places(found)),
        "can_bring": steady and meeting.max_party > 1,
        "can_choose": steady and bool(meeting.definition.items_with_places),
        "can_hand_over": coming and at < meeting.starts_at,
        "hand_over": hand_over,
    }
