"""A file is turned away: the verdict drafts its letters, a person releases them, one or many.

Nothing outside the secretariat changes before the release (ACC-11).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from cordata.accounts.models import Person
from cordata.assessment import access, notices
from cordata.assessment.models import Refusal, Review
from cordata.assessment.outcomes import drafted_reasons, outcome_letters
from cordata.assessment.states import DROP_OUTCOME, RELEASE_OUTCOME, RefusalState
from cordata.kernel.jobs import later
from cordata.kernel.journal import Actor
from cordata.kernel.transitions import move, tell
from cordata.kernel.verdicts import NotPossible


def draft_outcome(
    review: Review, reason: str, *, decided_by: Person, by: Actor, at: datetime
) -> Refusal:
    """Draft what the partners of a file just turned away will read; `decided_by` gave the reason,
    `by` may be the second officer who agreed."""
    refusal = Refusal.objects.create(
        review=review,
        reasons=drafted_reasons(review, reason),
        decided_by=decided_by,
        decided_at=at,
    )
    tell(refusal, "drafted", by=by, at=at, because=reason, outcome=review.state)
    return refusal


@transaction.atomic
def word_outcome(
    pid: str, reasons: Mapping[str, str], *, seen: str, by: Person, at: datetime
) -> Refusal:
    """Other words for the reasons, in every language of the call; the verdict stays.

    `seen` is the `mark_of` the draft that was open. Raises `NotPossible`:
    `assessment.outcome_sent`, `assessment.reason_missing`, `assessment.outcome_changed`.
    """
    (refusal,) = _locked([pid])
    if refusal.state != RefusalState.DRAFTED:
        raise NotPossible("assessment.outcome_sent")
    languages = refusal.review.application.definition.languages
    if not all(reasons.get(language, "").strip() for language in languages):
        raise NotPossible("assessment.reason_missing")
    if seen != mark_of(refusal):
        raise NotPossible("assessment.outcome_changed")
    before = refusal.reasons
    refusal.reasons = {language: reasons[language].strip() for language in languages}
    refusal.worded_by, refusal.worded_at = by, at
    refusal.save(update_fields=["reasons", "worded_by", "worded_at"])
    tell(refusal, "reworded", by=by, at=at, before=before, after=refusal.reasons)
    return refusal


def mark_of(refusal: Refusal) -> str:
    """Which wording of the draft stands."""
    return (refusal.worded_at or refusal.decided_at).isoformat()


@transaction.atomic
def release_outcomes(pids: Sequence[str], *, by: Person, at: datetime) -> list[Refusal]:
    """Send the letters of these files, all or none, at one instant.

    Raises `NotPossible`: `assessment.nothing_chosen`, `assessment.outcome_sent` (by somebody
    quicker, or the file was withdrawn), `assessment.release_four_eyes`, `assessment.no_letter`.
    """
    refusals = _locked(pids)
    if not refusals or len(refusals) != len(set(pids)):
        raise NotPossible("assessment.nothing_chosen")
    for refusal in refusals:
        if not (verdict := access.releasable(by, refusal)):
            raise NotPossible(verdict.code, **verdict.params)
        refusal.released_by, refusal.released_at = by, at
        letters = outcome_letters(refusal, at=at)
        move(refusal, RELEASE_OUTCOME, by=by, at=at, letters=[one.number for one in letters])
        for letter in letters:
            later("cordata.assessment.jobs.render_letter", letter.pid)
        notices.outcome_notified(refusal, letters, at=at)
    return refusals


def drop_outcome(review: Review, *, by: Actor, at: datetime) -> None:
    """The file was withdrawn before anybody was told: the draft goes nowhere."""
    refusal = Refusal.objects.filter(review=review).first()
    if refusal is not None:
        move(refusal, DROP_OUTCOME, by=by, at=at)


def _locked(pids: Sequence[str]) -> list[Refusal]:
    """The refusals under lock, always taken in the same order."""
    return list(
        Refusal.objects.select_for_update(of=("self",))
        .select_related(
            "review__application__call__programme",
            "review__application__call_version",
            "review__submission__sealed",
        )
        .prefetch_related("review__application__partners__organisation")
        .filter(pid__in=list(pids))
        .order_by("pk")
    )
