"""What an applicant is told of the examination, with its days: no score, no name (EVA-04)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.urls import reverse

from cordata.applications.models import Application
from cordata.applications.sent_letters import Sent
from cordata.applications.status import Expected, Stop
from cordata.assessment.ageing import terms_of, waiting_since
from cordata.assessment.models import CompletionRequest, Refusal, Review
from cordata.assessment.outcome_queries import outcome_letters_visible_to
from cordata.assessment.states import REFUSED
from cordata.kernel.models import Event
from cordata.programme.queries import local_day
from cordata.rules.deadlines import add_working_days

TOLD: Mapping[str, str] = {
    "review.completed": "completed",
    "review.admitted": "admitted",
    "review.found_eligible": "eligible",
    "review.consolidated": "assessed",
}


ENDED = frozenset({"inadmissible", "ineligible"})


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


STEPS = ("admitted", "eligible", "assessed")


def expected(application: Application, known: Sequence[Stop], at: datetime) -> Iterator[Expected]:
    """The steps of the examination that its applicants still wait for, by the terms of the call in
    working days of all its countries; from what they were told, never from what is not out yet."""
    review = getattr(application, "review", None)
    if review is None:
        return
    reached = {stop.code: stop.at for stop in known}
    if not ENDED.isdisjoint(reached) or STEPS[-1] in reached:
        return
    call, today = application.call, local_day(application.call, at)
    closed = call.programme.definition.holidays(today.year - 1, today.year + 1)
    since = _since(review, reached, at)
    for code, days in zip(STEPS, terms_of(call).values(), strict=True):
        if code in reached:
            continue
        by = add_working_days(since, days, closed)
        yield Expected(max(by, today), code, by if by < today else None)
        since = max(by, today)


def _since(review: Review, reached: Mapping[str, datetime], at: datetime) -> date:
    """When the step that is waited for could begin: after the last one, or after a completion."""
    call = review.application.call
    begun = [waiting_since(review.submission.received_at, call)]
    begun += [when for code, when in reached.items() if code in {*STEPS, "completed"}]
    open_ones = CompletionRequest.objects.filter(review=review, answered_at=None, due_at__gte=at)
    begun += open_ones.values_list("due_at", flat=True)
    return local_day(call, max(begun))


def letters(person: Any, at: datetime) -> Iterator[Sent]:
    """The released letters to one's organisations whose file was turned away."""
    for letter in outcome_letters_visible_to(person, at):
        yield Sent(letter, reverse("assessment:letter", args=[letter.pid]))
