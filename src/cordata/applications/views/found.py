"""What the pages of a draft start from: the draft or 404, its partners with their people."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from django.http import Http404
from django.http.request import HttpRequest

from cordata.applications import access
from cordata.applications.models import Activity, Annex, Application, Partner
from cordata.applications.queries import application_for
from cordata.applications.reads import note_read

Thing = TypeVar("Thing", Partner, Activity, Annex)


def draft_or_404(request: HttpRequest, pid: str) -> Application:
    """The draft if the person may read it: a stranger gets 404 (ACC-02), staff the reason why."""
    application = application_for(request.user, pid)
    if application is None:
        raise Http404
    access.read(request.user, application).or_deny()
    note_read(request.user, application, "draft")  # of a guest
    for partner in application.partners.all():
        partner.application = application
    return application


def partner_or_404(application: Application, pid: str) -> Partner:
    """A partner of this application, not of another one (ACC-03)."""
    return _one(application.partners.all(), pid)


def activity_or_404(application: Application, pid: str) -> Activity:
    return _one(application.activities.prefetch_related("deliverables", "partners"), pid)


def annex_or_404(application: Application, pid: str) -> Annex:
    present = application.annexes.filter(removed_at__isnull=True)
    return _one(present.select_related("file", "partner__organisation"), pid)


def _one(things: Iterable[Thing], pid: str) -> Thing:
    found = next((thing for thing in things if thing.pid == pid), None)
    if found is None:
        raise Http404
    return found
