"""A complaint: lodged by the lead, admitted and heard by an officer, its outcome proposed by one
person and confirmed by another. No decision, ranking or sum changes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from cordata.accounts.models import Person
from cordata.applications.models import Application
from cordata.documents.models import StoredFile
from cordata.kernel.jobs import later
from cordata.kernel.transitions import move, tell
from cordata.kernel.verdicts import NotPossible
from cordata.selection import complaining, notices
from cordata.selection.models import Complaint, ComplaintEntry
from cordata.selection.states import (
    ADMIT_COMPLAINT,
    RETURN_OUTCOME,
    SETTLEMENTS,
    STATE_OUTCOME,
    ComplaintState,
)

Kind = ComplaintEntry.Kind


@transaction.atomic
def lodge_complaint(
    application_pid: str, text: str, file: StoredFile | None = None, *, by: Person, at: datetime
) -> Complaint:
    """Receive a complaint about what was notified last.

    Raises `NotPossible`: `complaint.text_missing`, `complaint.nothing_notified`,
    `complaint.lodged_already`, `selection.not_lead`.
    """
    application = (
        Application.objects.select_for_update(of=("self",))
        .select_related("call__programme", "call_version")
        .get(pid=application_pid)
    )
    if not text.strip():
        raise NotPossible("complaint.text_missing")
    if not (verdict := complaining.lodge(by, application, at=at)):
        raise NotPossible(verdict.code)
    notified_at = complaining.notified_last(application, at)
    if notified_at is None:
        raise NotPossible("complaint.nothing_notified")
    complaint = Complaint.objects.create(
        application=application,
        notified_at=notified_at,
        due_at=complaining.term_of(application, notified_at),
        received_at=at,
        answer_by=complaining.answer_term(application, at),
    )
    _entry(complaint, Kind.COMPLAINT, text, file, by, at)
    tell(complaint, "lodged", by=by, at=at, due_at=complaint.due_at, late=complaint.late)
    notices.complaint_lodged(complaint, at=at)
    return complaint


@transaction.atomic
def add_paper(
    pid: str, text: str, file: StoredFile | None = None, *, by: Person, at: datetime
) -> ComplaintEntry:
    """More from the lead, which whoever confirms the outcome reads too. Raises
    `complaint.text_missing`, `complaint.over`."""
    complaint = _locked(pid)
    if complaint.settled_at is not None:
        raise NotPossible("complaint.over")
    entry = _entry(complaint, Kind.PAPER, text, file, by, at)
    tell(complaint, "paper_added", by=by, at=at, entry=entry.pid)
    return entry


@transaction.atomic
def admit_complaint(pid: str, *, because: str, by: Person, at: datetime) -> Complaint:
    """The complaint is admissible: it names an error, in time or with a reason why not."""
    complaint = _open(pid)
    _entry(complaint, Kind.ADMITTED, because, None, by, at)
    move(complaint, ADMIT_COMPLAINT, by=by, at=at, because=because)
    return complaint


@transaction.atomic
def note_hearing(
    pid: str, text: str, file: StoredFile | None = None, *, by: Person, at: datetime
) -> ComplaintEntry:
    """What was said when the lead was heard, in person or in writing."""
    complaint = _open(pid)
    if complaint.state != ComplaintState.ADMITTED:
        raise NotPossible("complaint.admit_first")
    entry = _entry(complaint, Kind.HEARING, text, file, by, at)
    tell(complaint, "heard", by=by, at=at, entry=entry.pid)
    return entry


@transaction.atomic
def state_complaint(
    pid: str, outcome: str, reasons: Mapping[str, str], *, by: Person, at: datetime
) -> Complaint:
    """Propose the outcome with its reasons in every language; another person confirms it.

    Raises `NotPossible`: `complaint.over`, `complaint.outcome_unknown` (only what is not admitted
    can be inadmissible, only what is admitted upheld or dismissed), `selection.reason_missing`.
    """
    complaint = _open(pid)
    admitted = complaint.state == ComplaintState.ADMITTED
    if outcome not in SETTLEMENTS or (outcome == ComplaintState.INADMISSIBLE) is admitted:
        raise NotPossible("complaint.outcome_unknown")
    languages = complaint.application.definition.languages
    if not all(reasons.get(language, "").strip() for language in languages):
        raise NotPossible("selection.reason_missing")
    complaint.outcome = outcome
    complaint.reasons = {language: reasons[language].strip() for language in languages}
    complaint.stated_by, complaint.stated_at = by, at
    move(complaint, STATE_OUTCOME, by=by, at=at, outcome=outcome)
    notices.complaint_stated(complaint, at=at)
    return complaint


@transaction.atomic
def return_complaint(pid: str, *, because: str, by: Person, at: datetime) -> Complaint:
    """The authority does not follow the proposal: it is examined again, from where it stood."""
    complaint = _to_settle(pid, by)
    back = RETURN_OUTCOME[complaint.proposed_from]
    _entry(complaint, Kind.RETURNED, because, None, by, at)
    complaint.outcome, complaint.stated_by, complaint.stated_at = "", None, None
    move(complaint, back, by=by, at=at, because=because)
    return complaint


@transaction.atomic
def settle_complaint(pid: str, *, by: Person, at: datetime) -> Complaint:
    """Confirm the outcome: every partner gets its letter. What follows from a complaint upheld is
    decided anew by those who decide, in a session of their own.

    Raises `NotPossible`: `complaint.not_stated`, `complaint.four_eyes`, `complaint.no_letter`.
    """
    complaint = _to_settle(pid, by)
    complaint.settled_by, complaint.settled_at = by, at
    letters = list(complaining.complaint_letters(complaint, at=at))
    move(complaint, SETTLEMENTS[ComplaintState(complaint.outcome)], by=by, at=at)
    for letter in letters:
        later("cordata.selection.jobs.render_complaint_letter", letter.pid)
    notices.complaint_settled(complaint, letters, at=at)
    return complaint


def _open(pid: str) -> Complaint:
    complaint = _locked(pid)
    if complaint.state not in complaining.OPEN:
        raise NotPossible("complaint.over")
    return complaint


def _to_settle(pid: str, by: Person) -> Complaint:
    complaint = _locked(pid)
    if complaint.state != ComplaintState.STATED:
        raise NotPossible("complaint.not_stated")
    if complaint.stated_by_id == by.pk:
        raise NotPossible("complaint.four_eyes")
    return complaint


def _locked(pid: str) -> Complaint:
    return (
        Complaint.objects.select_for_update(of=("self",))
        .select_related("application__call__programme", "application__call_version")
        .get(pid=pid)
    )


def _entry(
    complaint: Complaint, kind: str, text: str, file: StoredFile | None, by: Person, at: datetime
) -> ComplaintEntry:
    if not text.strip():
        raise NotPossible("complaint.text_missing")
    return ComplaintEntry.objects.create(
        complaint=complaint, kind=kind, text=text.strip(), file=file, author=by, at=at
    )
