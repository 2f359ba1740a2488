"""The list of projects, one project, its agreement and its proofs."""

from __future__ import annotations

import secrets
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cordata.applications.access import open_unchecked
from cordata.documents.serving import serve
from cordata.kernel import clock
from cordata.projects import access, queries, showing
from cordata.projects.actions.paying import ordered_next
from cordata.projects.forms import FilterForm, OrderForm
from cordata.projects.models import Project
from cordata.projects.views.found import project_or_404, proof_or_404

PAGE = 30


@require_safe
def project_list(request: HttpRequest) -> HttpResponse:
    """One's own projects; for staff those of their calls."""
    form = FilterForm(request.GET or None)
    state = form.cleaned_data["state"] if form.is_bound and form.is_valid() else ""
    projects = queries.listed(queries.projects_visible_to(request.user), state)
    page = Paginator(projects, PAGE).get_page(request.GET.get("page"))
    rows = [
        {
            "project": one,
            "titles": queries.titles_of(one),
            "chip": showing.chip_of(one),
            "ends_on": queries.period_of(one)[1],
        }
        for one in page
    ]
    context = {
        "page": page,
        "rows": rows,
        "filter": form,
        "follows": access.follows(request.user),
        "may_see_payments": access.see_payments(request.user),
    }
    return render(request, "projects/list.html", context)


@require_safe
def detail(request: HttpRequest, pid: str) -> HttpResponse:
    """The path of a project, its deliverables and its account."""
    project = project_or_404(request, pid)
    return render(request, "projects/detail.html", detail_context(request, project))


def detail_context(request: HttpRequest, project: Project) -> dict[str, Any]:
    person, at = request.user, clock.now()
    due = ordered_next(project)
    context: dict[str, Any] = head(project) | {
        "account": showing.account_of(project),
        "activities": showing.activities_of(project, person),
        "payments": showing.payments_of(project),
        "path": showing.path_of(project, at),
        "todos": showing.todos_of(project, person, at),
        "bank": showing.bank_of(project),
        "period": queries.period_of(project),
        "plan": queries.plan_of(project),
        "report": project.report if hasattr(project, "report") else None,
        "next_payment": due,
        "may_give_bank": access.give_bank(person, project),
    }
    if due and due.amount and access.order(person, project):
        context["order_form"] = OrderForm(
            initial={"kind": due.kind, "key": secrets.token_urlsafe(24)}
        )
    return context


def head(project: Project) -> dict[str, Any]:
    """What every page of a project says at its top."""
    return {
        "project": project,
        "call": project.application.call,
        "titles": queries.titles_of(project),
        "partners": list(project.application.partners.all()),
        "chip": showing.chip_of(project),
    }


@require_safe
def agreement_file(request: HttpRequest, pid: str) -> HttpResponseBase:
    """The agreement as it was sealed."""
    project = project_or_404(request, pid)
    if project.agreement_file is None:
        raise Http404
    return serve(project.agreement_file, download="view" not in request.GET)


@require_safe
def proof_file(request: HttpRequest, pid: str) -> HttpResponseBase:
    """A proof, for whoever may know of its project."""
    proof = proof_or_404(request, pid)
    assert proof.file is not None  # noqa: S101 - said by proof_or_404
    application = proof.due_deliverable.due_activity.project.application
    return serve(proof.file, unchecked=bool(open_unchecked(request.user, application)))
