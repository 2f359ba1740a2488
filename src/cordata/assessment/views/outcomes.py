"""Outcome letters of files turned away: drafted, looked at, worded, released; then read."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cordata.applications.letter_page import letter_context
from cordata.applications.reads import note_read
from cordata.assessment import access, actions
from cordata.assessment.forms import OutcomeForm
from cordata.assessment.models import OutcomeLetter, Refusal
from cordata.assessment.outcome_page import (
    outcome_context,
    outcome_form,
    outcome_rows,
    released_words,
)
from cordata.assessment.outcome_queries import outcome_letter_for, refusal_for, refusals_of
from cordata.assessment.views.found import call_or_404, person_of
from cordata.documents.serving import serve
from cordata.kernel import clock
from cordata.kernel.verdicts import NotPossible
from cordata.programme.models import Call
from cordata.web.forms import Form


@require_safe
def outcomes(request: HttpRequest, code: str) -> HttpResponse:
    """The files turned away: who will be written to, and what was released."""
    return _list(request, call_or_404(request, code))


def _list(request: HttpRequest, call: Call, refused: Form | None = None) -> HttpResponse:
    at = clock.now()
    rows = outcome_rows(request.user, refusals_of(request.user, call, at), at)
    context = {
        "call": call,
        "waiting": [row for row in rows if row.drafted],
        "released": [row for row in rows if not row.drafted],
        "chosen": request.POST.getlist("files"),
        "refused": refused,
        "has_errors": refused is not None,
    }
    return render(request, "assessment/outcomes.html", context, status=422 if refused else 200)


@require_POST
def release(request: HttpRequest, code: str) -> HttpResponse:
    """Send the letters of the files ticked, all at this instant."""
    call, at = call_or_404(request, code), clock.now()
    chosen = request.POST.getlist("files")
    found = list(refusals_of(request.user, call, at).filter(pid__in=chosen))
    for refusal in found:
        access.release_outcome(request.user, refusal, at=at).or_deny()
    form = Form(request.POST)
    try:
        sent = actions.release_outcomes([one.pid for one in found], by=person_of(request), at=at)
    except NotPossible as refusal_:
        form.refuse(None, refusal_.code, **refusal_.params)
        return _list(request, call, form)
    messages.success(request, released_words(len(sent)))
    return redirect("assessment:outcomes", call.code)


@require_http_methods(["GET", "HEAD", "POST"])
def outcome(request: HttpRequest, pid: str) -> HttpResponse:
    """One file's letter as a draft, and its reasons in every language to be worded."""
    found = _refusal(request, pid)
    form: OutcomeForm | None = None
    if request.method == "POST":
        access.word_outcome(request.user, found).or_deny()
        form = outcome_form(found, request.POST)
        if form.is_valid() and _worded(request, found, form):
            return redirect("assessment:outcome", pid)
    note_read(request.user, found.review.application, "examination")
    context = outcome_context(request.user, found, at=clock.now(), refused=form)
    return render(request, "assessment/outcome.html", context, status=422 if form else 200)


def _worded(request: HttpRequest, found: Refusal, form: OutcomeForm) -> bool:
    by, at, seen = person_of(request), clock.now(), form.cleaned_data["seen"]
    try:
        actions.word_outcome(found.pid, form.written(), seen=seen, by=by, at=at)
    except NotPossible as refusal:
        form.refuse(None, refusal.code, **refusal.params)
        return False
    messages.success(request, _("The reasons are saved. Nothing is sent yet."))
    return True


def _refusal(request: HttpRequest, pid: str) -> Refusal:
    found = refusal_for(request.user, pid)
    if found is None or not access.read_checklist(request.user, found.review):
        raise Http404
    return found


@require_safe
def letter(request: HttpRequest, pid: str) -> HttpResponse:
    """The letter as it was sent."""
    return render(request, "assessment/letter.html", letter_context(_letter(request, pid)))


@require_safe
def letter_file(request: HttpRequest, pid: str) -> HttpResponseBase:
    """The sealed PDF, under the same access as the page (ACC-04)."""
    found = _letter(request, pid)
    if found.file is None:
        raise Http404
    return serve(found.file)


def _letter(request: HttpRequest, pid: str) -> OutcomeLetter:
    found = outcome_letter_for(request.user, pid)
    if found is None:
        raise Http404
    access.read_letter(request.user, found).or_deny()
    return found
