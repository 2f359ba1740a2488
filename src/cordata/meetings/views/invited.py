"""The page behind a guest's link. A GET changes nothing; each answer is a button (NOT-04)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cordata.kernel import clock
from cordata.kernel.verdicts import NotPossible
from cordata.meetings import access, actions, presenting, queries
from cordata.meetings.actions import Accepted
from cordata.meetings.forms import ColleagueForm, InvitedForm
from cordata.meetings.models import Invitee, OptOut
from cordata.meetings.states import LIVE
from cordata.web.access import public
from cordata.web.requests import PageRequest

ONE_CLICK = "List-Unsubscribe"  # what a mail program's own button sends (RFC 8058)


@public
@require_safe
def invited(request: PageRequest, pid: str, key: str) -> HttpResponse:
    return shown(request, guest_of(pid, key))


@public
@require_http_methods(["GET", "HEAD", "POST"])
def come(request: PageRequest, pid: str, key: str) -> HttpResponse:
    """The registration, filled in with what the organisers know."""
    guest = guest_of(pid, key)
    verdict = access.register(guest.meeting, clock.now())
    if not verdict:
        return shown(request, guest, NotPossible(verdict.code, **verdict.params))
    form = InvitedForm(guest, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            made = actions.accept_invitation(pid, form.answers(), at=request.received_at)
        except NotPossible as refusal:
            form.refuse(None, refusal.code, **refusal.params)
        else:
            return _after(request, guest, made)
    fields = render_to_string("meetings/register_fields.html", {"form": form})
    context = _facts(guest) | {"form": form, "fields": fields, "shown": form["shown"].value()}
    return _private(request, "meetings/invited_come.html", context, 422 if form.is_bound else 200)


def _after(request: PageRequest, guest: Invitee, made: Accepted) -> HttpResponse:
    """To the registration this answer made; the link of an earlier one is in its own mail."""
    own = made.registration
    if made.is_new:
        return redirect("meetings:registration", pid=own.pid, key=own.key)
    messages.success(request, gettext("You are registered; the link is in your mail."))
    return redirect("meetings:invited", pid=guest.pid, key=guest.key)


@public
@require_POST
def decline(request: PageRequest, pid: str, key: str) -> HttpResponse:
    guest = guest_of(pid, key)
    try:
        actions.decline_invitation(guest.pid, at=request.received_at)
    except NotPossible as refusal:
        return shown(request, guest_of(pid, key), refusal)
    return redirect("meetings:invited", pid=pid, key=key)


@public
@require_http_methods(["GET", "HEAD", "POST"])
def colleague(request: PageRequest, pid: str, key: str) -> HttpResponse:
    """Somebody else comes, with a link of their own."""
    guest = guest_of(pid, key)
    form = ColleagueForm(guest, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            actions.send_colleague(pid, at=request.received_at, **form.cleaned_data)
        except NotPossible as refusal:
            form.refuse(None, refusal.code, **refusal.params)
        else:
            return redirect("meetings:invited", pid=pid, key=key)
    context = _facts(guest) | {"form": form}
    status = 422 if form.is_bound else 200
    return _private(request, "meetings/invited_colleague.html", context, status)


@public
@require_POST
def link(request: PageRequest, pid: str, key: str) -> HttpResponse:
    """The link of one's registration once more: to the mailbox, not on the page."""
    guest = guest_of(pid, key)
    if actions.send_link_again(guest.pid, at=request.received_at):
        messages.success(request, gettext("The link of your registration is in your mail."))
    return redirect("meetings:invited", pid=pid, key=key)


@public
@csrf_exempt  # a mail program's own button brings no cookie: the key is what allows it
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: PageRequest, pid: str, key: str) -> HttpResponse:
    """No more invitations, by a button of the page or of the mail program."""
    guest = guest_of(pid, key)
    if request.method == "POST" and request.POST.get("erase"):
        actions.forget_guest(pid, at=request.received_at)
        messages.success(request, gettext("Your address is erased. You get no more invitations."))
        return redirect("meetings:list")
    if request.method == "POST":
        actions.unsubscribe(pid, at=request.received_at)
        if ONE_CLICK not in request.POST:
            return redirect("meetings:invited_unsubscribe", pid=pid, key=key)
    stopped = bool(OptOut.objects.among(guest.meeting.programme, [guest.email]))
    context = _facts(guest) | {"stopped": stopped}
    return _private(request, "meetings/invited_unsubscribe.html", context)


def guest_of(pid: str, key: str) -> Invitee:
    """404 for whoever does not hold the link, and once the address is erased."""
    found = queries.guest_by_link().filter(pid=pid, erased_at=None).first()
    if found is None or not found.opened_by(key):
        raise Http404
    return found


def shown(request: PageRequest, guest: Invitee, refusal: NotPossible | None = None) -> HttpResponse:
    context = _facts(guest) | {"refusal": refusal}
    return _private(request, "meetings/invited.html", context, 409 if refusal else 200)


def _facts(guest: Invitee) -> dict[str, Any]:
    at, meeting = clock.now(), guest.meeting
    own = guest.registration
    return presenting.facts_of(meeting, at) | {
        "guest": guest,
        "key": guest.key,
        "registered": bool(own and own.state in LIVE and not own.erased_at),
        "register": access.register(meeting, at),
        "asked": guest.colleagues.filter(erased_at=None).order_by("-pk").first()
        if guest.state == "colleague"
        else None,
    }


def _private(
    request: PageRequest, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    response = render(request, template, context, status=status)
    response["Cache-Control"] = "no-store, private"
    response["Referrer-Policy"] = "same-origin"  # see views.registrant
    return response
