"""Why was nobody promoted? Each who waits with the reason; and who applied, to be decided."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cordata.kernel import clock
from cordata.kernel.verdicts import NotPossible
from cordata.meetings import access, actions, presenting, queries, wording
from cordata.meetings.forms import DeclineForm
from cordata.meetings.models import Meeting, Registration
from cordata.meetings.states import RegistrationState
from cordata.meetings.views.organiser import organised
from cordata.meetings.views.signed_in import person_of
from cordata.web.context import OWN_NAMES
from cordata.web.requests import PageRequest


@require_safe
def waiting_list(request: PageRequest, pid: str) -> HttpResponse:
    meeting, at = organised(request, pid), clock.now()
    entries = queries.why_waiting(meeting, at)
    left = queries.places_left(meeting, at)
    context = presenting.facts_of(meeting, at, left) | {
        "lists": wording.waiting_words(meeting, entries),
        "applied": queries.applications(meeting),
        "may_decide": access.decide(request.user, meeting, at),
        "items": wording.items_words(queries.items_left(meeting, at), meeting),
        "tabs": presenting.views_of(
            meeting, request.user, "waiting", at, {"waiting": len(entries)}
        ),
    }
    return render(request, "meetings/waiting.html", context)


@require_POST
def approve(request: PageRequest, pid: str, registration: str) -> HttpResponse:
    meeting, found = _applied(request, pid, registration)
    try:
        done = actions.approve_registration(
            found.pid, by=person_of(request), at=request.received_at
        )
    except NotPossible as refusal:
        messages.error(request, wording.refusal_words(refusal))
        return redirect("meetings:waiting", pid=meeting.pid)
    words = {
        "confirmed": gettext("%(name)s has a place."),
        "waitlisted": gettext("%(name)s waits: no place is free now."),
    }
    if done.state in words:
        messages.success(request, words[done.state] % {"name": done.name})
    return redirect("meetings:waiting", pid=meeting.pid)


@require_http_methods(["GET", "HEAD", "POST"])
def refuse(request: PageRequest, pid: str, registration: str) -> HttpResponse:
    meeting, found = _applied(request, pid, registration)
    if found.state != RegistrationState.APPLIED:
        return redirect("meetings:waiting", pid=pid)
    form = DeclineForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        reason = form.cleaned_data["reason"]
        actions.decline_registration(
            found.pid, reason=reason, by=person_of(request), at=request.received_at
        )
        messages.success(request, gettext("%(name)s is told.") % {"name": found.name})
        return redirect("meetings:waiting", pid=pid)
    language = OWN_NAMES.get(found.language, found.language)
    context = {"meeting": meeting, "registration": found, "form": form, "language": language}
    status = 422 if form.is_bound else 200
    return render(request, "meetings/decline.html", context, status=status)


def _applied(request: PageRequest, pid: str, registration: str) -> tuple[Meeting, Registration]:
    """Somebody of this very meeting (ACC-03), for who may decide."""
    meeting = organised(request, pid)
    access.decide(request.user, meeting, clock.now()).or_deny()
    found = meeting.registrations.leading().filter(pid=registration).first()
    if found is None:
        raise Http404
    return meeting, found
