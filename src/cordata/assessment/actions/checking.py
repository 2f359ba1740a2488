"""Admissibility and eligibility: the officer's word on each check, then the outcome."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cordata.accounts.models import Person
from cordata.assessment import notices
from cordata.assessment.actions.stages import enter, locked_review
from cordata.assessment.models import Review, Verification
from cordata.assessment.queries import (
    ADMISSIBILITY,
    ELIGIBILITY,
    CheckRow,
    checklist,
    rows_unanswered,
    rows_unmet,
)
from cordata.assessment.states import (
    ADMIT,
    FIND_ELIGIBLE,
    FIND_INELIGIBLE,
    REFUSE_ADMISSION,
)
from cordata.kernel.transitions import Transition, tell
from cordata.kernel.verdicts import NotPossible
from cordata.rules.finding import Outcome

VERDICTS = frozenset({Outcome.MET, Outcome.UNMET, Outcome.NOT_APPLICABLE})


@transaction.atomic
def take_review(pid: str, *, by: Person, at: datetime) -> Review:
    """An officer takes a file; the name is on the list from then on."""
    review = locked_review(pid)
    review.officer = by
    review.save(update_fields=["officer"])
    tell(review, "taken", by=by, at=at)
    return review


@transaction.atomic
def verify_check(
    pid: str, code: str, verdict: str, *, reason: str = "", by: Person, at: datetime
) -> Verification:
    """Record an officer's answer to one check; the machine's finding stays as it was sealed.

    Raises `NotPossible`: `assessment.unknown_check`, `assessment.verdict_unknown`,
    `assessment.reason_missing` (a no, or a word against the machine's, needs its reason).
    """
    review = locked_review(pid)
    row = next((row for row in checklist(review) if row.code == code), None)
    if row is None:
        raise NotPossible("assessment.unknown_check", check=code)
    if verdict not in VERDICTS:
        raise NotPossible("assessment.verdict_unknown")
    if not reason.strip() and (verdict == Outcome.UNMET or _contradicts(row, verdict)):
        raise NotPossible("assessment.reason_missing")
    verification, _ = Verification.objects.update_or_create(
        review=review,
        code=code,
        defaults={"verdict": verdict, "reason": reason, "verified_by": by, "verified_at": at},
    )
    tell(review, "checked", by=by, at=at, because=reason, check=code, verdict=verdict)
    return verification


def _contradicts(row: CheckRow, verdict: str) -> bool:
    machine = str(row.finding["verdict"])
    return machine != Outcome.UNKNOWN and machine != verdict


@transaction.atomic
def admit(pid: str, *, by: Person, at: datetime) -> Review:
    """The file is admissible: every check of the stage that must be answered is."""
    return _settle(pid, ADMIT, ADMISSIBILITY, by=by, at=at)


@transaction.atomic
def find_eligible(pid: str, *, by: Person, at: datetime) -> Review:
    """The file is eligible and goes to its assessors."""
    return _settle(pid, FIND_ELIGIBLE, ELIGIBILITY, by=by, at=at)


def _settle(
    pid: str, transition: Transition, groups: frozenset[str], *, by: Person, at: datetime
) -> Review:
    review = locked_review(pid)
    left = rows_unanswered(review, groups)
    if left:
        raise NotPossible("assessment.checks_open", count=len(left), checks=_numbers(left))
    broken = rows_unmet(review, groups)
    if broken:
        raise NotPossible("assessment.checks_unmet", count=len(broken), checks=_numbers(broken))
    review.decided_at = at
    enter(review, transition, by=by, at=at)
    return review


def _numbers(rows: list[CheckRow]) -> tuple[str, ...]:
    return tuple(str(row.number) for row in rows)


@transaction.atomic
def refuse_admission(pid: str, *, reason: str, by: Person, at: datetime) -> Review:
    """The file is not admissible, with the reason the letter quotes."""
    return _refuse(pid, REFUSE_ADMISSION, reason, by=by, at=at)


@transaction.atomic
def find_ineligible(pid: str, *, reason: str, by: Person, at: datetime) -> Review:
    """The file is not eligible, with the reason the letter quotes."""
    return _refuse(pid, FIND_INELIGIBLE, reason, by=by, at=at)


def _refuse(pid: str, transition: Transition, reason: str, *, by: Person, at: datetime) -> Review:
    if not reason.strip():
        raise NotPossible("assessment.reason_missing")
    review = locked_review(pid)
    review.decided_at = at
    review.passed = False
    enter(review, transition, by=by, at=at, because=reason)
    notices.refused(review, reason, at=at)
    return review
