"""Proofs as the work goes on, then the final report."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cordata.documents.storing import only_if_used, store_file
from cordata.kernel import clock
from cordata.kernel.verdicts import NotPossible
from cordata.projects import access, actions
from cordata.projects.forms import ProofForm, ReportForm
from cordata.projects.models import Project, Proof
from cordata.projects.queries import plan_of
from cordata.projects.views.found import deliverable_or_404, person_of, project_or_404, sent
from cordata.projects.views.reading import head

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@get_or_post
def prove(request: HttpRequest, pid: str) -> HttpResponse:
    """A file or a link that shows a deliverable."""
    project, due = deliverable_or_404(request, pid)
    access.prove(request.user, project).or_deny()
    form = ProofForm(*sent(request))
    if form.is_valid():
        try:
            _add(pid, form, person_of(request))
        except NotPossible as refusal:
            field = "file" if refusal.code.startswith("file.") else None
            form.refuse(field, refusal.code, **refusal.params)
        else:
            messages.success(request, _("The proof has arrived."))
            return redirect("projects:detail", project.pid)
    names = {one.code: one.names for one in project.application.definition.proofs}
    context = head(project) | {
        "form": form,
        "due": due,
        "expected": names.get(due.deliverable.proof, {}),
    }
    return render(request, "projects/prove.html", context, status=422 if form.is_bound else 200)


@only_if_used()
def _add(pid: str, form: ProofForm, person: Any) -> Proof:
    at, upload = clock.now(), form.cleaned_data["file"]
    file = store_file(upload, by=person, at=at) if upload else None
    return actions.add_proof(
        pid,
        file=file,
        link=form.cleaned_data["link"],
        note=form.cleaned_data["note"],
        by=person,
        at=at,
    )


@get_or_post
def report(request: HttpRequest, pid: str) -> HttpResponse:
    """Three questions in every language and the indicators; kept as it comes, then sent."""
    project = project_or_404(request, pid)
    access.report(request.user, project).or_deny()
    present = project.report if hasattr(project, "report") else None
    sending = request.method != "POST" or "send" in request.POST
    form = ReportForm(project, present, sent(request)[0], sending=sending)
    if form.is_valid() and _kept(request, project, form):
        return redirect("projects:detail", pid)
    context = head(project) | {"form": form, "plan": plan_of(project), "report": present}
    return render(request, "projects/report.html", context, status=422 if form.is_bound else 200)


def _kept(request: HttpRequest, project: Project, form: ReportForm) -> bool:
    """Save what was typed; send it too when that button was pressed."""
    person, at, data = person_of(request), clock.now(), form.cleaned_data
    try:
        actions.save_report(
            project.pid, form.texts(), form.reached(), seen=data["seen"], by=person, at=at
        )
        if "send" in request.POST:
            actions.submit_report(
                project.pid, without_proofs=data["without_proofs"], by=person, at=at
            )
    except NotPossible as refusal:
        field = "without_proofs" if refusal.code == "report.proofs_missing" else None
        form.refuse(field, refusal.code, **refusal.params)
        if refusal.code != "report.changed":
            form.keep_seen(at)
        return False
    sent_now = "send" in request.POST
    words = _("The final report has arrived.") if sent_now else _("The report is saved, not sent.")
    messages.success(request, words)
    return True
