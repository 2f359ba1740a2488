"""Check-in in any phone's browser: search, one tap, undo; who came without registering."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from cordata.kernel import clock
from cordata.kernel.verdicts import NotPossible
from cordata.meetings import access, actions, presenting, queries
from cordata.meetings.forms import WalkInForm
from cordata.meetings.models import Meeting, Registration
from cordata.meetings.views.organiser import worked_on
from cordata.meetings.views.signed_in import person_of
from cordata.web.middleware import WITH_CAMERA
from cordata.web.requests import PageRequest

SHOWN = 30


@require_safe
def check_in(request: PageRequest, pid: str) -> HttpResponse:
    meeting = at_the_door(request, pid)
    return _page(request, meeting)


@require_POST
def arrive(request: PageRequest, pid: str, registration: str) -> HttpResponse:
    """One tap; two taps are one arrival."""
    meeting = at_the_door(request, pid)
    found = _registration(meeting, registration)
    try:
        actions.check_in(found.pid, by=person_of(request), at=request.received_at)
    except NotPossible as refusal:
        return _page(request, meeting, refusal=refusal)
    return _back(request, meeting, found)


@require_POST
def undo(request: PageRequest, pid: str, registration: str) -> HttpResponse:
    meeting = at_the_door(request, pid)
    found = _registration(meeting, registration)
    actions.undo_check_in(found.pid, by=person_of(request), at=request.received_at)
    return _back(request, meeting)


@require_POST
def walk_in(request: PageRequest, pid: str) -> HttpResponse:
    meeting = at_the_door(request, pid)
    form = WalkInForm(meeting, request.POST)
    if not form.is_valid():
        return _page(request, meeting, form=form)
    try:
        came = actions.add_walk_in(
            pid, form.answers(), by=person_of(request), at=request.received_at
        )
    except NotPossible as refusal:
        return _page(request, meeting, form=form, refusal=refusal)
    return _back(request, meeting, came)


def at_the_door(request: PageRequest, pid: str) -> Meeting:
    """The meeting, for who works at its door at this moment."""
    meeting = worked_on(request, pid)
    access.check_in(request.user, meeting, clock.now()).or_deny()
    return meeting


def _registration(meeting: Meeting, pid: str) -> Registration:
    found = meeting.registrations.filter(pid=pid).first()
    if found is None:
        raise Http404
    return found


def _back(request: PageRequest, meeting: Meeting, came: Registration | None = None) -> HttpResponse:
    """To the page, with the search kept and the one who just came in on top."""
    query = {"q": request.POST.get("q", "")[:100], "came": came.pid if came else ""}
    kept = urlencode({name: value for name, value in query.items() if value})
    address = reverse("meetings:check_in", kwargs={"pid": meeting.pid})
    return redirect(f"{address}?{kept}" if kept else address)


def _page(
    request: PageRequest,
    meeting: Meeting,
    *,
    form: WalkInForm | None = None,
    refusal: NotPossible | None = None,
) -> HttpResponse:
    context = _context(request, meeting) | {"refusal": refusal, "form": form or WalkInForm(meeting)}
    status = 200
    if refusal or form:
        status = 409 if refusal else 422
    part = "#presence" if request.htmx else ""
    response = render(request, f"meetings/check_in.html{part}", context, status=status)
    response["Permissions-Policy"] = WITH_CAMERA
    return response


def _context(request: PageRequest, meeting: Meeting) -> dict[str, Any]:
    text = (request.GET.get("q") or request.POST.get("q") or "")[:100]
    ticket, came = request.GET.get("ticket", ""), request.GET.get("came", "")
    people = queries.at_the_door(meeting)
    wanted = people.filter(pid=ticket) if ticket else queries.searched(people, text)
    found = list(wanted[: SHOWN + 1])
    at = clock.now()
    waiting = meeting.registrations.waiting().count()
    return (
        presenting.facts_of(meeting, at)
        | presenting.presence_words(queries.presence(meeting))
        | {
            "q": text,
            "ticket": ticket,
            "people": [presenting.at_the_door(person, meeting) for person in found[:SHOWN]],
            "more": len(found) > SHOWN,
            "came": people.filter(pid=came).first() if came else None,
            "waiting": waiting,
            "countries": meeting.programme.definition.countries,
            "static_path": settings.STATIC_URL,
            "tabs": presenting.views_of(meeting, request.user, "check_in", at, {}),
        }
    )
