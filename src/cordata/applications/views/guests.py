"""Observers and advisers of a draft: invited by the lead, listed for partners, ended at will."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cordata.applications import access
from cordata.applications.actions.guests import end_guest, invite_guest
from cordata.applications.forms.guests import GuestForm
from cordata.applications.models import Application, Guest
from cordata.applications.queries import guests_of
from cordata.applications.views.around import around
from cordata.applications.views.found import draft_or_404
from cordata.applications.views.person import person_of
from cordata.kernel import clock
from cordata.kernel.verdicts import NotPossible
from cordata.programme.queries import local_day


@dataclass(frozen=True, slots=True)
class Row:
    """One invitation as the list shows it."""

    guest: Guest
    runs: bool

    @property
    def name(self) -> str:
        person = self.guest.person
        return person.name if person is not None else ""


@require_http_methods(["GET", "HEAD", "POST"])
def guests(request: HttpRequest, pid: str) -> HttpResponse:
    """Who may look, until when; the form for one more."""
    application, at = draft_or_404(request, pid), clock.now()
    access.see_guests(request.user, application).or_deny()
    may_invite = access.invite_guest(request.user, application)
    form = GuestForm(
        request.POST if request.method == "POST" else None, initial=_first(application)
    )
    if request.method == "POST":
        may_invite.or_deny()
        if form.is_valid() and _invited(request, application, form):
            return redirect("applications:guests", pid)
    context = around(request, application, "partners", page=_("Observers and advisers")) | {
        "form": form if may_invite else None,
        "may_invite": may_invite,
        "may_end": access.end_guest(request.user, application),
        "rows": [_row(one, at) for one in guests_of(application)],
    }
    status = 422 if form.errors else 200
    return render(request, "applications/guests.html", context, status=status)


def _first(application: Application) -> dict[str, object]:
    """An observer, until the call closes."""
    return {
        "kind": Guest.Kind.OBSERVER,
        "until": local_day(application.call, application.call.closes_at),
    }


def _row(guest: Guest, at: datetime) -> Row:
    return Row(guest, guest.ended_at is None and guest.until > at)


def _invited(request: HttpRequest, application: Application, form: GuestForm) -> bool:
    given, at = form.cleaned_data, clock.now()
    until, by = form.until_at(application.call), person_of(request)
    try:
        invite_guest(application, given["email"], given["kind"], until=until, by=by, at=at)
    except NotPossible as refusal:
        field = "until" if "until" in refusal.code else "email"
        form.refuse(field, refusal.code, **refusal.params)
        return False
    messages.success(request, _("The invitation is on its way. You can end it at any moment."))
    return True


@require_POST
def guest_end(request: HttpRequest, pid: str, guest: str) -> HttpResponse:
    """From the next click on they read nothing."""
    application = draft_or_404(request, pid)
    access.end_guest(request.user, application).or_deny()
    if not application.guests.filter(pid=guest).exists():
        raise Http404
    end_guest(application, guest, by=person_of(request), at=clock.now())
    messages.success(request, _("The reading has ended."))
    return redirect("applications:guests", pid)
