"""What every page of a project starts from: the project or 404, and the person."""

from __future__ import annotations

from typing import Any, cast

from django.http import Http404, HttpRequest

from cordata.accounts.models import Person
from cordata.projects.models import DueDeliverable, Payment, Project, Proof
from cordata.projects.queries import payments_visible_to, project_for, projects_visible_to


def person_of(request: HttpRequest) -> Person:
    """The signed-in person; the middleware has already refused visitors."""
    return cast(Person, request.user)


def sent(request: HttpRequest) -> tuple[Any, Any]:
    """What a form was sent with, also when it was sent empty; nothing for a page just opened."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def project_or_404(request: HttpRequest, pid: str) -> Project:
    """The project if the person may know of it: a stranger gets 404 (ACC-02)."""
    project = project_for(request.user, pid)
    if project is None:
        raise Http404
    return project


def deliverable_or_404(request: HttpRequest, pid: str) -> tuple[Project, DueDeliverable]:
    """A deliverable of a project the person may know of, found through that project (ACC-03)."""
    row = DueDeliverable.objects.filter(pid=pid).values_list("due_activity__project__pid").first()
    if row is None:
        raise Http404
    project = project_or_404(request, row[0])
    rows = (one for due in project.activities.all() for one in due.deliverables.all())
    return project, next(one for one in rows if one.pid == pid)


def proof_or_404(request: HttpRequest, pid: str) -> Proof:
    visible = projects_visible_to(request.user).values("pk")
    proof = (
        Proof.objects.filter(pid=pid, due_deliverable__due_activity__project__in=visible)
        .select_related("file")
        .first()
    )
    if proof is None or proof.file is None:
        raise Http404
    return proof


def payment_or_404(request: HttpRequest, pid: str) -> Payment:
    payment = payments_visible_to(request.user).filter(pid=pid).first()
    if payment is None:
        raise Http404
    return payment
