"""What a decision asks of the partners of a file: to meet its conditions in time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.urls import reverse

from cordata.applications.around_file import Ask, Door
from cordata.applications.models import Application
from cordata.selection import complaining
from cordata.selection.queries import liftings_visible_to
from cordata.selection.states import LiftingState


def asked_and_doors(person: Any, application: Application, at: datetime) -> Iterator[Ask | Door]:
    """The conditions of a notified approval that nobody has stated anything about."""
    own = application.partners.filter(
        organisation__in=getattr(person, "organisation_ids", frozenset())
    )
    found = liftings_visible_to(person, at).filter(
        decision__application=application,
        decision__notified_at__lte=at,
        state=LiftingState.AWAITED,
    )
    for lifting in found if own.exists() else ():
        page = reverse("selection:conditions", args=[lifting.pid])
        yield Ask("conditions", page, lifting.due_at)
    yield from _complaints(person, application, at) if own.exists() else ()


def _complaints(person: Any, application: Application, at: datetime) -> Iterator[Door]:
    """To complain once an outcome is notified; the complaint that was lodged."""
    if complaining.lodge(person, application, at=at):
        yield Door("complain", reverse("selection:complain", args=[application.pid]), "scale")
    for one in application.complaints.order_by("-received_at"):
        yield Door("complaint", reverse("selection:complaint", args=[one.pid]), "scale")
