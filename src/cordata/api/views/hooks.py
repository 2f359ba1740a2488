"""Automatic notices: added, their log, sent again, ended."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cordata.accounts.queries import names_of
from cordata.api import actions, queries
from cordata.api.forms import HookForm
from cordata.api.models import Delivery, Hook
from cordata.api.views.keys import connected
from cordata.kernel import clock
from cordata.kernel.verdicts import NotPossible
from cordata.meetings import presenting
from cordata.meetings.models import Meeting
from cordata.meetings.views.signed_in import person_of
from cordata.web.catalogue import sentence
from cordata.web.requests import PageRequest

PER_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: PageRequest, pid: str) -> HttpResponse:
    """An address to tell. What its notices are signed with stands in the answer alone."""
    meeting = connected(request, pid)
    form = HookForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            hook = actions.add_hook(pid, **form.cleaned_data, by=person_of(request), at=clock.now())
        except NotPossible as refusal:
            form.refuse("url", refusal.code, **refusal.params)
        else:
            return _shown(request, meeting, {"hook": hook}, 201)
    return _shown(request, meeting, {"form": form}, 422 if form.is_bound else 200)


def _shown(
    request: PageRequest, meeting: Meeting, more: dict[str, object], status: int
) -> HttpResponse:
    context = presenting.facts_of(meeting, clock.now()) | more
    return render(request, "api/new_hook.html", context, status=status)


@require_safe
def log(request: PageRequest, pid: str, hook: str) -> HttpResponse:
    """What was told to one address in the last thirty days, and what came back."""
    meeting, at = connected(request, pid), clock.now()
    shown = get_object_or_404(meeting.hooks, pid=hook)
    page = Paginator(queries.deliveries_of(shown), PER_PAGE).get_page(request.GET.get("page"))
    context = presenting.facts_of(meeting, at) | {
        "hook": shown,
        "added_by": names_of({shown.added_by}).get(shown.added_by, ""),
        "page": page,
    }
    return render(request, "api/hook.html", context)


@require_POST
def end(request: PageRequest, pid: str, hook: str) -> HttpResponse:
    meeting = connected(request, pid)
    try:
        actions.end_hook(meeting, hook, by=person_of(request), at=clock.now())
    except Hook.DoesNotExist as error:
        raise Http404 from error
    messages.success(request, gettext("Nothing more is sent to this address."))
    return redirect("api:connections", pid=pid)


@require_POST
def again(request: PageRequest, pid: str, hook: str, delivery: str) -> HttpResponse:
    meeting = connected(request, pid)
    told = get_object_or_404(meeting.hooks, pid=hook)
    try:
        actions.send_again(told, delivery, by=person_of(request), at=clock.now())
    except Delivery.DoesNotExist as error:
        raise Http404 from error
    except NotPossible as refusal:
        messages.error(request, sentence(refusal.code, **refusal.params))
    else:
        messages.success(request, gettext("The notice is on its way again."))
    return redirect("api:hook", pid=pid, hook=hook)
