"""The secretariat establishes the State-aid regime of a partner."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cordata.accounts.models import Person
from cordata.assessment.actions.stages import locked_review
from cordata.assessment.aiding import regimes_of
from cordata.assessment.models import AidRegime
from cordata.assessment.states import REFUSED, ReviewState
from cordata.kernel.transitions import tell
from cordata.kernel.verdicts import NotPossible

OVER = REFUSED | {ReviewState.WITHDRAWN}


@transaction.atomic
def establish_aid(
    review_pid: str,
    partner_pid: str,
    regime: str,
    *,
    reason: str,
    seen: str,
    by: Person,
    at: datetime,
) -> AidRegime:
    """What holds for one partner, instead of what held. `seen` is the `mark_of_aid` of the page.

    Raises `NotPossible`: `assessment.aid_over` (the file has ended), `assessment.aid_unknown` (no
    such partner or regime), `assessment.reason_missing`, `assessment.aid_changed` (by a colleague).
    """
    review = locked_review(review_pid)
    if review.state in OVER:
        raise NotPossible("assessment.aid_over")
    partner = review.application.partners.filter(pid=partner_pid).first()
    if partner is None or regime not in regimes_of(review.submission.call_version.definition):
        raise NotPossible("assessment.aid_unknown")
    if not reason.strip():
        raise NotPossible("assessment.reason_missing")
    before = AidRegime.objects.filter(review=review, partner=partner).first()
    if seen != mark_of_aid(before):
        raise NotPossible("assessment.aid_changed")
    found, _made = AidRegime.objects.update_or_create(
        review=review,
        partner=partner,
        defaults={
            "regime": regime,
            "reason": reason.strip(),
            "established_by": by,
            "established_at": at,
        },
    )
    was = before.regime if before else ""
    facts = {"partner": partner.pid, "before": was, "after": regime}
    tell(review, "aid_established", by=by, at=at, because=reason, **facts)
    return found


def mark_of_aid(established: AidRegime | None) -> str:
    """Which word stands; empty while there is none."""
    return established.established_at.isoformat() if established else ""
