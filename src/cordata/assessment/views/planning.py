"""The plan of who reads what: computed, looked at, changed by hand, used."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cordata.assessment import access, actions
from cordata.assessment.file_page import SHEET_DAYS
from cordata.assessment.forms import PlanForm
from cordata.assessment.plan_page import plan_context
from cordata.assessment.planning import plan_of
from cordata.assessment.views.found import call_or_404, person_of
from cordata.kernel import clock
from cordata.kernel.verdicts import NotPossible
from cordata.programme.models import Call
from cordata.web.catalogue import sentence


@require_safe
def plan(request: HttpRequest, code: str) -> HttpResponse:
    """Every file being assessed with its readers, and what a plan would add."""
    return _page(request, call_or_404(request, code))


def _page(request: HttpRequest, call: Call, form: PlanForm | None = None) -> HttpResponse:
    at = clock.now()
    due_on = (at + timedelta(days=SHEET_DAYS)).date()
    context = plan_context(call, at) | {
        "may_change": access.plan_assignment(request.user, call, at=at),
        "form": form or PlanForm(initial={"due_on": due_on}),
        "has_errors": form is not None,
    }
    return render(request, "assessment/plan.html", context, status=422 if form else 200)


@require_POST
def compute(request: HttpRequest, code: str) -> HttpResponse:
    """A new plan on the table; nobody is asked yet."""
    call = _planned(request, code)
    try:
        actions.compute_plan(call, by=person_of(request), at=clock.now())
    except NotPossible as refusal:
        messages.error(request, sentence(refusal.code, **refusal.params))
    else:
        messages.success(request, _("The plan is computed. Nobody has been written to yet."))
    return redirect("assessment:plan", code)


@require_POST
def change(request: HttpRequest, code: str, pid: str) -> HttpResponse:
    """One assessor of a file out, or one more in."""
    call, asked = _planned(request, code), request.POST
    try:
        actions.change_plan(
            plan_of(call, pid),
            asked.get("file", ""),
            takes_out=asked.get("out", ""),
            puts_in=asked.get("into", ""),
            by=person_of(request),
            at=clock.now(),
        )
    except NotPossible as refusal:
        messages.error(request, sentence(refusal.code, **refusal.params))
    return redirect("assessment:plan", code)


@require_POST
def use(request: HttpRequest, code: str, pid: str) -> HttpResponse:
    """Every file is given to its readers, who are written to together."""
    call, form = _planned(request, code), PlanForm(request.POST)
    if not form.is_valid() or not _used(request, call, pid, form):
        return _page(request, call, form)
    messages.success(request, _("The files are given out; the assessors are asked by mail."))
    return redirect("assessment:plan", code)


def _used(request: HttpRequest, call: Call, pid: str, form: PlanForm) -> bool:
    due_at, by = form.due_at(call), person_of(request)
    try:
        actions.use_plan(plan_of(call, pid), due_at=due_at, by=by, at=clock.now())
    except NotPossible as refusal:
        form.refuse(None, refusal.code, **refusal.params)
        return False
    return True


def _planned(request: HttpRequest, code: str) -> Call:
    call = call_or_404(request, code)
    access.plan_assignment(request.user, call).or_deny()
    return call
