"""A file enters a state: the only place where a review moves, so that its age is always known."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import CharField

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


_locked: Prepared[Review] = Prepared(
    lambda: (
        Review.objects.filter(pid=Given("pid", CharField()))
        .select_for_update(of=("self",))
        .select_related(
            "submission", "application__call__programme", "application__call_version", "officer"
        )
        .defer("application__call__programme__data", "application__call_version__data")
    )
)
