"""Keys of a meeting: issued, shown once, taken back."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from cordata.api import access, actions, queries
from cordata.api.forms import KeyForm
from cordata.api.models import Token
from cordata.kernel import clock
from cordata.kernel.verdicts import NotPossible
from cordata.meetings import presenting
from cordata.meetings.models import Meeting
from cordata.meetings.views.organiser import worked_on
from cordata.meetings.views.signed_in import person_of
from cordata.notify import links
from cordata.web.requests import PageRequest


def connected(request: PageRequest, pid: str) -> Meeting:
    """The meeting, for who may connect other software to it."""
    meeting = worked_on(request, pid)
    access.connect(request.user, meeting, clock.now()).or_deny()
    return meeting


@require_http_methods(["GET", "HEAD", "POST"])
def connections(request: PageRequest, pid: str) -> HttpResponse:
    """Every key, and a form for one more. Its secret stands in the answer and nowhere else."""
    meeting, secret = connected(request, pid), ""
    form = KeyForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        asked = form.cleaned_data
        try:
            _token, secret = actions.issue_token(
                pid, **asked, by=person_of(request), at=clock.now()
            )
        except NotPossible as refusal:
            form.refuse("label", refusal.code, **refusal.params)
        else:
            form = KeyForm()
    return _page(request, meeting, form, secret)


def _page(request: PageRequest, meeting: Meeting, form: KeyForm, secret: str) -> HttpResponse:
    at = clock.now()
    context = presenting.facts_of(meeting, at) | {
        "form": form,
        "secret": secret,
        "tokens": queries.tokens_of(meeting),
        "hooks": queries.hooks_of(meeting),
        "address": links.absolute(f"/api/v1/meetings/{meeting.code}/registrations"),
        "tabs": presenting.views_of(meeting, request.user, "api:connections", at, {}),
    }
    status = 422 if form.is_bound else 201 if secret else 200
    return render(request, "api/connections.html", context, status=status)


@require_POST
def revoke(request: PageRequest, pid: str, token: str) -> HttpResponse:
    meeting = connected(request, pid)
    try:
        actions.revoke_token(meeting, token, by=person_of(request), at=clock.now())
    except Token.DoesNotExist as error:
        raise Http404 from error
    messages.success(request, gettext("The key opens nothing any more."))
    return redirect("api:connections", pid=pid)
