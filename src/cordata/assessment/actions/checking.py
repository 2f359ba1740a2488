"""Admissibility and eligibility: the officer's word on each check, then the outcome."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cordata.accounts.models import Person
from cordata.assessment import notices
from cordata.assessment.actions.outcomes import draft_outcome
from cordata.assessment.actions.stages import enter, locked_review
from cordata.assessment.models import Review, Verification
from cordata.assessment.queries import (
    ADMISSIBILITY,
    ELIGIBILITY,
    CheckRow,
    checklist,
    grid_of,
    proposed_refusal,
    rows_unanswered,
    rows_unmet,
    rows_without_second,
)
from cordata.assessment.states import (
    ADMIT,
    FIND_ELIGIBLE,
    FIND_INELIGIBLE,
    REFUSE_ADMISSION,
    ReviewState,
)
from cordata.kernel.transitions import Transition, can_move, tell
from cordata.kernel.verdicts import NotPossible
from cordata.rules.finding import Outcome

CHECKING = frozenset({ReviewState.ADMISSIBILITY, ReviewState.ELIGIBILITY})
REFUSALS = {one.target: one for one in (REFUSE_ADMISSION, FIND_INELIGIBLE)}
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
    pid: str,
    code: str,
    verdict: str,
    *,
    reason: str = "",
    seen: str | None = None,
    by: Person,
    at: datetime,
) -> Verification:
    """Record an officer's answer to one check; the machine's finding stays as it was sealed.

    `seen` is the `mark_of` the answer that stood when the page was opened. A new answer asks for a
    new second look. Raises `NotPossible`: `assessment.stage_over`, `assessment.unknown_check`,
    `assessment.verdict_unknown`, `assessment.check_changed` (another officer was quicker),
    `assessment.reason_missing` (a no, a word against the machine's or against a colleague's).
    """
    review = _in_hand(pid)
    row = next((row for row in checklist(review) if row.code == code), None)
    if row is None:
        raise NotPossible("assessment.unknown_check", check=code)
    if verdict not in VERDICTS:
        raise NotPossible("assessment.verdict_unknown")
    if seen is not None and seen != mark_of(row.verification):
        raise NotPossible("assessment.check_changed", check=str(row.number))
    if not reason.strip() and (verdict == Outcome.UNMET or _contradicts(row, verdict)):
        raise NotPossible("assessment.reason_missing")
    verification = _answer(review, code, verdict, reason, by=by, at=at)
    overrides = _overrides(row, verdict)
    told = {"check": code, "verdict": verdict, "overrides": overrides}
    tell(review, "checked", by=by, at=at, because=reason, **told)
    return verification


def mark_of(verification: Verification | None) -> str:
    """Which answer stands: empty while there is none."""
    return verification.verified_at.isoformat() if verification else ""


def _in_hand(pid: str) -> Review:
    """The review under lock, while something is checked (not withdrawn, not settled)."""
    review = locked_review(pid)
    if review.state not in CHECKING:
        raise NotPossible("assessment.stage_over")
    return review


def _answer(
    review: Review, code: str, verdict: str, reason: str, *, by: Person, at: datetime
) -> Verification:
    """A first word; whatever a second officer said of the one before is over."""
    answer = {"verdict": verdict, "reason": reason, "verified_by": by, "verified_at": at}
    second = {"seconded_by": None, "seconded_at": None, "agrees": None, "second_reason": ""}
    verification, _ = Verification.objects.update_or_create(
        review=review, code=code, defaults=answer | second
    )
    return verification


def _contradicts(row: CheckRow, verdict: str) -> bool:
    disputed = row.verification is not None and row.verification.agrees is False
    return disputed or _overrides(row, verdict)


def _overrides(row: CheckRow, verdict: str) -> bool:
    """Whether the machine found something else."""
    machine = str(row.finding["verdict"])
    return machine not in {Outcome.UNKNOWN, verdict}


@transaction.atomic
def second_check(
    pid: str, code: str, *, agrees: bool, reason: str = "", by: Person, at: datetime
) -> Review:
    """A second officer agrees with an answer, or with a refusal, which then stands; or does not.

    Raises `NotPossible`: `assessment.stage_over`, `assessment.nothing_to_second`,
    `assessment.four_eyes` (one's own word), `assessment.reason_missing` (for a no).
    """
    review = _in_hand(pid)
    given = review.verifications.select_for_update().filter(code=code, agrees=None).first()
    if given is None:
        raise NotPossible("assessment.nothing_to_second")
    if given.verified_by_id == by.pk:
        raise NotPossible("assessment.four_eyes")
    if not agrees and not reason.strip():
        raise NotPossible("assessment.reason_missing")
    given.seconded_by, given.seconded_at, given.agrees = by, at, agrees
    given.second_reason = reason
    given.save()
    event = "second_look_agreed" if agrees else "second_look_disagreed"
    tell(review, event, by=by, at=at, because=reason, check=code, verdict=given.verdict)
    if agrees and code == Verification.OUTCOME:
        transition = REFUSALS[given.verdict]
        _turn_away(review, transition, given.reason, first=given.verified_by, by=by, at=at)
    return review


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
    if review.state in transition.sources:
        _refuse_open_work(review, groups)
    review.decided_at = at
    enter(review, transition, by=by, at=at)
    return review


def _refuse_open_work(review: Review, groups: frozenset[str]) -> None:
    """Raises NotPossible for a check without answer, a no, an answer of one officer alone."""
    for code, rows in (
        ("assessment.checks_open", rows_unanswered(review, groups)),
        ("assessment.checks_unmet", rows_unmet(review, groups)),
        ("assessment.second_look_missing", rows_without_second(review, groups)),
    ):
        if rows:
            raise NotPossible(code, count=len(rows), checks=_numbers(rows))
    if proposed_refusal(review):
        raise NotPossible("assessment.refusal_proposed")


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
    """Turn the file away, or, where the call asks for two officers, propose to."""
    if not reason.strip():
        raise NotPossible("assessment.reason_missing")
    review = locked_review(pid)
    if grid_of(review).second_look_refusals and can_move(review, transition):
        _answer(review, Verification.OUTCOME, transition.target, reason, by=by, at=at)
        tell(review, "refusal_proposed", by=by, at=at, because=reason, outcome=transition.target)
        notices.second_look_asked(review, by, at=at)
        return review
    return _turn_away(review, transition, reason, first=by, by=by, at=at)


def _turn_away(
    review: Review,
    transition: Transition,
    reason: str,
    *,
    first: Person,
    by: Person,
    at: datetime,
) -> Review:
    """`first` gave the reason; the partners learn nothing before the letters are released."""
    review.decided_at = at
    review.passed = False
    enter(review, transition, by=by, at=at, because=reason)
    draft_outcome(review, reason, decided_by=first, by=by, at=at)
    return review
