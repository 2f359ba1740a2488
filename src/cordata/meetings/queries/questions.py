"""The inbox of questions: which are open, how old they are, who answers them."""

from __future__ import annotations

from datetime import date, datetime, time

from django.db.models import Q, QuerySet

from cordata.accounts.models import Person
from cordata.accounts.queries import Reader, holders
from cordata.meetings.models import Meeting, Question, QuestionQuerySet, Registration
from cordata.meetings.queries.meetings import ORGANISERS, meetings_organised_by, scope_of
from cordata.meetings.states import QuestionState
from cordata.programme.models import Programme, Publication
from cordata.programme.queries import publications_for
from cordata.rules.deadlines import last_overdue, working_days_between
from cordata.web import moments

VIEWS = ("open", "mine", "overdue", "answered", "set_aside")
MOST_ALIKE = 30  # open questions offered as the same


def questions_visible_to(person: Reader, at: datetime) -> QuestionQuerySet:
    """The questions of the meetings this person organises."""
    return Question.objects.heard().filter(meeting__in=meetings_organised_by(person, at))


def questions_of(meeting: Meeting) -> QuestionQuerySet:
    """What people asked about one meeting, the oldest first."""
    asked = Question.objects.heard().filter(meeting=meeting).with_people()
    return asked.order_by("asked_at", "pk")


def asked_by(registration: Registration) -> QuerySet[Question]:
    """One's own questions with their answers, the oldest first."""
    asked = Question.objects.filter(registration=registration)
    return asked.select_related("publication").order_by("asked_at", "pk")


def inbox(
    person: Person, view: str, programmes: list[Programme], at: datetime
) -> QuerySet[Question]:
    """One view of the inbox; what is open by age, the rest the latest first."""
    asked = questions_visible_to(person, at).with_people().select_related("meeting")
    asked = asked.defer("meeting__details")
    if view == "answered":
        return asked.filter(state=QuestionState.ANSWERED).order_by("-answered_at", "-pk")
    if view == "set_aside":
        return asked.filter(state=QuestionState.SET_ASIDE).order_by("-asked_at", "-pk")
    still = asked.open().order_by("asked_at", "pk")
    if view == "mine":
        return still.filter(Q(owner=person) | Q(stand_in=person))
    return still.filter(overdue(programmes, at)) if view == "overdue" else still


def overdue(programmes: list[Programme], at: datetime) -> Q:
    """Open for longer than its programme allows, in working days of all its countries."""
    late = Q(pk__in=[])
    for programme in programmes:
        before = _last_overdue(programme, at)
        end = datetime.combine(before, time.max, moments.local(at, programme.zone).tzinfo)
        late |= Q(meeting__programme=programme, asked_at__lte=end)
    return late


def age_of(question: Question, programme: Programme, at: datetime) -> int:
    """Working days between the day it was asked and today or its answer; weekends and public
    holidays of any of the programme's countries apart."""
    asked, until = _day(question.asked_at, programme), _day(question.answered_at or at, programme)
    closed = programme.definition.holidays(asked.year, until.year)
    return working_days_between(asked, until, closed)


def is_overdue(question: Question, programme: Programme, at: datetime) -> bool:
    """Whether it is open for longer than its programme allows."""
    if question.state != QuestionState.OPEN:
        return False
    return _day(question.asked_at, programme) <= _last_overdue(programme, at)


def _last_overdue(programme: Programme, at: datetime) -> date:
    """The latest day whose term is over: of three months at most, so the year before is enough."""
    today, definition = _day(at, programme), programme.definition
    closed = definition.holidays(today.year - 1, today.year)
    return last_overdue(today, definition.meetings.answer_days, closed)


def _day(instant: datetime, programme: Programme) -> date:
    return moments.local(instant, programme.zone).date()


def answerers(meeting: Meeting, at: datetime) -> QuerySet[Person]:
    """Who may be given a question of this meeting, by name."""
    found: QuerySet[Person] = holders(*ORGANISERS, at=at, scope=scope_of(meeting))
    return found.order_by("name", "email")


def open_besides(question: Question, person: Reader, at: datetime) -> list[Question]:
    """Other open questions of the same call: some may be the same one."""
    others = questions_visible_to(person, at).open().exclude(pk=question.pk)
    same_call = others.filter(meeting__call=question.meeting.call)
    return list(same_call.order_by("asked_at", "pk")[:MOST_ALIKE])


def answers_given(meeting: Meeting, at: datetime) -> list[Publication]:
    """The secretariat's published answers that hold for the meeting's call."""
    if meeting.call is None:
        return []
    published = publications_for(meeting.call, at)
    return [one for one in published if one.kind == Publication.Kind.FAQ]
