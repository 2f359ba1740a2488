"""One's own account, and vouching for somebody who lost their mailbox."""

from __future__ import annotations

from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cordata.accounts import actions, queries
from cordata.accounts.access import (
    is_secretariat,
    manage_roles,
    merge_organisations,
    see_others,
    vouch,
)
from cordata.accounts.forms import ProfileForm, RecoveryForm
from cordata.accounts.fresh import leave_to_return
from cordata.accounts.models import Person, Recovery
from cordata.accounts.views.requests import PersonRequest, say_refusal
from cordata.kernel import clock
from cordata.kernel.verdicts import NotPossible
from cordata.web.forms import sent, status_of


@require_http_methods(["GET", "POST"])
def me(request: PersonRequest) -> HttpResponse:
    """Name, language, organisations, keys; what waits for this person's answer."""
    person, now = request.user, clock.now()
    initial = {"name": person.name, "language": get_language()}
    form = ProfileForm(sent(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.edit_profile(person, at=now, **form.cleaned_data)
        with override(form.cleaned_data["language"]):
            messages.success(request, _("Your profile is saved."))
            return redirect("accounts:me")
    context = {
        "form": form,
        "organisations": queries.organisations_of(person),
        "asked": person.join_requests.filter(decided_at=None).select_related("organisation"),
        "requests": queries.requests_to_decide(person, now),
        "recoveries": queries.recoveries_to_confirm(person, now),
        "looks": queries.looks_at(person),
        "may_see_others": see_others(person, at=now),
        "may_merge": merge_organisations(person, at=now),
        "may_manage_roles": manage_roles(person),
        "may_vouch": is_secretariat(person) or person.organisation_ids,
    }
    return render(request, "accounts/me.html", context, status=status_of(form))


@require_http_methods(["GET", "POST"])
def recovery_new(request: PersonRequest) -> HttpResponse:
    """The first of two people vouches. An unknown address and a stranger's look alike."""
    form = RecoveryForm(sent(request))
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        lost = Person.objects.filter(email=typed["lost"]).first()
        if lost is None or not vouch(request.user, lost):
            form.refuse("lost", "recovery.strangers")
        else:
            try:
                actions.vouch_for(
                    lost,
                    typed["new_email"],
                    by=request.user,
                    at=clock.now(),
                    because=typed["reason"],
                )
            except NotPossible as refusal:
                form.refuse(None, refusal.code, **refusal.params)
            else:
                messages.success(request, _("Asked. A second person now has to confirm."))
                return redirect("accounts:me")
    context = {"form": form}
    return render(request, "accounts/recovery_new.html", context, status=status_of(form))


@require_http_methods(["GET", "POST"])
def recovery(request: PersonRequest, pid: str) -> HttpResponse:
    """The second person confirms, or somebody stops it."""
    asked = get_object_or_404(Recovery.objects.select_related("person", "vouched_by"), pid=pid)
    if asked.person != request.user and not vouch(request.user, asked.person):
        raise Http404
    if request.method == "POST":
        decide = actions.confirm_recovery if "confirm" in request.POST else actions.refuse_recovery
        try:
            decide(pid, by=request.user, at=clock.now())
        except NotPossible as refusal:
            say_refusal(request, refusal)
        else:
            messages.success(request, _("Done. Everybody concerned has been told by e-mail."))
        return redirect("accounts:me")
    return render(request, "accounts/recovery.html", {"recovery": asked})


@require_http_methods(["GET", "POST"])
def confirm_identity(request: PersonRequest) -> HttpResponse:
    """Before keys change: the key or app again; who has neither signs in anew with a code."""
    wanted = request.GET.get("next") or request.POST.get("next") or ""
    back = wanted if url_has_allowed_host_and_scheme(wanted, None) else reverse("accounts:me")
    query = urlencode({"next": back})
    methods = get_adapter(request).get_reauthentication_methods(request.user)
    if methods:
        return redirect(f"{methods[0]['url']}?{query}")
    if request.method == "POST":
        leave_to_return(request)
        return redirect(f"{reverse('account_login')}?{query}")
    return render(request, "account/sign_in_anew.html", {"next": back})
