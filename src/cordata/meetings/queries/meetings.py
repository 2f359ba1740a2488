"""Meetings to come and past, and who works on them."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from django.db.models import CharField, Exists, OuterRef, QuerySet

from cordata.accounts.models import Person, Role
from cordata.accounts.queries import Reader, scopes_of
from cordata.kernel.prepared import Given, Prepared
from cordata.meetings.models import HandOver, Meeting, MeetingDocument, Question, Registration
from cordata.meetings.states import MeetingState

ORGANISERS = (Role.ORGANISER, Role.OFFICER)


def scope_of(meeting: Meeting) -> str:
    """The scope of a role that holds for this meeting alone."""
    return f"meeting:{meeting.pid}"


def public_meetings() -> QuerySet[Meeting]:
    """Every announced meeting, the next to come first."""
    return Meeting.objects.public().with_names().order_by("starts_at", "code")


def public_meeting(pid: str) -> Meeting | None:
    """The announced meeting with this id."""
    return next(iter(_one.rows(pid=pid)), None)


def _by_pid() -> QuerySet[Meeting]:
    """`has_documents` spares most pages a query."""
    handed_out = MeetingDocument.objects.filter(meeting=OuterRef("pk"), removed_at=None)
    one = Meeting.objects.public().with_names().filter(pid=Given("pid", CharField()))
    return one.annotate(has_documents=Exists(handed_out))


_one = Prepared(_by_pid)


def meetings_worked_on_by(person: Reader, at: datetime) -> QuerySet[Meeting]:
    """Meetings whose people this person may see: organisers, officers, check-in helpers."""
    scopes = scopes_of(person, *ORGANISERS, Role.CHECKIN, at=at)
    everything = Meeting.objects.with_names()
    if "" in scopes:
        return everything
    pids = [scope.removeprefix("meeting:") for scope in scopes if scope.startswith("meeting:")]
    return everything.filter(pid__in=pids)


def meetings_prepared_by(person: Reader, at: datetime) -> QuerySet[Meeting]:
    """Meetings this person prepares, or reads as communication officer; drafts among them."""
    scopes = scopes_of(person, *ORGANISERS, Role.COMMUNICATION, at=at)
    everything = Meeting.objects.with_names().order_by("-starts_at", "code")
    if "" in scopes:
        return everything
    pids = [scope.removeprefix("meeting:") for scope in scopes if scope.startswith("meeting:")]
    return everything.filter(pid__in=pids)


def meetings_organised_by(person: Reader, at: datetime) -> QuerySet[Meeting]:
    """Meetings whose questions, lists and papers are this person's to keep."""
    scopes = scopes_of(person, *ORGANISERS, at=at)
    if "" in scopes:
        return Meeting.objects.all()
    pids = [scope.removeprefix("meeting:") for scope in scopes if scope.startswith("meeting:")]
    return Meeting.objects.filter(pid__in=pids)


def other_dates(meeting: Meeting) -> list[Meeting]:
    """The other announced meetings of its series, the next to come first."""
    name = meeting.definition.series
    if not name:
        return []
    found = _series(name).rows(programme=meeting.programme.pk)
    return [one for one in found if one.pk != meeting.pk]


@lru_cache(256)
def _series(name: str) -> Prepared[Meeting]:
    """The announced meetings of one series that were not cancelled."""
    return Prepared(
        lambda: (
            public_meetings()
            .filter(details__series=name, programme=Given("programme"))
            .exclude(state=MeetingState.CANCELLED)
        )
    )


def registrations_of(person: Person) -> QuerySet[Registration]:
    """Everything registered with the address this person signs in with."""
    return (
        Registration.objects.filter(email=person.email)
        .with_meeting()
        .order_by("-meeting__starts_at", "-registered_at")
    )


def registration_by_link(pid: str) -> Registration | None:
    """What the page behind a mailed link shows, in one query; none once its data are erased."""
    return next(iter(_by_link.rows(pid=pid)), None)


def _with_this_id() -> QuerySet[Registration]:
    """`is_given` while a colleague is asked to come instead, `has_asked` once there is a question
    of theirs, `has_documents` once the meeting hands some out."""
    asked = HandOver.objects.filter(registration=OuterRef("pk"), withdrawn_at=None)
    questions = Question.objects.filter(registration=OuterRef("pk"))
    handed_out = MeetingDocument.objects.filter(meeting=OuterRef("meeting"), removed_at=None)
    one = Registration.objects.with_meeting().filter(pid=Given("pid", CharField()))
    return one.filter(erased_at=None).annotate(
        is_given=Exists(asked),
        has_asked=Exists(questions),
        has_documents=Exists(handed_out),
    )


_by_link = Prepared(_with_this_id)
