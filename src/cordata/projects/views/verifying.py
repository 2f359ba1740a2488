"""The secretariat decides on each deliverable; the authority closes."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cordata.kernel import clock
from cordata.kernel.verdicts import NotPossible
from cordata.projects import access, actions, showing
from cordata.projects.actions.reporting import QUESTIONS
from cordata.projects.forms import DecideForm
from cordata.projects.models import Project
from cordata.projects.queries import indicator_names, indicator_targets
from cordata.projects.views.found import deliverable_or_404, person_of, project_or_404
from cordata.projects.views.reading import head
from cordata.web.catalogue import label, sentence

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@get_or_post
def verify(request: HttpRequest, pid: str) -> HttpResponse:
    """Every deliverable with its proofs; finished when each has its word."""
    project = project_or_404(request, pid)
    access.verify(request.user, project).or_deny()
    if request.method == "POST":
        try:
            actions.finish_verification(pid, by=person_of(request), at=clock.now())
        except NotPossible as refusal:
            messages.error(request, sentence(refusal.code, **refusal.params))
            return redirect("projects:verify", pid)
        messages.success(request, _("The verification is finished. The partners are told."))
        return redirect("projects:detail", pid)
    return _page(request, project)


@require_POST
def decide(request: HttpRequest, pid: str) -> HttpResponse:
    """Accept or refuse one deliverable; a refusal has its reason."""
    project, due = deliverable_or_404(request, pid)
    access.verify(request.user, project).or_deny()
    form = DecideForm(request.POST, auto_id=f"id_{pid}_%s")
    if form.is_valid():
        accepted = form.cleaned_data["decision"] == "accept"
        reason = form.cleaned_data["reason"]
        try:
            actions.decide_deliverable(
                pid, accepted, reason=reason, by=person_of(request), at=clock.now()
            )
        except NotPossible as refusal:
            field = "reason" if refusal.code == "deliverable.reason_missing" else None
            form.refuse(field, refusal.code, **refusal.params)
        else:
            return redirect("projects:verify", project.pid)
    return _page(request, project, {due.pid: form})


def _page(
    request: HttpRequest, project: Project, refused: dict[str, DecideForm] | None = None
) -> HttpResponse:
    forms = refused or {}
    rows = showing.activities_of(project, request.user)
    report = project.report if hasattr(project, "report") else None
    names = indicator_names(project)
    context: dict[str, Any] = head(project) | {
        "account": showing.account_of(project),
        "activities": [(one, [(row, _form(row, forms)) for row in one.rows]) for one in rows],
        "answers": [
            (label(code, "projects.question"), report.texts.get(code, {}) if report else {})
            for code in QUESTIONS
        ],
        "indicators": [
            (code, names.get(code, {}), target, report.indicators.get(code) if report else None)
            for code, target in indicator_targets(project).items()
        ],
        "open": sum(1 for one in rows for row in one.rows if row.due.decided_by_id is None),
        "refused_form": next(iter(forms.values()), None),
        "has_errors": bool(forms),
    }
    return render(request, "projects/verify.html", context, status=422 if forms else 200)


def _form(row: showing.DeliverableRow, forms: dict[str, DecideForm]) -> DecideForm:
    pid = row.due.pid
    return forms.get(pid) or DecideForm(initial={"reason": row.due.reason}, auto_id=f"id_{pid}_%s")


@get_or_post
def close(request: HttpRequest, pid: str) -> HttpResponse:
    """The account is even: the project ends, and its papers get their date."""
    project = project_or_404(request, pid)
    access.close(request.user, project).or_deny()
    if request.method == "POST":
        actions.close_project(pid, by=person_of(request), at=clock.now())
        messages.success(request, _("The project is closed."))
        return redirect("projects:detail", pid)
    return render(
        request, "projects/close.html", head(project) | {"account": showing.account_of(project)}
    )
