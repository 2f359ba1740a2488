"""A filing opens its examination; a withdrawal ends it. `desk.reactions` calls both."""

from __future__ import annotations

from cordata.applications.models import Application, Submission
from cordata.assessment import notices
from cordata.assessment.actions.outcomes import drop_outcome
from cordata.assessment.actions.stages import enter
from cordata.assessment.models import Review
from cordata.assessment.states import WITHDRAW, ReviewState
from cordata.kernel.journal import SYSTEM
from cordata.kernel.models import Event
from cordata.kernel.transitions import tell
from cordata.kernel.verdicts import NotPossible


def open_review(application: Application, event: Event) -> Review:
    """Open the examination of a filed application, or point it at the version that replaces it.

    Raises `NotPossible("assessment.being_examined")` where an officer has begun: a continuous
    call has no closing after which versions stand.
    """
    submission = Submission.objects.filter(application=application).order_by("-version")[0]
    review = Review.objects.filter(application=application).first()
    if review is None:
        review = Review.objects.create(
            application=application, submission=submission, opened_at=event.at, entered_at=event.at
        )
        tell(review, "opened", by=SYSTEM, at=event.at, submission=submission.pid)
    elif review.submission_id != submission.pk:
        if review.state != ReviewState.ADMISSIBILITY or review.verifications.exists():
            raise NotPossible("assessment.being_examined")
        review.submission = submission
        review.save(update_fields=["submission"])
        tell(review, "replaced", by=SYSTEM, at=event.at, submission=submission.pid)
    return review


def withdraw_review(application: Application, event: Event) -> None:
    """A withdrawn file leaves the work of officers and assessors, who are told; its record stays
    (SUB-10). Raises `NotPossible` where the examination has ended: the withdrawal fails with it.

    A file turned away whose letters are not out may be withdrawn like any other: a refusal to take
    it back would tell what the letters will.
    """
    review = Review.objects.select_for_update(of=("self",)).filter(application=application).first()
    if review is not None:
        drop_outcome(review, by=SYSTEM, at=event.at)
        enter(review, WITHDRAW, by=SYSTEM, at=event.at)
        notices.withdrawn(review, at=event.at)
