"""Choosing assessors, taking a file back, handing a sheet back."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cordata.assessment import access, actions
from cordata.assessment.conflicts import candidates
from cordata.assessment.file_page import free_of
from cordata.assessment.forms import AssignForm, ReasonForm
from cordata.assessment.models import Assignment, Review
from cordata.assessment.views.examining import page
from cordata.assessment.views.found import noted_or_deny, person_of, review_or_404
from cordata.kernel import clock
from cordata.kernel.verdicts import NotPossible
from cordata.web.forms import Form


@require_POST
def assign(request: HttpRequest, pid: str) -> HttpResponse:
    """Give the file to an assessor without a conflict."""
    review = review_or_404(request, pid)
    access.assign(request.user, review).or_deny()
    listed = candidates(review, clock.now())
    form = AssignForm(
        request.POST, free=free_of(listed), call=review.application.call, auto_id="assign-%s"
    )
    if form.is_valid() and _assign(request, review, form):
        messages.success(request, _("The assessor is asked by mail."))
        return redirect("assessment:review", pid)
    return page(request, review, refused=form, kind="assign")


def _assign(request: HttpRequest, review: Review, form: AssignForm) -> bool:
    listed = candidates(review, clock.now())
    chosen = form.cleaned_data["assessor"]
    person = next(one.person for one in listed if one.person.pid == chosen)
    try:
        actions.assign_assessor(
            review.pid, person, due_at=form.due_at(), by=person_of(request), at=clock.now()
        )
    except NotPossible as refusal:
        form.refuse("assessor", refusal.code, **refusal.params)
        return False
    return True


@require_POST
def release(request: HttpRequest, pid: str) -> HttpResponse:
    """Take a file back from an assessor who has not sent a sheet."""
    assignment = _assignment(request, pid)
    access.assign(request.user, assignment.review).or_deny()
    return _with_reason(request, assignment, "release")


@require_POST
def reopen(request: HttpRequest, pid: str) -> HttpResponse:
    """Hand a sent sheet back; what was sent stays in the journal."""
    assignment = _assignment(request, pid)
    noted_or_deny(request, assignment, access.reopen(request.user, assignment))
    return _with_reason(request, assignment, "reopen")


ACTS = {"release": actions.release_assignment, "reopen": actions.reopen_sheet}


def _with_reason(request: HttpRequest, assignment: Assignment, act: str) -> HttpResponse:
    form: Form = ReasonForm(request.POST, auto_id=f"{act}-%s")
    if form.is_valid():
        try:
            ACTS[act](
                assignment.pid,
                reason=form.cleaned_data["reason"],
                by=person_of(request),
                at=clock.now(),
            )
        except NotPossible as refusal:
            form.refuse(None, refusal.code, **refusal.params)
        else:
            messages.success(request, _("Done."))
            return redirect("assessment:review", assignment.review.pid)
    return page(request, assignment.review, refused=form, kind=act)


def _assignment(request: HttpRequest, pid: str) -> Assignment:
    """An assignment of a file the person examines."""
    found = Assignment.objects.select_related("review").filter(pid=pid).first()
    if found is None:
        raise Http404
    found.review = review_or_404(request, found.review.pid)
    return found
