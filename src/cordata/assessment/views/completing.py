"""The officer's side of a completion: which parts are opened, with what remark, until when."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cordata.applications.reads import note_read
from cordata.assessment import access, actions
from cordata.assessment.completion_page import ask_form
from cordata.assessment.forms_completing import AskForm
from cordata.assessment.models import Review
from cordata.assessment.queries import grid_of
from cordata.assessment.views.found import person_of, review_or_404
from cordata.kernel import clock
from cordata.kernel.verdicts import NotPossible
from cordata.web.forms import sent

BESIDE = {"assessment.due_passed": "due_on", "assessment.no_items": "items"}


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, pid: str) -> HttpResponse:
    """Name the parts that open to the applicant, each with what is missing there."""
    found = review_or_404(request, pid)
    may_ask = access.ask_completion(request.user, found)
    form, groups = ask_form(found, clock.now(), sent(request))
    if request.method == "POST":
        may_ask.or_deny()
        if form.is_valid() and _asked(request, found, form):
            messages.success(request, _("The lead partner is asked, by mail and in the workspace."))
            return redirect("assessment:review", pid)
    note_read(request.user, found.application, "examination")
    context = {
        "review": found,
        "application": found.application,
        "form": form,
        "groups": groups,
        "may_ask": may_ask,
        "rounds": grid_of(found).completion_rounds,
    }
    return render(request, "assessment/ask.html", context, status=422 if form.is_bound else 200)


def _asked(request: HttpRequest, found: Review, form: AskForm) -> bool:
    due_at = form.due_at(found.application.call)
    by, at = person_of(request), clock.now()
    try:
        actions.ask_completion(found.pid, form.named_items(), due_at=due_at, by=by, at=at)
    except NotPossible as refusal:
        form.refuse(BESIDE.get(refusal.code), refusal.code, **refusal.params)
        return False
    return True
