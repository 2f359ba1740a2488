"""A file enters a state: the only place where a review moves, so that its age is always known."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import CharField, QuerySet

from cordata.assessment.models import Review
from cordata.kernel.journal import Actor
from cordata.kernel.prepared import Given, Prepared
from cordata.kernel.transitions import Transition, move


def enter(
    review: Review,
    transition: Transition,
    *,
    by: Actor,
    at: datetime,
    because: str = "",
    **facts: Any,
) -> None:
    """`move()` with the instant kept on the row, for the officers' list."""
    review.entered_at = at
    move(review, transition, by=by, at=at, because=because, **facts)


def locked_review(pid: str) -> Review:
    """The review under lock, with its call."""
    return _locked.get(pid=pid)


def locked_reviews(pids: Collection[str]) -> dict[str, Review]:
    """Several reviews under lock by their public ids, always taken in the same order."""
    found = _to_lock().filter(pid__in=list(pids)).order_by("pk")
    return {one.pid: one for one in found}


def _to_lock() -> QuerySet[Review]:
    return (
        Review.objects.select_for_update(of=("self",))
        .select_related(
            "submission", "application__call__programme", "application__call_version", "officer"
        )
        .defer("application__call__programme__data", "application__call_version__data")
    )


_locked: Prepared[Review] = Prepared(lambda: _to_lock().filter(pid=Given("pid", CharField())))
