"""What became of a granted application: its project, from the agreement to the closure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from django.urls import reverse

from cordata.applications.models import Application
from cordata.applications.status import Stop
from cordata.kernel.models import Event

TOLD: Mapping[str, str] = {
    "project.opened": "project_opened",
    "project.signed": "agreement_signed",
    "project.reported": "reported",
    "project.verified": "verified",
    "project.closed": "closed",
}


def stops(application: Application, at: datetime) -> Iterator[Stop]:
    """The steps of the project as the journal has them."""
    project = getattr(application, "project", None)
    if project is None:
        return
    page = reverse("projects:detail", args=[project.pid])
    lines = Event.objects.filter(subject_type="project", subject_id=project.pid, kind__in=TOLD)
    for event in lines.order_by("number"):
        yield Stop(event.at, TOLD[event.kind], page)
