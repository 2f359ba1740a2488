"""What an applicant is told of the examination, with its days: no score, no name (EVA-04)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse

from cordata.applications.models import Application
from cordata.applications.sent_letters import Sent
from cordata.applications.status import Stop
from cordata.assessment.models import CompletionRequest, Refusal, Review
from cordata.assessment.outcome_queries import outcome_letters_visible_to
from cordata.assessment.states import REFUSED
from cordata.kernel.models import Event

TOLD: Mapping[str, str] = {
    "review.completed": "completed",
    "review.admitted": "admitted",
    "review.found_eligible": "eligible",
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
    yield from _released(review, at)
    for asked in CompletionRequest.objects.filter(review=review):
        page = reverse("assessment:completion", args=[asked.pid])
        yield Stop(asked.asked_at, "completion_asked", page)


def _released(review: Review, at: datetime) -> Iterator[Stop]:
    """That a file was turned away is told by its letters, and not before them (ACC-11)."""
    if review.state not in REFUSED:
        return
    refusal = Refusal.objects.filter(review=review, released_at__lte=at).first()
    if refusal is not None and refusal.released_at is not None:
        yield Stop(refusal.released_at, review.state, reverse("applications:letters"))


def letters(person: Any, at: datetime) -> Iterator[Sent]:
    """The released letters to one's organisations whose file was turned away."""
    for letter in outcome_letters_visible_to(person, at):
        yield Sent(letter, reverse("assessment:letter", args=[letter.pid]))
