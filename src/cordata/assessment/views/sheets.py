"""The assessor's pages for one file: the declaration before reading, the sheet."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cordata.applications.reads import note_read
from cordata.assessment import access, actions, queries
from cordata.assessment.forms import AcceptForm, ReasonForm, SheetForm
from cordata.assessment.models import Assignment
from cordata.assessment.plan_page import why_words
from cordata.assessment.pool import keeps_confidential
from cordata.assessment.presenting import criterion_fields, so_far, titles_of
from cordata.assessment.queries import grid_of
from cordata.assessment.sheet_page import sheet_context, sheet_form
from cordata.assessment.states import AssignmentState
from cordata.assessment.views.found import (
    assignment_or_404,
    noted_or_deny,
    person_of,
    with_partners,
)
from cordata.kernel import clock
from cordata.kernel.refusing import note_refusal
from cordata.kernel.verdicts import NotPossible
from cordata.packs.grid import Criterion
from cordata.web.catalogue import sentence


@require_safe
def assignment(request: HttpRequest, pid: str) -> HttpResponse:
    """Who the partners are, and the two answers: I accept, I have a conflict."""
    found = assignment_or_404(request, pid)
    if found.state == AssignmentState.LOCKED:
        return redirect("assessment:sheet", pid)
    return _declaration(request, found)


def _declaration(
    request: HttpRequest,
    found: Assignment,
    *,
    accept_form: AcceptForm | None = None,
    conflict_form: ReasonForm | None = None,
    back_form: ReasonForm | None = None,
) -> HttpResponse:
    review = with_partners(found.review)
    application = review.application
    theme = application.call_version.definition.theme(application.theme)
    context = {
        "assignment": found,
        "application": application,
        "titles": titles_of(review),
        "partners": sorted(application.partners.all(), key=lambda one: one.position),
        "theme": theme.names if theme else {},
        "why": why_words(application.call, found.chosen_for),
        "accept_form": accept_form or AcceptForm(bound=_bound(found)),
        "conflict_form": conflict_form or ReasonForm(auto_id="conflict-%s"),
        "back_form": back_form or ReasonForm(auto_id="back-%s"),
        "has_errors": bool(accept_form or conflict_form or back_form),
    }
    status = 422 if context["has_errors"] else 200
    return render(request, "assessment/assignment.html", context, status=status)


def _bound(found: Assignment) -> bool:
    """Whether the undertaking of the call was accepted with an earlier file."""
    return keeps_confidential(found.assessor, found.review.application.call)


@require_POST
def accept(request: HttpRequest, pid: str) -> HttpResponse:
    """Confidentiality and no conflict, then the file opens."""
    found = assignment_or_404(request, pid)
    noted_or_deny(request, found, access.accept(request.user, found))
    form = AcceptForm(request.POST, bound=_bound(found))
    if not form.is_valid():
        return _declaration(request, found, accept_form=form)
    by, at = person_of(request), clock.now()
    actions.keep_confidential(found.review.application.call, by=by, at=at)
    actions.accept_assignment(pid, by=by, at=at)
    return redirect("assessment:sheet", pid)


@require_POST
def declare_conflict(request: HttpRequest, pid: str) -> HttpResponse:
    """The file is hidden from this person at once."""
    found = assignment_or_404(request, pid)
    access.work_on(request.user, found).or_deny()
    form = ReasonForm(request.POST, auto_id="conflict-%s")
    if not form.is_valid():
        return _declaration(request, found, conflict_form=form)
    reason = form.cleaned_data["reason"]
    actions.declare_conflict(pid, reason=reason, by=person_of(request), at=clock.now())
    messages.success(request, _("Thank you. The file is hidden from you now."))
    return redirect("assessment:mine")


@require_POST
def hand_back(request: HttpRequest, pid: str) -> HttpResponse:
    """No conflict, but somebody else must read it."""
    found = assignment_or_404(request, pid)
    access.work_on(request.user, found).or_deny()
    form = ReasonForm(request.POST, auto_id="back-%s")
    if not form.is_valid():
        return _declaration(request, found, back_form=form)
    reason = form.cleaned_data["reason"]
    actions.hand_back(pid, reason=reason, by=person_of(request), at=clock.now())
    messages.success(request, _("Thank you. The secretariat looks for somebody else."))
    return redirect("assessment:mine")


def sheet(request: HttpRequest, pid: str) -> HttpResponse:
    """The text on one side, the criteria on the other; POST keeps the whole sheet."""
    found = _opened(request, pid)
    if request.method != "POST":
        return _calibration_first(request, found) or _sheet_page(request, found)
    form = _typed(request, found)
    if not form.is_valid() or not _kept(request, found, form):
        return _sheet_page(request, found, form)
    messages.success(request, _("The sheet is saved."))
    return redirect(request.get_full_path())


def _typed(request: HttpRequest, found: Assignment) -> SheetForm:
    """What was sent of a sheet that one may fill in; points that no page offers are noted."""
    noted_or_deny(request, found, access.score(request.user, found))
    form = sheet_form(found, request.POST)
    for item in form.off_scale()[:1]:
        by, at = person_of(request), clock.now()
        scale = {"criterion": item.code, "low": item.scale_min, "high": item.scale_max}
        note_refusal(found, "sheet.off_scale", params=scale, by=by, at=at)
    return form


def _calibration_first(request: HttpRequest, found: Assignment) -> HttpResponse | None:
    """To the common text of the call, where no sheet opens before it."""
    verdict = access.calibrated(request.user, found)
    if verdict or found.state != AssignmentState.ACCEPTED:
        return None
    messages.info(request, sentence(verdict.code, **verdict.params))
    if verdict.code == "assessment.calibration_first":
        return redirect("assessment:calibrate", found.review.application.call.code)
    return redirect("assessment:mine")


def _opened(request: HttpRequest, pid: str) -> Assignment:
    """One's own sheet, once accepted."""
    found = assignment_or_404(request, pid)
    if found.state == AssignmentState.ASSIGNED:
        access.score(request.user, found).or_deny()
    return found


def _sheet_page(
    request: HttpRequest, found: Assignment, form: SheetForm | None = None
) -> HttpResponse:
    context = sheet_context(
        request.user,
        found,
        part=request.GET.get("part", ""),
        language=request.GET.get("in", ""),
        form=form,
    )
    if context["may_read"]:
        note_read(request.user, found.review.application, "sheet")
    status = 422 if form is not None else 200
    return render(request, "assessment/sheet.html", context, status=status)


def _kept(request: HttpRequest, found: Assignment, form: SheetForm) -> bool:
    by, at = person_of(request), clock.now()
    try:
        for item in form.grid.scored:
            points, motivation = form.answer(item)
            actions.save_score(found.pid, item.code, points, motivation, by=by, at=at)
        actions.save_comment(found.pid, form.cleaned_data["comment"], by=by, at=at)
    except NotPossible as refusal:
        form.refuse(None, refusal.code, **refusal.params)
        return False
    return True


@require_POST
def save(request: HttpRequest, pid: str, criterion: str) -> HttpResponse:
    """One criterion while it is typed; the answer carries what changes beside it."""
    found = _opened(request, pid)
    form = _typed(request, found)
    item = _criterion(found, criterion)
    form.full_clean()
    if form.errors:
        return _refused(form)
    points, motivation = form.answer(item)
    actions.save_score(pid, item.code, points, motivation, by=person_of(request), at=clock.now())
    fields = criterion_fields(form, form.grid)
    response = render(
        request,
        "assessment/_saved.html",
        {
            "field": next(one for one in fields if one.criterion.code == item.code),
            "so_far": so_far(fields, form.grid),
            "oob": True,
        },
    )
    response["X-Saved"] = quote(_("Criterion %(code)s is saved.") % {"code": item.code})
    return response


def _refused(form: SheetForm) -> HttpResponse:
    first = next(text for _id, text in form.problems)
    response = HttpResponse(status=422)
    response["X-Saved"] = quote(first)
    response["HX-Reswap"] = "none"
    return response


def _criterion(found: Assignment, code: str) -> Criterion:
    item = next((one for one in grid_of(found.review).scored if one.code == code), None)
    if item is None:
        raise Http404
    return item


@require_POST
def send(request: HttpRequest, pid: str) -> HttpResponse:
    """Keep what is typed, then send the sheet for good."""
    found = _opened(request, pid)
    form = _typed(request, found)
    if not form.is_valid() or not _kept(request, found, form) or not _sent(request, found, form):
        return _sheet_page(request, found, form)
    messages.success(request, _("The sheet is sent. Thank you."))
    return redirect("assessment:sheet", pid)


def _sent(request: HttpRequest, found: Assignment, form: SheetForm) -> bool:
    for field, code, params in _faults(found):
        form.refuse(field, code, **params)
    if form.errors:
        return False
    actions.lock_sheet(found.pid, by=person_of(request), at=clock.now())
    return True


def _faults(found: Assignment) -> list[tuple[str, str, dict[str, Any]]]:
    """Every mistake of the sheet with the field it belongs to."""
    faults = queries.faults_of(found)
    fields = {"motivation_short": "motivation"}
    return [
        (
            f"{fields.get(one.code, 'points')}_{one.criterion}",
            f"sheet.{one.code}",
            {"criterion": one.criterion, **one.params},
        )
        for one in faults
    ]
