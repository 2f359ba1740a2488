"""Helpers at the door: invited and revoked by an organiser; and the log of the door."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cordata.kernel import clock
from cordata.kernel.verdicts import NotPossible
from cordata.meetings import actions, presenting, queries
from cordata.meetings.forms import HelperForm
from cordata.meetings.models import Meeting
from cordata.meetings.views.organiser import organised
from cordata.meetings.views.signed_in import person_of
from cordata.web.catalogue import sentence
from cordata.web.requests import PageRequest

PER_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
def helpers(request: PageRequest, pid: str) -> HttpResponse:
    """Who helps on the day, and a form to write one more in."""
    meeting = organised(request, pid)
    form = HelperForm(meeting, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            actions.invite_helper(pid, by=person_of(request), at=clock.now(), **form.cleaned_data)
        except NotPossible as refusal:
            form.refuse("email", refusal.code, **refusal.params)
        else:
            messages.success(request, gettext("The helper is written in and gets a mail."))
            return redirect("meetings:helpers", pid=pid)
    return _page(request, meeting, form)


def _page(request: PageRequest, meeting: Meeting, form: HelperForm) -> HttpResponse:
    at = clock.now()
    opens, closes = queries.door_day(meeting)
    context = presenting.facts_of(meeting, at) | {
        "form": form,
        "helpers": queries.helpers_of(meeting),
        "opens": opens,
        "closes": closes,
        "over": at >= closes,
        "tabs": presenting.views_of(meeting, request.user, "helpers", at, {}),
    }
    status = 422 if form.is_bound else 200
    return render(request, "meetings/helpers.html", context, status=status)


@require_POST
def revoke_helper(request: PageRequest, pid: str, number: int) -> HttpResponse:
    organised(request, pid)
    try:
        actions.revoke_helper(pid, number, by=person_of(request), at=clock.now())
    except NotPossible as refusal:
        messages.error(request, sentence(refusal.code, **refusal.params))
    else:
        messages.success(request, gettext("The helper’s access is taken back."))
    return redirect("meetings:helpers", pid=pid)


@require_safe
def door_log(request: PageRequest, pid: str) -> HttpResponse:
    """Every act at the door, with both clocks."""
    meeting, at = organised(request, pid), clock.now()
    page = Paginator(queries.acts_of(meeting), PER_PAGE).get_page(request.GET.get("page"))
    context = presenting.facts_of(meeting, at) | {
        "page": page,
        "lines": presenting.log_lines(list(page), meeting),
        "tabs": presenting.views_of(meeting, request.user, "door_log", at, {}),
    }
    return render(request, "meetings/door_log.html", context)
