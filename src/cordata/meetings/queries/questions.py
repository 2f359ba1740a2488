"""The inbox of questions: which are open, how old they are, who answers them."""

from __future__ import annotations

from datetime import date, datetime, time

from django.db.models import Q, QuerySet

from cordata.accounts.models import Person
from cordata.accounts.queries import Reader, holders, scopes_of
from cordata.meetings.models import Meeting, Question, QuestionQuerySet, Registration
from cordata.meetings.queries.meetings import ORGANISERS, meetings_organised_by, scope_of
from cordata.meetings.states import QuestionState
from cordata.programme.models import Call, Programme, Publication
from cordata.programme.queries import publications_for
from cordata.rules.deadlines import last_overdue, working_days_between
from cordata.web import moments

VIEWS = ("open", "mine", "overdue", "answered", "set_aside")
MOST_ALIKE = 30  # open questions offered as the same


def questions_visible_to(person: Reader, at: datetime) -> QuestionQuerySet:
    """The questions of the meetings this person organises; those of calls for whoever organises
    the meetings of the whole programme."""
    visible = Q(meeting__in=meetings_organised_by(person, at))
    if "" in scopes_of(person, *ORGANISERS, at=at):
        visible |= Q(meeting=None)
    return Question.objects.heard().filter(visible)


def questions_of_calls(person: Reader, at: datetime) -> QuestionQuerySet:
    """Those asked about a call, of no meeting."""
    return questions_visible_to(person, at).filter(meeting=None).with_people()


def asked_from(draft: str) -> QuerySet[Question]:
    """What was asked from one draft, the oldest first."""
    asked = Question.objects.filter(draft=draft).exclude(draft="")
    return asked.select_related("publication").order_by("asked_at", "pk")


def calls_with_askers() -> QuerySet[Call]:
    """Calls about which somebody asked who is still known by name."""
    named = Question.objects.exclude(asker=None, draft="").exclude(call=None)
    return Call.objects.filter(pk__in=named.values("call")).select_related("programme")


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
    asked = questions_visible_to(person, at).with_people().with_place()
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
        of_it = Q(meeting__programme=programme) | Q(call__programme=programme)
        late |= of_it & Q(asked_at__lte=end)
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


def answerers(question: Question, at: datetime) -> QuerySet[Person]:
    """Who may be given this question, by name."""
    scope = scope_of(question.meeting) if question.meeting else ""
    found: QuerySet[Person] = holders(*ORGANISERS, at=at, scope=scope)
    return found.order_by("name", "email")


def open_besides(question: Question, person: Reader, at: datetime) -> list[Question]:
    """Other open questions of the same call: some may be the same one."""
    others = questions_visible_to(person, at).open().exclude(pk=question.pk)
    call = question.about_call
    of_call = Q(meeting__call=call) | Q(call=call) if call else Q(meeting__call=None, call=None)
    same_call = others.filter(of_call)
    return list(same_call.order_by("asked_at", "pk")[:MOST_ALIKE])


def answers_given(call: Call | None, at: datetime) -> list[Publication]:
    """The secretariat's published answers that hold for the call, if there is one."""
    if call is None:
        return []
    published = publications_for(call, at)
    return [one for one in published if one.kind == Publication.Kind.FAQ]
