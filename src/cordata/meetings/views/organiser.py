"""What organisers work with: the list, its export, calling a meeting off."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from cordata.kernel import clock
from cordata.meetings import access, actions, presenting, queries
from cordata.meetings.forms import CancelForm
from cordata.meetings.listing import rows_of
from cordata.meetings.models import Meeting
from cordata.meetings.states import RegistrationState
from cordata.meetings.views.signed_in import person_of
from cordata.web.requests import PageRequest
from cordata.web.spreadsheets import file_of

PER_PAGE = 50


@require_safe
def people(request: PageRequest, pid: str) -> HttpResponse:
    """Everyone who registered, with places and states."""
    meeting, at = organised(request, pid), clock.now()
    state, text = request.GET.get("state", ""), request.GET.get("q", "")[:100]
    found = queries.searched(queries.people_of(meeting), text)
    if state in RegistrationState.values:
        found = found.filter(state=state)
    asked = queries.questions_of(meeting).open().count()
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    for one in page:
        one.own_words = list(presenting.own_answers(meeting, one))  # type: ignore[attr-defined]
    context = presenting.facts_of(meeting, at, queries.places_left(meeting, at)) | {
        "page": page,
        "counts": queries.state_counts(meeting),
        "chosen": state,
        "q": text,
        "may_cancel": access.cancel(request.user, meeting, at),
        "tabs": presenting.views_of(meeting, request.user, "people", at, {"questions": asked}),
    }
    return render(request, "meetings/people.html", context)


@require_safe
def export(request: PageRequest, pid: str, ending: str) -> StreamingHttpResponse:
    meeting = organised(request, pid)
    actions.note_list(meeting, "people", by=person_of(request), at=clock.now())
    return file_of(rows_of(queries.people_of(meeting), meeting), meeting.code, ending)


@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: PageRequest, pid: str) -> HttpResponse:
    """Who will be told is shown before; everyone is told after."""
    meeting, at = organised(request, pid), clock.now()
    access.cancel(request.user, meeting, at).or_deny()
    form = CancelForm(meeting, request.POST if request.method == "POST" else None)
    told = queries.count_to_tell(meeting)
    if form.is_bound and form.is_valid():
        actions.cancel_meeting(pid, reasons=form.reasons(), by=person_of(request), at=at)
        messages.success(request, gettext("The meeting is cancelled and everyone is told."))
        return redirect("meetings:people", pid=pid)
    context = {"meeting": meeting, "form": form, "told": told}
    status = 422 if form.is_bound else 200
    return render(request, "meetings/cancel_meeting.html", context, status=status)


def worked_on(request: PageRequest, pid: str) -> Meeting:
    """The meeting, for who works on it; a stranger gets 404."""
    return get_object_or_404(queries.meetings_worked_on_by(request.user, clock.now()), pid=pid)


def organised(request: PageRequest, pid: str) -> Meeting:
    """The meeting, for who organises it."""
    meeting = worked_on(request, pid)
    access.organise(request.user, meeting, clock.now()).or_deny()
    return meeting
