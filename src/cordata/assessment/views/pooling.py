"""The pool of assessors: the secretariat's list, each one's row, one's own."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cordata.assessment import access, actions
from cordata.assessment.forms import AssessorForm, assessor_values
from cordata.assessment.models import Assessor
from cordata.assessment.pool import Member, pool, profile_of
from cordata.assessment.views.found import call_or_404, person_of
from cordata.kernel import clock
from cordata.kernel.verdicts import NotPossible
from cordata.programme.models import Call
from cordata.programme.site import site_of
from cordata.web.catalogue import sentence
from cordata.web.forms import sent, status_of


@require_safe
def pool_list(request: HttpRequest, code: str) -> HttpResponse:
    """Who assesses in this call: what they read and know, their files, what is missing."""
    call, at = call_or_404(request, code), clock.now()
    context = {
        "call": call,
        "members": pool(call, at),
        "themes": {theme.code: theme.names for theme in call.definition.themes},
        "may_change": access.plan_assignment(request.user, call, at=at),
    }
    return render(request, "assessment/pool.html", context)


def assessor(request: HttpRequest, code: str, pid: str) -> HttpResponse:
    """One row of the pool, filled in by a case officer."""
    call = call_or_404(request, code)
    access.plan_assignment(request.user, call).or_deny()
    member = _member(call, pid)
    form = AssessorForm(sent(request), call=call, initial=assessor_values(member.profile))
    if form.is_valid() and _kept(request, call, member.profile, form):
        messages.success(request, _("Kept."))
        return redirect("assessment:pool", code)
    context = {"call": call, "member": member, "form": form, "has_errors": form.is_bound}
    return render(request, "assessment/assessor.html", context, status=status_of(form))


def oneself(request: HttpRequest, code: str) -> HttpResponse:
    """An assessor says what they read and know, how much they take, when they are away."""
    call = site_of(request).call(code)
    if call is None or not access.describe_oneself(request.user, call):
        raise Http404
    profile = profile_of(call, person_of(request))
    form = AssessorForm(sent(request), call=call, oneself=True, initial=assessor_values(profile))
    if form.is_valid() and _kept(request, call, profile, form):
        messages.success(request, _("Kept. Thank you."))
        return redirect("assessment:mine")
    context = {"call": call, "profile": profile, "form": form, "has_errors": form.is_bound}
    return render(request, "assessment/oneself.html", context, status=status_of(form))


@require_POST
def end(request: HttpRequest, code: str, pid: str) -> HttpResponse:
    """Somebody leaves the pool, or comes back."""
    call = call_or_404(request, code)
    access.plan_assignment(request.user, call).or_deny()
    member, ended = _member(call, pid), request.POST.get("ended") == "yes"
    by, at = person_of(request), clock.now()
    try:
        actions.end_assessor(call, member.person, ended=ended, by=by, at=at)
    except NotPossible as refusal:
        messages.error(request, sentence(refusal.code, **refusal.params))
    else:
        messages.success(request, _("Done."))
    return redirect("assessment:assessor", code, pid)


def _member(call: Call, pid: str) -> Member:
    found = next((one for one in pool(call, clock.now()) if one.person.pid == pid), None)
    if found is None:
        raise Http404
    return found


def _kept(request: HttpRequest, call: Call, profile: Assessor, form: AssessorForm) -> bool:
    by, at = person_of(request), clock.now()
    try:
        actions.save_assessor(call, profile.person, form.profile(profile), by=by, at=at)
    except NotPossible as refusal:
        form.refuse(FIELDS.get(refusal.code), refusal.code, **refusal.params)
        return False
    return True


FIELDS = {
    "assessor.no_language": "languages",
    "assessor.least_over_most": "most",
    "assessor.away_half": "away_until",
    "assessor.away_backwards": "away_until",
}
