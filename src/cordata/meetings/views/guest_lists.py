"""A list of guests from a file: brought, looked at, taken whole or dropped."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from cordata.kernel import clock
from cordata.kernel.verdicts import NotPossible
from cordata.meetings import actions, guest_lists, presenting, wording
from cordata.meetings.forms import ColumnsForm, GuestListForm
from cordata.meetings.models import GuestList, Meeting
from cordata.meetings.views.guests import added_words, listed
from cordata.meetings.views.signed_in import person_of
from cordata.web.requests import PageRequest

PER_PAGE = 50
SHOWN = 10  # of who would be added, enough to see that the columns are right


@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: PageRequest, pid: str) -> HttpResponse:
    """A file, read and kept for its preview."""
    meeting = listed(request, pid)
    posted = request.method == "POST"
    form = GuestListForm(meeting, *((request.POST, request.FILES) if posted else ()))
    if posted and form.is_valid():
        kept = actions.bring_list(
            meeting,
            form.rows,
            name=form.cleaned_data["file"].name,
            language=form.cleaned_data["language"],
            by=person_of(request),
            at=clock.now(),
        )
        return redirect("meetings:guests_preview", pid=pid, guest_list=kept.pid)
    context = presenting.facts_of(meeting, clock.now()) | {"form": form}
    return render(request, "meetings/guests_bring.html", context, status=422 if posted else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: PageRequest, pid: str, guest_list: str) -> HttpResponse:
    """What would be added and what not, with the line and the reason; nothing is added yet."""
    meeting = listed(request, pid)
    kept = _list(request, meeting, guest_list)
    posted = request.method == "POST"
    form = ColumnsForm(kept, request.POST if posted else None)
    if posted and form.is_valid():
        actions.choose_columns(
            kept,
            form.columns(),
            has_titles=form.cleaned_data["has_titles"],
            language=form.cleaned_data["language"],
        )
        return redirect("meetings:guests_preview", pid=pid, guest_list=guest_list)
    found = guest_lists.judged(kept, meeting.programme.definition.languages)
    context = presenting.facts_of(meeting, clock.now()) | {
        "guest_list": kept,
        "form": form,
        "taken": found.taken[:SHOWN],
        "taken_count": len(found.taken),
        "page": Paginator(wording.rows_left_out(found), PER_PAGE).get_page(request.GET.get("page")),
    }
    status = 422 if posted else 200
    return render(request, "meetings/guests_preview.html", context, status=status)


@require_POST
def take(request: PageRequest, pid: str, guest_list: str) -> HttpResponse:
    """Everybody of the preview, or nobody."""
    meeting = listed(request, pid)
    try:
        count = actions.import_guests(
            meeting.pid, guest_list, by=person_of(request), at=clock.now()
        )
    except NotPossible as refusal:
        messages.error(request, wording.refusal_words(refusal))
        return redirect("meetings:guests_preview", pid=pid, guest_list=guest_list)
    if count:
        messages.success(request, added_words(count))
    return redirect("meetings:guests", pid=pid)


@require_POST
def drop(request: PageRequest, pid: str, guest_list: str) -> HttpResponse:
    meeting = listed(request, pid)
    _list(request, meeting, guest_list).delete()
    messages.success(request, gettext("The list is dropped; nobody was added."))
    return redirect("meetings:guests", pid=pid)


def _list(request: PageRequest, meeting: Meeting, pid: str) -> GuestList:
    """The list this person brought for this meeting; anybody else's is 404."""
    kept = get_object_or_404(meeting.guest_lists, pid=pid, brought_by=person_of(request))
    kept.meeting = meeting
    return kept
