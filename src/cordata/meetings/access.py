"""Who may do what around a meeting."""

from __future__ import annotations

from datetime import datetime

from cordata.accounts.models import Role
from cordata.accounts.queries import Reader, has_any_scope, has_role
from cordata.documents.models import Scan
from cordata.kernel.verdicts import ALLOWED, Verdict, refused
from cordata.meetings.models import Meeting, MeetingDocument, MeetingRecord, Registration
from cordata.meetings.queries import ORGANISERS, scope_of
from cordata.meetings.states import Audience, MeetingState, RegistrationState

OVER = frozenset({MeetingState.PUBLISHED, MeetingState.HELD})
CAME_TO_NOTHING = frozenset(
    {RegistrationState.EXPIRED, RegistrationState.DECLINED, RegistrationState.CANCELLED}
)
NOT_REGISTERED = CAME_TO_NOTHING | {RegistrationState.PENDING}

PREPARED = frozenset({MeetingState.DRAFT, MeetingState.PUBLISHED})


def register(meeting: Meeting, at: datetime) -> Verdict:
    """Anyone may, while the meeting takes registrations."""
    if meeting.state == MeetingState.CANCELLED:
        return refused("registration.meeting_cancelled")
    if meeting.state != MeetingState.PUBLISHED or at >= meeting.starts_at:
        return refused("registration.meeting_begun")
    if at < meeting.registration_opens_at:
        return refused("registration.opens_later", at=meeting.registration_opens_at)
    if at > meeting.registration_closes_at:
        return refused("registration.closed", at=meeting.registration_closes_at)
    return ALLOWED


def organise(person: Reader, meeting: Meeting, at: datetime) -> Verdict:
    """Lists, exports, questions, cancelling: organisers and case officers."""
    if has_role(person, *ORGANISERS, at=at, scope=scope_of(meeting)):
        return ALLOWED
    return refused("meeting.organisers_only")


def check_in(person: Reader, meeting: Meeting, at: datetime) -> Verdict:
    """The door: organisers, and helpers with a role for this meeting and this time."""
    if has_role(person, *ORGANISERS, Role.CHECKIN, at=at, scope=scope_of(meeting)):
        return ALLOWED
    return refused("meeting.helpers_only")


def cancel(person: Reader, meeting: Meeting, at: datetime) -> Verdict:
    """Calling a meeting off, until it is over."""
    verdict = organise(person, meeting, at)
    if verdict and (meeting.state != MeetingState.PUBLISHED or at >= meeting.ends_at):
        return refused("meeting.over")
    return verdict


def decide(person: Reader, meeting: Meeting, at: datetime) -> Verdict:
    """Saying yes or no to who applied, until the meeting begins."""
    verdict = organise(person, meeting, at)
    if verdict and (meeting.state != MeetingState.PUBLISHED or at >= meeting.starts_at):
        return refused("meeting.over")
    return verdict


def prepare(person: Reader, at: datetime) -> Verdict:
    """The list of meetings in preparation: whoever organises one or reads them."""
    if has_any_scope(person, *ORGANISERS, Role.COMMUNICATION, at=at):
        return ALLOWED
    return refused("meeting.organisers_only")


def ask(registration: Registration) -> Verdict:
    """A question by who has proven the address: the answer is mailed there."""
    if registration.state == RegistrationState.PENDING or registration.erased_at:
        return refused("question.confirm_first")
    return ALLOWED


def hand_over(registration: Registration, at: datetime) -> Verdict:
    """A booked place may go to a colleague, and be taken by one, until the meeting begins."""
    if registration.state != RegistrationState.CONFIRMED or registration.party_id:
        return refused("registration.no_place_to_hand_over")
    if at >= registration.meeting.starts_at:
        return refused("registration.meeting_begun")
    return ALLOWED


def erase(registration: Registration) -> Verdict:
    """By oneself and at once: what came to nothing. Who stands on a list, or waits, gives that
    back first; who had a place at a meeting that was held stands on its evidence."""
    if registration.state in CAME_TO_NOTHING and not registration.party_id:
        return ALLOWED
    return refused("registration.still_needed")


def is_registered(registration: Registration) -> Verdict:
    """Whether somebody has proven the address and has not left."""
    if registration.state in NOT_REGISTERED or registration.erased_at:
        return refused("document.for_registered")
    return ALLOWED


def read_document(
    person: Reader, registration: Registration | None, document: MeetingDocument, at: datetime
) -> Verdict:
    """A document for everyone, for who is registered, and each for who organises the meeting."""
    if organise(person, document.meeting, at):
        return ALLOWED
    if document.file.scan != Scan.CLEAN or document.meeting.state == MeetingState.DRAFT:
        return refused("document.for_registered")
    if document.audience == Audience.PUBLIC:
        return ALLOWED
    if registration is None or registration.meeting_id != document.meeting_id:
        return refused("document.for_registered")
    return is_registered(registration)


def thank(person: Reader, meeting: Meeting, at: datetime) -> Verdict:
    """The mail to who came, once the meeting is over, once."""
    verdict = organise(person, meeting, at)
    if verdict and (at < meeting.ends_at or meeting.state not in OVER or meeting.thanked_at):
        return refused("meeting.not_over_yet")
    return verdict


def answer_survey(registration: Registration, at: datetime) -> Verdict:
    """The survey: who was checked in, once, from the end of the meeting for the days of the pack;
    both ends of the term are in."""
    meeting = registration.meeting
    terms = meeting.programme.definition.meetings
    closes_at = terms.survey_closes_at(meeting.ends_at)
    if not terms.survey:
        return refused("survey.none")
    if registration.state != RegistrationState.ATTENDED or registration.erased_at:
        return refused("survey.for_who_came")
    if at < meeting.ends_at:
        return refused("survey.not_over_yet", at=meeting.ends_at)
    if registration.survey_answered:
        return refused("survey.answered")
    if at > closes_at:
        return refused("survey.closed", at=closes_at)
    return ALLOWED


def read_records(person: Reader, meeting: Meeting, at: datetime) -> Verdict:
    """The audit file and each piece of evidence: whoever organises the meeting; an auditor reads
    those of announced meetings."""
    if organise(person, meeting, at):
        return ALLOWED
    audits = has_role(person, Role.AUDITOR, at=at, scope=scope_of(meeting))
    if audits and meeting.state != MeetingState.DRAFT:
        return ALLOWED
    return refused("meeting.organisers_only")


def read_record(person: Reader, record: MeetingRecord, at: datetime) -> Verdict:
    """One file of the evidence; an auditor gets what is checked, like any reader."""
    verdict = read_records(person, record.meeting, at)
    unchecked = record.file is None or record.file.scan != Scan.CLEAN
    if verdict and unchecked and not organise(person, record.meeting, at):
        return refused("record.not_checked")
    return verdict


def certificate(registration: Registration, at: datetime) -> Verdict:
    """A certificate of attendance: for who was checked in and is still known by name, from the
    instant at which the meeting is over."""
    verdict = certificates(registration.meeting, at)
    came = registration.state == RegistrationState.ATTENDED and registration.attended_at
    if verdict and not came:
        return refused("certificate.did_not_come")
    if verdict and registration.erased_at is not None:
        return refused("certificate.erased")
    return verdict


def certificates(meeting: Meeting, at: datetime) -> Verdict:
    """Those of everybody who came; nobody gets one before the end."""
    if at < meeting.ends_at:
        return refused("certificate.not_over_yet", at=meeting.ends_at)
    return ALLOWED


def answer(person: Reader, at: datetime) -> Verdict:
    """The inbox of questions: whoever organises a meeting."""
    if has_any_scope(person, *ORGANISERS, at=at):
        return ALLOWED
    return refused("meeting.organisers_only")


def create(person: Reader, at: datetime) -> Verdict:
    """A new meeting: organisers of the programme and case officers."""
    if has_role(person, *ORGANISERS, at=at):
        return ALLOWED
    return refused("meeting.organisers_only")


def read_plan(person: Reader, meeting: Meeting, at: datetime) -> Verdict:
    """The meeting as it is prepared: whoever organises it, and the communication officer."""
    if has_role(person, *ORGANISERS, Role.COMMUNICATION, at=at, scope=scope_of(meeting)):
        return ALLOWED
    return refused("meeting.organisers_only")


def edit(person: Reader, meeting: Meeting, at: datetime) -> Verdict:
    """The meeting's own facts, until it is over or cancelled."""
    verdict = organise(person, meeting, at)
    over = meeting.state == MeetingState.PUBLISHED and at >= meeting.ends_at
    if verdict and (over or meeting.state not in {MeetingState.DRAFT, MeetingState.PUBLISHED}):
        return refused("meeting.not_editable")
    return verdict


def copy(person: Reader, meeting: Meeting, at: datetime) -> Verdict:
    """Whoever may make a new meeting and sees this one."""
    return create(person, at)


def invite(person: Reader, meeting: Meeting, at: datetime) -> Verdict:
    """Writing to guests: who organises, while the meeting takes registrations."""
    return organise(person, meeting, at) and register(meeting, at)


def list_guests(person: Reader, meeting: Meeting, at: datetime) -> Verdict:
    """Guests onto the list: until the meeting begins, and while it is prepared."""
    verdict = organise(person, meeting, at)
    if verdict and (at >= meeting.starts_at or meeting.state not in PREPARED):
        return refused("meeting.over")
    return verdict
