"""The organisers' list of guests: who is on it, how they came there, what they answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cordata.kernel import clock
from cordata.kernel.verdicts import NotPossible
from cordata.meetings import access, actions, guest_listing, presenting, queries, wording
from cordata.meetings.forms import GuestForm
from cordata.meetings.models import Invitee, Meeting
from cordata.meetings.states import InviteeState
from cordata.meetings.views.organiser import organised
from cordata.meetings.views.signed_in import person_of
from cordata.web.requests import PageRequest
from cordata.web.spreadsheets import file_of

PER_PAGE = 50


@require_safe
def guests(request: PageRequest, pid: str) -> HttpResponse:
    """Everybody invited with the state of the invitation."""
    meeting, at = organised(request, pid), clock.now()
    state, text = request.GET.get("state", ""), request.GET.get("q", "")[:100]
    found = queries.guests_searched(queries.guests_of(meeting), text)
    if state in InviteeState.values:
        found = found.filter(state=state)
    context = _page(request, meeting) | {
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "counts": queries.guest_counts(meeting),
        "chosen": state,
        "q": text,
        "to_invite": queries.guests_to_invite(meeting).count(),
        "to_remind": queries.guests_to_remind(meeting, at).count(),
        "on_the_way": queries.guests_on_the_way(meeting),
        "may_list": access.list_guests(request.user, meeting, at),
        "may_invite": access.invite(request.user, meeting, at),
    }
    return render(request, "meetings/guests.html", context)


def _page(request: PageRequest, meeting: Meeting) -> dict[str, Any]:
    at = clock.now()
    tabs = presenting.views_of(meeting, request.user, "guests", at, {})
    return presenting.facts_of(meeting, at) | {"tabs": tabs}


@require_safe
def export(request: PageRequest, pid: str, ending: str) -> HttpResponseBase:
    """The list of guests, as a workbook or as CSV."""
    meeting = organised(request, pid)
    actions.note_list(meeting, "guests", by=person_of(request), at=clock.now())
    rows = guest_listing.rows_of(queries.guests_of(meeting), meeting)
    return file_of(rows, f"{meeting.code}-guests", ending)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: PageRequest, pid: str) -> HttpResponse:
    """One guest by hand."""
    meeting = listed(request, pid)
    form = GuestForm(meeting, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            actions.add_guest(pid, by=person_of(request), at=clock.now(), **form.cleaned_data)
        except NotPossible as refusal:
            form.refuse("email", refusal.code, **refusal.params)
        else:
            messages.success(request, gettext("The guest is on the list, to be written to."))
            return redirect("meetings:guests", pid=pid)
    context = presenting.facts_of(meeting, clock.now()) | {"form": form}
    status = 422 if form.is_bound else 200
    return render(request, "meetings/guest_add.html", context, status=status)


@require_POST
def remove(request: PageRequest, pid: str, guest: str) -> HttpResponse:
    """Off the list, before anything was written."""
    found = _guest(request, pid, guest)
    if actions.remove_guest(pid, found.pid, by=person_of(request), at=clock.now()):
        messages.success(request, gettext("The guest is off the list."))
    return redirect("meetings:guests", pid=pid)


@require_POST
def bounced(request: PageRequest, pid: str, guest: str) -> HttpResponse:
    """An organiser saw the mail come back."""
    words = gettext("Noted: the mail to this guest came back.")
    return _done(request, pid, guest, actions.note_bounce, words)


@require_POST
def again(request: PageRequest, pid: str, guest: str) -> HttpResponse:
    """The address works after all."""
    words = gettext("The guest is on the list, to be written to.")
    return _done(request, pid, guest, actions.invite_again, words)


def _done(
    request: PageRequest, pid: str, guest: str, act: Callable[..., Invitee], words: str
) -> HttpResponse:
    found = _guest(request, pid, guest)
    try:
        act(found.pid, by=person_of(request), at=clock.now())
    except NotPossible as refusal:
        messages.error(request, wording.refusal_words(refusal))
    else:
        messages.success(request, words)
    return redirect("meetings:guests", pid=pid)


def _guest(request: PageRequest, pid: str, guest: str) -> Invitee:
    """A guest of this very meeting (ACC-03), for who keeps its list."""
    meeting = listed(request, pid)
    found = queries.guests_of(meeting).filter(pid=guest).first()
    if found is None:
        raise Http404
    return found


def listed(request: PageRequest, pid: str) -> Meeting:
    """The meeting, for who may change its list of guests now."""
    meeting = organised(request, pid)
    access.list_guests(request.user, meeting, clock.now()).or_deny()
    return meeting


def added_words(count: int) -> str:
    """How many guests a list added."""
    words = ngettext("%(count)s guest added.", "%(count)s guests added.", count)
    return words % {"count": count}
