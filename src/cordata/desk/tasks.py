"""What waits for a person, from every step: one line a kind of work, with how many and where."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q
from django.urls import reverse

from cordata.accounts.models import Membership, Person, Role
from cordata.accounts.queries import has_role
from cordata.applications.models import Application, Partner
from cordata.applications.queries import applications_of, helps_asked, papers_waiting
from cordata.applications.states import MandateState
from cordata.applications.states import State as ApplicationState
from cordata.assessment.access import release_outcome
from cordata.assessment.exchanging import awaiting_office, exchanges_visible_to
from cordata.assessment.models import CompletionRequest
from cordata.assessment.outcome_queries import refusals_of
from cordata.assessment.queries import assignments_of, reviews_visible_to
from cordata.assessment.states import AssignmentState, ExchangeState, RefusalState, ReviewState
from cordata.matching.models import Introduction
from cordata.matching.states import IntroductionState
from cordata.meetings import access as meeting_access
from cordata.meetings.queries import questions_visible_to
from cordata.notify.models import Message
from cordata.notify.models import State as MessageState
from cordata.programme.models import Call, ClosingMove
from cordata.projects.models import BankDetails, Payment
from cordata.projects.queries import projects_to_pay, projects_visible_to
from cordata.projects.states import PaymentState, ProjectState
from cordata.selection.complaining import OPEN, office_complaints
from cordata.selection.queries import liftings_open, sessions_visible_to
from cordata.selection.states import ComplaintState, LiftingState, SessionState


@dataclass(frozen=True, slots=True)
class Task:
    """One kind of work: its sentence (`desk.task.<code>`), how many, and the page to do it on."""

    code: str
    count: int
    url: str

    @property
    def sentence_code(self) -> str:
        return f"desk.task.{self.code}"


Source = Callable[[Person, datetime], Iterator[Task]]


def tasks_of(person: Person, at: datetime) -> list[Task]:
    """Everything that waits for this person now; nothing with a count of zero."""
    return [task for source in SOURCES for task in source(person, at) if task.count]


def as_partner(person: Person, at: datetime) -> Iterator[Task]:
    """Drafts, mandates, completions, introductions and agreements of one's organisations."""
    if not person.organisation_ids:
        return
    own = applications_of(person)
    drafts = own.filter(state=ApplicationState.DRAFT, call__closes_at__gte=at)
    yield Task("drafts", drafts.count(), reverse("applications:mine"))
    mandates = Application.objects.filter(
        state__in=[ApplicationState.DRAFT, ApplicationState.SUBMITTED],
        partners__is_lead=False,  # it signs by filing
        partners__organisation__in=person.organisation_ids,
        partners__mandate_state__in=[MandateState.ASKED, MandateState.REOPENED],
        call__closes_at__gte=at,
    )
    yield Task("mandates", mandates.distinct().count(), reverse("applications:mine"))
    yield from _offers_of_the_lead(person, at)
    yield from _asked_of_leads(person, at)
    yield from _messages_to_partners(person, at)
    yield from _conditions_to_answer(person, at)
    asked = Introduction.objects.filter(
        search__organisation__in=person.organisation_ids, state=IntroductionState.ASKED
    )
    yield Task("introductions", asked.count(), reverse("matching:mine"))


def _offers_of_the_lead(person: Person, at: datetime) -> Iterator[Task]:
    """Partners that are asked to lead, for those who sign for them."""
    offers = Partner.objects.filter(
        lead_offered_at__isnull=False,
        application__call__closes_at__gte=at,
        application__state__in=[ApplicationState.DRAFT, ApplicationState.SUBMITTED],
        organisation__memberships__in=person.memberships.filter(
            kind=Membership.Kind.SIGNATORY, ended_at=None
        ),
    )
    for pid, draft in offers.values_list("pid", "application__pid")[:3]:
        yield Task("lead_offers", 1, reverse("applications:lead", args=[draft, pid]))


def _asked_of_leads(person: Person, at: datetime) -> Iterator[Task]:
    completions = CompletionRequest.objects.filter(
        review__application__partners__organisation__in=person.organisation_ids,
        review__application__partners__is_lead=True,
        answered_at__isnull=True,
        due_at__gte=at,
    )
    for completion in completions[:3]:
        yield Task("completion", 1, reverse("assessment:completion", args=[completion.pid]))
    own = Q(application__partners__organisation__in=person.organisation_ids)
    projects = projects_visible_to(person, at).filter(own & Q(application__partners__is_lead=True))
    counts = projects.aggregate(
        to_sign=Count("pk", filter=Q(state=ProjectState.CONTRACTING, signed_by_lead__isnull=True)),
        running=Count("pk", filter=Q(state=ProjectState.RUNNING)),
    )
    yield Task("agreements", counts["to_sign"], reverse("projects:list"))
    yield Task("projects", counts["running"], reverse("projects:list"))


def _conditions_to_answer(person: Person, at: datetime) -> Iterator[Task]:
    own = liftings_open(person, at).filter(
        state=LiftingState.AWAITED,
        decision__application__partners__organisation__in=person.organisation_ids,
        decision__application__partners__is_lead=True,
    )
    for lifting in own[:3]:
        yield Task("conditions", 1, reverse("selection:conditions", args=[lifting.pid]))


def as_officer(person: Person, at: datetime) -> Iterator[Task]:
    """Files to check and to assign, sessions, messages that could not be sent."""
    if not has_role(person, Role.OFFICER, at=at):
        return
    waiting = reviews_visible_to(person, at).filter(application__call__closes_at__lt=at)
    counts = waiting.values("application__call__code").annotate(
        to_check=Count(
            "pk", filter=Q(state__in=[ReviewState.ADMISSIBILITY, ReviewState.ELIGIBILITY])
        ),
        to_assign=Count(
            "pk", filter=Q(state=ReviewState.ASSESSMENT, assignments__isnull=True), distinct=True
        ),
    )
    for row in counts:
        url = reverse("assessment:reviews", args=[row["application__call__code"]])
        yield Task("checks", row["to_check"], url)
        yield Task("assign", row["to_assign"], url)
    yield from _messages_to_answer(person, at)
    yield from _complaints(person, at, *OPEN, code="complaints")
    yield from _conditions_to_settle(person, at)
    yield Task("help_asked", len(helps_asked(person, at)), reverse("applications:helping"))
    yield from _papers(person, at)
    failed = Message.objects.filter(state=MessageState.FAILED).count()
    yield Task("failed_messages", failed, reverse("desk:messages"))


def _messages_to_answer(person: Person, at: datetime) -> Iterator[Task]:
    """Partners who wait for the secretariat's answer: to the one that has waited longest."""
    waiting = awaiting_office(person, at).order_by("since")
    if first := waiting.first():
        url = reverse("assessment:exchange", args=[first.pid])
        yield Task("messages", waiting.count(), url)


def _complaints(person: Person, at: datetime, *states: str, code: str) -> Iterator[Task]:
    """Complaints at a step that waits for an office, call by call; never one's own proposal."""
    waiting = office_complaints(person, at).filter(state__in=states).exclude(stated_by=person.pk)
    rows = waiting.order_by().values("application__call__code").annotate(count=Count("pk"))
    for row in rows:
        url = reverse("selection:complaints", args=[row["application__call__code"]])
        yield Task(code, row["count"], url)


def _messages_to_partners(person: Person, at: datetime) -> Iterator[Task]:
    """Questions of the secretariat about one's own files."""
    own = Q(review__application__partners__organisation__in=person.organisation_ids)
    asked = exchanges_visible_to(person, at).filter(own, state=ExchangeState.PARTNERS)
    for exchange in asked.distinct()[:3]:
        yield Task("message", 1, reverse("assessment:exchange", args=[exchange.pid]))


def _papers(person: Person, at: datetime) -> Iterator[Task]:
    """What came on paper: to type in, or to compare with the scan of another's entry."""
    counts: dict[str, int] = {}
    for one in papers_waiting(person, at):
        counts[one.call.code] = counts.get(one.call.code, 0) + 1
    for code, count in counts.items():
        yield Task("papers", count, reverse("applications:papers", args=[code]))


def as_organiser(person: Person, at: datetime) -> Iterator[Task]:
    """Questions asked around the meetings one organises."""
    if not meeting_access.answer(person, at):
        return
    asked = questions_visible_to(person, at).open().count()
    yield Task("questions", asked, reverse("meetings:inbox"))


def _conditions_to_settle(person: Person, at: datetime) -> Iterator[Task]:
    """Terms that have passed, and answers to read: call by call."""
    passed = Count("pk", filter=Q(due_at__lt=at), distinct=True)
    answered = Count("pk", filter=Q(due_at__gte=at, entries__kind="answer"), distinct=True)
    rows = (
        liftings_open(person, at)
        .filter(state=LiftingState.AWAITED)
        .order_by()
        .values("decision__application__call__code")
        .annotate(passed=passed, answered=answered)
    )
    for row in rows:
        url = reverse("selection:sessions", args=[row["decision__application__call__code"]])
        yield Task("conditions_passed", row["passed"], url)
        yield Task("conditions_answered", row["answered"], url)


def as_assessor(person: Person, at: datetime) -> Iterator[Task]:
    if not has_role(person, Role.ASSESSOR, at=at):
        return
    counts = assignments_of(person).aggregate(
        new=Count("pk", filter=Q(state=AssignmentState.ASSIGNED)),
        begun=Count("pk", filter=Q(state=AssignmentState.ACCEPTED)),
    )
    yield Task("assignments", counts["new"], reverse("assessment:mine"))
    yield Task("sheets", counts["begun"], reverse("assessment:mine"))


def as_committee(person: Person, at: datetime) -> Iterator[Task]:
    """Sessions that sit, and signed ones that wait to be notified."""
    if not has_role(person, Role.COMMITTEE, Role.CHAIR, Role.AUTHORITY, at=at):
        return
    for session in sessions_visible_to(person, at).exclude(state=SessionState.RELEASED):
        yield Task(f"session_{session.state}", 1, reverse("selection:session", args=[session.pid]))


def as_releaser(person: Person, at: datetime) -> Iterator[Task]:
    """Files turned away whose letters one may send: not one's own where the call asks for two."""
    if not has_role(person, Role.OFFICER, Role.AUTHORITY, at=at):
        return
    waiting = Q(applications__review__refusal__state=RefusalState.DRAFTED)
    for call in Call.objects.filter(waiting).distinct():
        drafted = refusals_of(person, call, at).filter(state=RefusalState.DRAFTED)
        count = sum(1 for one in drafted if release_outcome(person, one, at=at))
        yield Task("outcome_letters", count, reverse("assessment:outcomes", args=[call.code]))


def as_payer(person: Person, at: datetime) -> Iterator[Task]:
    if has_role(person, Role.CONFIRMER, at=at):
        ordered = Payment.objects.filter(state=PaymentState.ORDERED).exclude(ordered_by=person)
        yield Task("confirm_payments", ordered.count(), reverse("projects:payments"))
    if has_role(person, Role.ORDERER, at=at):
        due = projects_to_pay(projects_visible_to(person, at))
        yield Task("order_payments", due.count(), reverse("projects:payments"))
    if has_role(person, Role.AUTHORITY, at=at):
        yield from _complaints(person, at, ComplaintState.STATED, code="complaints_stated")
        stated = liftings_open(person, at).filter(state=LiftingState.STATED)
        for lifting in stated.exclude(stated_by=person.pk)[:3]:
            url = reverse("selection:conditions", args=[lifting.pid])
            yield Task("conditions_stated", 1, url)
        closings = ClosingMove.objects.filter(settled_at=None).exclude(proposed_by=person)
        for code in closings.values_list("call__code", flat=True):
            yield Task("confirm_closing", 1, reverse("programme:move_closing", args=[code]))
        unsure = BankDetails.objects.filter(confirmed_at__isnull=True).exclude(given_by=person)
        yield Task("confirm_bank", unsure.count(), reverse("projects:list"))
        unsigned = projects_visible_to(person, at).filter(
            state=ProjectState.CONTRACTING, signed_by_authority__isnull=True
        )
        yield Task("sign_agreements", unsigned.count(), reverse("projects:list"))


SOURCES: tuple[Source, ...] = (
    as_partner,
    as_officer,
    as_organiser,
    as_assessor,
    as_committee,
    as_releaser,
    as_payer,
)
