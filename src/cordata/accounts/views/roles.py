"""Roles of the programme: the list, giving and taking them."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cordata.accounts import access, actions, queries, scopes
from cordata.accounts.forms import RoleForm
from cordata.accounts.models import Grant
from cordata.accounts.views.requests import PersonRequest, say_refusal
from cordata.kernel import clock
from cordata.kernel.verdicts import NotPossible
from cordata.web.forms import sent, status_of
from cordata.web.moments import zone_of

BESIDE = {"grant.needs_end": "ends_on", "grant.ends_before_it_starts": "ends_on"}


@require_http_methods(["GET", "POST"])
def roles(request: PersonRequest) -> HttpResponse:
    """Privileged accounts with their last use, and the form that gives a role (ACC-10)."""
    access.manage_roles(request.user).or_deny()
    form = RoleForm(sent(request))
    if request.method == "POST" and form.is_valid() and _give(request, form):
        messages.success(request, _("The role is given; all administrators have been told."))
        return redirect("accounts:roles")
    page = Paginator(queries.grants_to_come(clock.now()), 50).get_page(request.GET.get("page"))
    names = dict(scopes.offered())
    rows = [(grant, names.get(grant.scope, grant.scope)) for grant in page]
    context = {"form": form, "page": page, "rows": rows, "now": clock.now()}
    return render(request, "accounts/roles.html", context, status=status_of(form))


def _give(request: PersonRequest, form: RoleForm) -> bool:
    typed, now = form.cleaned_data, clock.now()
    try:
        person = actions.add_person(typed["email"], by=request.user, at=now)
        actions.grant_role(
            person,
            typed["role"],
            by=request.user,
            at=now,
            scope=typed["scope"],
            starts_at=_start_of(typed["starts_on"], now),
            ends_at=_end_of(typed["ends_on"]) if typed["ends_on"] else None,
        )
    except NotPossible as refusal:
        form.refuse(BESIDE.get(refusal.code, "email"), refusal.code, **refusal.params)
        return False
    return True


def _start_of(day: date | None, now: datetime) -> datetime:
    """The first instant of a day to come; today means now."""
    if day is None:
        return now
    return max(now, datetime.combine(day, time.min, ZoneInfo(zone_of().name)))


def _end_of(day: date) -> datetime:
    """The last instant of a day in the installation's zone."""
    return datetime.combine(day, time.max, ZoneInfo(zone_of().name))


@require_http_methods(["POST"])
def revoke_role(request: PersonRequest, number: int) -> HttpResponse:
    """Take a role back."""
    access.manage_roles(request.user).or_deny()
    grant = get_object_or_404(Grant.objects.select_related("person"), pk=number)
    access.change_rights(request.user, grant.person).or_deny()
    try:
        actions.revoke_grant(number, by=request.user, at=clock.now())
    except NotPossible as refusal:
        say_refusal(request, refusal)
    else:
        messages.success(request, _("The role is taken back; all administrators have been told."))
    return redirect("accounts:roles")
