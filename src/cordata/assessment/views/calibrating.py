"""The common text of a call: the secretariat's page, and the assessors'."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cordata.assessment import access, actions
from cordata.assessment.calibration import calibration_of, drawn, own_sheet, still_to_score
from cordata.assessment.calibration_forms import (
    CalibrationForm,
    CalibrationScoreForm,
    calibration_values,
)
from cordata.assessment.models import Calibration
from cordata.assessment.pool import keeps_confidential
from cordata.assessment.states import CalibrationState
from cordata.assessment.views.found import call_or_404, person_of
from cordata.kernel import clock
from cordata.kernel.verdicts import NotPossible
from cordata.programme.models import Call
from cordata.programme.site import site_of
from cordata.web.catalogue import sentence
from cordata.web.forms import sent, status_of

DAYS = 7  # default: to score the common text


def calibration(request: HttpRequest, code: str) -> HttpResponse:
    """The secretariat writes the common text, opens it, and sees who has scored."""
    call, at = call_or_404(request, code), clock.now()
    found = calibration_of(call)
    values = calibration_values(call, found, at + timedelta(days=DAYS))
    form = CalibrationForm(sent(request), call=call, initial=values)
    if request.method == "POST":
        access.plan_assignment(request.user, call, at=at).or_deny()
        if form.is_valid() and _kept(request, call, form):
            return redirect("assessment:calibration", code)
    context = {
        "call": call,
        "calibration": found,
        "form": form,
        "has_errors": form.is_bound,
        "waiting": still_to_score(found, at) if found and found.opened_at else [],
        "spreads": drawn(found, person_of(request)) if found and found.shown_at else [],
        "may_change": access.plan_assignment(request.user, call, at=at),
        "required": call.definition.grid.calibration,
    }
    return render(request, "assessment/calibration.html", context, status=status_of(form))


def _kept(request: HttpRequest, call: Call, form: CalibrationForm) -> bool:
    titles, texts = form.written("title"), form.written("text")
    by, at = person_of(request), clock.now()
    try:
        actions.write_calibration(call, titles, texts, due_at=form.due_at(), by=by, at=at)
    except NotPossible as refusal:
        form.refuse(None, refusal.code, **refusal.params)
        return False
    messages.success(request, _("Kept."))
    return True


@require_POST
def open_it(request: HttpRequest, code: str) -> HttpResponse:
    """The pool is asked by mail to score the common text."""
    return _step(request, code, "open")


@require_POST
def show(request: HttpRequest, code: str) -> HttpResponse:
    """The spread is shown to all, before everybody has scored."""
    return _step(request, code, "show")


def _step(request: HttpRequest, code: str, step: str) -> HttpResponse:
    call = call_or_404(request, code)
    access.plan_assignment(request.user, call).or_deny()
    found, by, at = calibration_of(call), person_of(request), clock.now()
    if found is None:
        raise Http404
    act = actions.open_calibration if step == "open" else actions.show_spread
    try:
        act(found.pid, by=by, at=at)
    except NotPossible as refusal:
        messages.error(request, sentence(refusal.code, **refusal.params))
    else:
        messages.success(request, _("Done."))
    return redirect("assessment:calibration", code)


def calibrate(request: HttpRequest, code: str) -> HttpResponse:
    """An assessor scores the common text; afterwards the page shows how far apart the pool is."""
    call = site_of(request).call(code)
    if call is None or not access.describe_oneself(request.user, call):
        raise Http404
    found = calibration_of(call)
    if found is None or found.state == CalibrationState.WRITTEN:
        raise Http404
    person, grid = person_of(request), call.definition.grid
    bound = keeps_confidential(person, call)
    form = CalibrationScoreForm(sent(request), grid=grid, bound=bound)
    if form.is_bound and form.is_valid() and _scored(request, found, form):
        messages.success(request, _("Your points are sent. Thank you."))
        return redirect("assessment:calibrate", code)
    context = {
        "call": call,
        "calibration": found,
        "texts": _own_language_first(found),
        "own": own_sheet(found, person),
        "form": form,
        "fields": [(item, form[f"points_{item.code}"]) for item in grid.scored],
        "spreads": drawn(found, person) if found.shown_at else [],
        "has_errors": form.is_bound,
    }
    return render(request, "assessment/calibrate.html", context, status=status_of(form))


def _own_language_first(found: Calibration) -> dict[str, str]:
    own = (get_language() or "").split("-")[0]
    return dict(sorted(found.texts.items(), key=lambda one: one[0] != own))


def _scored(request: HttpRequest, found: Calibration, form: CalibrationScoreForm) -> bool:
    by, at = person_of(request), clock.now()
    try:
        actions.keep_confidential(found.call, by=by, at=at)
        actions.score_calibration(found.pid, form.points(), by=by, at=at)
    except NotPossible as refusal:
        form.refuse(None, refusal.code, **refusal.params)
        return False
    return True
