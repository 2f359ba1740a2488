"""What an applicant is told of the examination, with its days: no score, no name (EVA-04)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from django.urls import reverse

from cordata.applications.models import Application
from cordata.applications.status import Stop
from cordata.assessment.models import CompletionRequest
from cordata.kernel.models import Event

TOLD: Mapping[str, str] = {
    "review.completed": "completed",
    "review.admitted": "admitted",
    "review.found_inadmissible": "inadmissible",
    "review.found_eligible": "eligible",
    "review.found_ineligible": "ineligible",
    "review.consolidated": "assessed",
}


def stops(application: Application, at: datetime) -> Iterator[Stop]:
    """The steps of the examination as the journal has them, and what was asked."""
    review = getattr(application, "review", None)
    if review is None:
        return
    lines = Event.objects.filter(subject_type="review", subject_id=review.pid, kind__in=TOLD)
    for event in lines.order_by("number"):
        yield Stop(event.at, TOLD[event.kind])
    for asked in CompletionRequest.objects.filter(review=review):
        page = reverse("assessment:completion", args=[asked.pid])
        yield Stop(asked.asked_at, "completion_asked", page)
