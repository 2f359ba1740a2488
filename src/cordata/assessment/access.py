"""Who may examine, assess and see what of an examination."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from cordata.accounts.models import Role
from cordata.accounts.queries import has_any_scope, has_role
from cordata.applications.helped import has_helped
from cordata.applications.models import Application
from cordata.assessment.calibration import missing_before_sheets
from cordata.assessment.conflicts import own_body
from cordata.assessment.models import (
    Assignment,
    Consensus,
    OutcomeLetter,
    Refusal,
    Review,
    Verification,
)
from cordata.assessment.pool import keeps_confidential
from cordata.assessment.queries import EXAMINERS, OPENED, grid_of
from cordata.assessment.states import (
    REFUSED,
    AssignmentState,
    ConsensusState,
    RefusalState,
    ReviewState,
)
from cordata.kernel import clock
from cordata.kernel.verdicts import ALLOWED, Verdict, all_of, refused
from cordata.programme.models import Call

CHECKING = frozenset({ReviewState.ADMISSIBILITY, ReviewState.ELIGIBILITY})

SEEKING = frozenset({ConsensusState.OPEN, ConsensusState.WRITTEN})


def lists(person: Any) -> bool:
    """Whether the bar shows the officers' list: staff of any call."""
    return has_any_scope(person, *EXAMINERS, at=clock.now())


def list_files(person: Any, call: Call, at: datetime) -> Verdict:
    """Whether somebody opens the list of a call's files: staff of this call."""
    allowed = has_role(person, *EXAMINERS, at=at, scope=f"call:{call.pid}")
    return ALLOWED if allowed else refused("assessment.not_examiner")


def read_late(person: Any, call: Call, at: datetime) -> Verdict:
    """Filings after the closing: case officers, and the authority that may confirm a later one."""
    allowed = has_role(person, Role.OFFICER, Role.AUTHORITY, at=at, scope=f"call:{call.pid}")
    return ALLOWED if allowed else refused("assessment.not_officer")


def assesses(person: Any) -> bool:
    """Whether the bar shows one's assessments: assessors of any call."""
    return has_any_scope(person, Role.ASSESSOR, at=clock.now())


def _scope(review: Review) -> str:
    return f"call:{review.application.call.pid}"


def read_checklist(person: Any, review: Review, *, at: datetime | None = None) -> Verdict:
    """The secretariat, the authority and auditors."""
    allowed = has_role(person, *EXAMINERS, at=at or clock.now(), scope=_scope(review))
    return ALLOWED if allowed else refused("assessment.not_examiner")


def examine(person: Any, review: Review, *, at: datetime | None = None) -> Verdict:
    """Checking a file: a case officer, once the call has closed and no version can replace it."""
    at = at or clock.now()
    if not has_role(person, Role.OFFICER, at=at, scope=_scope(review)):
        return refused("assessment.not_officer")
    if has_helped(person, review.application):
        return refused("assessment.has_helped")
    call = review.application.call
    if at <= call.closes_at and not call.definition.continuous:
        return refused("assessment.call_open", closes_at=call.closes_at)
    return ALLOWED


def take(person: Any, review: Review, *, at: datetime | None = None) -> Verdict:
    """Taking a file, even before the closing: reading is not deciding."""
    officer = has_role(person, Role.OFFICER, at=at or clock.now(), scope=_scope(review))
    if not officer:
        return refused("assessment.not_officer")
    if has_helped(person, review.application):
        return refused("assessment.has_helped")
    mine = review.officer_id == getattr(person, "pk", None)
    return refused("assessment.yours_already") if mine else ALLOWED


def ask_completion(person: Any, review: Review, *, at: datetime | None = None) -> Verdict:
    """Asking for a completion while admissibility is checked, as often as the call allows."""
    if review.state != ReviewState.ADMISSIBILITY:
        return all_of(examine(person, review, at=at), refused("assessment.stage_over"))
    rounds = grid_of(review).completion_rounds
    used = len(review.completions.all()) >= rounds
    left = refused("assessment.one_round", count=rounds) if used else ALLOWED
    return all_of(examine(person, review, at=at), left)


def check(person: Any, review: Review, *, at: datetime | None = None) -> Verdict:
    """Answering a check, asking for a completion, settling a stage."""
    settled = ALLOWED if review.state in CHECKING else refused("assessment.stage_over")
    return all_of(examine(person, review, at=at), settled)


def second(
    person: Any, review: Review, given: Verification | None, *, at: datetime | None = None
) -> Verdict:
    """Agreeing or not with a colleague's answer or proposed refusal: another case officer."""
    if given is None or given.agrees is not None:
        return refused("assessment.nothing_to_second")
    own = given.verified_by_id == getattr(person, "pk", None)
    return all_of(check(person, review, at=at), refused("assessment.four_eyes") if own else ALLOWED)


def assign(person: Any, review: Review, *, at: datetime | None = None) -> Verdict:
    """Choosing assessors: a case officer, for an eligible file."""
    eligible = review.state == ReviewState.ASSESSMENT
    stage = ALLOWED if eligible else refused("assessment.not_eligible_yet")
    return all_of(examine(person, review, at=at), stage)


def plan_assignment(person: Any, call: Call, *, at: datetime | None = None) -> Verdict:
    """The pool of a call and the plan of who reads what: its case officers."""
    at = at or clock.now()
    allowed = has_role(person, Role.OFFICER, at=at, scope=f"call:{call.pid}")
    return ALLOWED if allowed else refused("assessment.not_officer")


def describe_oneself(person: Any, call: Call, *, at: datetime | None = None) -> Verdict:
    """One's own row of the pool: the assessors of the call."""
    at = at or clock.now()
    allowed = has_role(person, Role.ASSESSOR, at=at, scope=f"call:{call.pid}")
    return ALLOWED if allowed else refused("assessment.not_assessor")


def leaves_open(application: Application) -> Verdict:
    """Whether no letter has ended the examination: before its release, the answer tells nothing."""
    told = Refusal.objects.filter(review__application=application, state=RefusalState.RELEASED)
    return refused("application.withdraw.examined") if told.exists() else ALLOWED


def establish_aid(person: Any, review: Review, *, at: datetime | None = None) -> Verdict:
    """The regime of a partner: case officers and aid reviewers, until the file has ended."""
    at = at or clock.now()
    who = has_role(person, Role.OFFICER, Role.AID_REVIEWER, at=at, scope=_scope(review))
    ended = review.state in REFUSED | {ReviewState.WITHDRAWN}
    return all_of(
        ALLOWED if who else refused("assessment.not_aid_reviewer"),
        refused("assessment.aid_over") if ended else ALLOWED,
    )


def word_outcome(person: Any, refusal: Refusal, *, at: datetime | None = None) -> Verdict:
    """The reasons of a drafted letter: a case officer of the call."""
    at = at or clock.now()
    officer = has_role(person, Role.OFFICER, at=at, scope=_scope(refusal.review))
    sent = refusal.state != RefusalState.DRAFTED
    return all_of(
        ALLOWED if officer else refused("assessment.not_officer"),
        refused("assessment.outcome_sent") if sent else ALLOWED,
    )


def release_outcome(person: Any, refusal: Refusal, *, at: datetime | None = None) -> Verdict:
    """Sending the letters: a case officer or the authority of the call, as `releasable` says."""
    at = at or clock.now()
    who = has_role(person, Role.OFFICER, Role.AUTHORITY, at=at, scope=_scope(refusal.review))
    return all_of(
        ALLOWED if who else refused("assessment.not_releaser"), releasable(person, refusal)
    )


def releasable(person: Any, refusal: Refusal) -> Verdict:
    """Drafted still, and by another person where the call asks for one."""
    if refusal.state != RefusalState.DRAFTED:
        return refused("assessment.outcome_sent", number=refusal.review.application.number)
    own = getattr(person, "pk", None) in {refusal.decided_by_id, refusal.worded_by_id}
    if own and grid_of(refusal.review).second_release:
        return refused("assessment.release_four_eyes")
    return ALLOWED


def read_letter(person: Any, letter: OutcomeLetter, *, at: datetime | None = None) -> Verdict:
    """The addressee once released; who examines the call."""
    at = at or clock.now()
    if letter.organisation_id in getattr(person, "organisation_ids", frozenset()):
        released = letter.released_at is not None and letter.released_at <= at
        return ALLOWED if released else refused("assessment.letter_not_released")
    return read_checklist(person, letter.refusal.review, at=at)


def answer_completion(person: Any, review: Review, *, at: datetime | None = None) -> Verdict:
    """The lead's people, while the completion is asked for."""
    leads = {
        partner.organisation_id for partner in review.application.partners.all() if partner.is_lead
    }
    if not leads & getattr(person, "organisation_ids", frozenset()):
        return refused("assessment.not_lead")
    if review.state != ReviewState.COMPLETION:
        return refused("assessment.nothing_asked")
    return ALLOWED


def work_on(person: Any, assignment: Assignment) -> Verdict:
    """Accepting, declaring a conflict, scoring: one's own assignment, not sent yet."""
    if assignment.assessor_id != getattr(person, "pk", None):
        return refused("assessment.not_yours")
    if assignment.state == AssignmentState.LOCKED:
        return refused("assessment.sheet_locked")
    if assignment.state not in {AssignmentState.ASSIGNED, AssignmentState.ACCEPTED}:
        return refused("assessment.conflicted")
    return ALLOWED


def score(person: Any, assignment: Assignment) -> Verdict:
    """Filling in one's own sheet: once accepted, after the common text where the call says so."""
    accepted = assignment.state == AssignmentState.ACCEPTED
    stage = ALLOWED if accepted else refused("assessment.accept_first")
    return all_of(accept(person, assignment), stage, calibrated(person, assignment))


def accept(person: Any, assignment: Assignment) -> Verdict:
    """Accepting a file: one's own assignment, and no partner is one's own body by now."""
    verdict = work_on(person, assignment)
    if verdict and own_body(person, assignment.review):
        return refused("assessment.own_body")
    return verdict


def calibrated(person: Any, assignment: Assignment) -> Verdict:
    """Whether the common text of the call leaves this sheet open."""
    code = missing_before_sheets(person, assignment.review.application.call)
    return refused(code) if code else ALLOWED


def reopen(person: Any, assignment: Assignment, *, at: datetime | None = None) -> Verdict:
    """Handing a sent sheet back: a case officer, while the file is still being assessed."""
    if assignment.review.state == ReviewState.CONSOLIDATED:
        over = refused("assessment.sheets_consolidated")
        return all_of(examine(person, assignment.review, at=at), over)
    sent = assignment.state == AssignmentState.LOCKED
    locked = ALLOWED if sent else refused("assessment.not_sent")
    return all_of(assign(person, assignment.review, at=at), locked)


def name_rapporteur(person: Any, found: Consensus, *, at: datetime | None = None) -> Verdict:
    """Choosing who writes the common sheet: a case officer, while the authors seek consensus."""
    over = ALLOWED if found.state in SEEKING else refused("consensus.over")
    return all_of(assign(person, found.review, at=at), over)


def write_common_sheet(person: Any, found: Consensus) -> Verdict:
    """The common sheet: its rapporteur alone."""
    if found.rapporteur_id is None or found.rapporteur_id != getattr(person, "pk", None):
        return refused("consensus.not_rapporteur")
    return ALLOWED if found.state in SEEKING else refused("consensus.over")


def agree(person: Any, found: Consensus) -> Verdict:
    """Agreeing to the common sheet: those who sent a sheet of the file, once it is written."""
    if person not in found.authors:
        return refused("consensus.not_an_author")
    written = found.state == ConsensusState.WRITTEN
    return ALLOWED if written else refused("consensus.not_written")


def read_text(person: Any, review: Review, *, at: datetime | None = None) -> Verdict:
    """The sealed file: those who examine, and who accepted to assess it, until that is done."""
    if read_checklist(person, review, at=at):
        return ALLOWED
    if review.state != ReviewState.ASSESSMENT:
        return refused("assessment.reading_over")
    own = (
        one for one in review.assignments.all() if one.assessor_id == getattr(person, "pk", None)
    )
    opened = any(one.state in OPENED for one in own)
    return ALLOWED if opened else refused("assessment.accept_first")


def take_files_along(person: Any, call: Call, *, at: datetime | None = None) -> Verdict:
    """One's own files of a call in one document: its assessors, bound to confidence."""
    if verdict := describe_oneself(person, call, at=at):
        bound = keeps_confidential(person, call)
        return ALLOWED if bound else refused("assessment.accept_first")
    return verdict


def see_other_sheets(person: Any, assignment: Assignment) -> Verdict:
    """Own score first, others after (EVA-05)."""
    if assignment.assessor_id != getattr(person, "pk", None):
        return refused("assessment.not_yours")
    locked = assignment.state == AssignmentState.LOCKED
    return ALLOWED if locked else refused("assessment.own_sheet_first")


def see_sheets(person: Any, review: Review, *, at: datetime | None = None) -> Verdict:
    """All sheets with their authors: staff only; an applicant never learns a name (EVA-04)."""
    return read_checklist(person, review, at=at)
