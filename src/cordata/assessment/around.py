"""What the examination puts on a partner's page of a file: what is asked, and the messages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.urls import reverse

from cordata.applications.around_file import Ask, Door
from cordata.applications.models import Application
from cordata.assessment import exchanging
from cordata.assessment.models import CompletionRequest, Review
from cordata.assessment.states import ExchangeState, ReviewState


def asked_and_doors(person: Any, application: Application, at: datetime) -> Iterator[Ask | Door]:
    """For the people of a partner; who only looks on is asked nothing."""
    review = exchanging.files_exchanging(person, at).filter(application=application).first()
    if review is None:
        return
    yield from _completions(review, at)
    subjects = list(exchanging.exchanges_visible_to(person, at).filter(review=review))
    for one in subjects:
        if one.state == ExchangeState.PARTNERS:
            yield Ask("message", reverse("assessment:exchange", args=[one.pid]))
    unread = sum(one.unread for one in subjects)  # type: ignore[attr-defined]
    yield Door("messages", reverse("assessment:exchanges", args=[review.pid]), "mail", unread)


def _completions(review: Review, at: datetime) -> Iterator[Ask]:
    if review.state != ReviewState.COMPLETION:
        return
    for one in CompletionRequest.objects.filter(
        review=review, answered_at__isnull=True, due_at__gte=at
    ):
        yield Ask("completion", reverse("assessment:completion", args=[one.pid]), one.due_at)
