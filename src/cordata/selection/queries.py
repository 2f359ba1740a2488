"""What a committee decides on, and what was decided."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet

from cordata.accounts.models import Person, Role
from cordata.accounts.queries import scopes_of
from cordata.applications.models import Answer, Partner
from cordata.applications.states import State as ApplicationState
from cordata.assessment.models import Review
from cordata.assessment.states import ReviewState
from cordata.kernel import clock
from cordata.kernel.prepared import Instant
from cordata.programme.models import Call, EnvelopeVersion
from cordata.programme.queries import local_day
from cordata.rules.deadlines import add_months
from cordata.selection.models import (
    CommitteeSession,
    Decision,
    Letter,
    Lifting,
    LiftingEntry,
    Recusal,
)
from cordata.selection.states import DecisionState, LiftingState, Outcome, SessionState

COMMITTEE = (
    Role.OFFICER,
    Role.AUTHORITY,
    Role.COMMITTEE,
    Role.CHAIR,
    Role.COMMITTEE_OBSERVER,
    Role.AUDITOR,
)
PREPARING = (Role.OFFICER, Role.AUTHORITY, Role.CHAIR, Role.AUDITOR)
CONVENED = (Role.COMMITTEE, Role.COMMITTEE_OBSERVER)
KNOWN = Q(convened_at__isnull=False) | ~Q(state=SessionState.PREPARED)
ZERO = Decimal("0.00")


def sessions_visible_to(person: Any, at: datetime | None = None) -> QuerySet[CommitteeSession]:
    """Staff, the chair and auditors of the call; members and observers once it is convened."""
    if not isinstance(person, Person):
        return CommitteeSession.objects.none()
    at = at or clock.now()
    sessions = CommitteeSession.objects.select_related("call__programme", "call__version").defer(
        "call__programme__data", "call__version__data"
    )
    at_once = _of_scopes(scopes_of(person, *PREPARING, at=at))
    once_convened = _of_scopes(scopes_of(person, *CONVENED, at=at))
    return sessions.filter(at_once | once_convened & KNOWN)


def _of_scopes(scopes: Collection[str]) -> Q:
    """The calls that a person's roles reach; all of them for a role of the whole programme."""
    if "" in scopes:
        return Q(call__isnull=False)
    calls = [scope.removeprefix("call:") for scope in scopes if scope.startswith("call:")]
    return Q(call__pid__in=calls)


def session_for(person: Any, pid: str, at: datetime | None = None) -> CommitteeSession | None:
    return sessions_visible_to(person, at).filter(pid=pid).first()


def reviews_to_decide(
    call: Call, themes: list[str], *, with_reserve: bool = False, at: datetime | None = None
) -> QuerySet[Review]:
    """Assessed files of the themes on which nothing stands decided yet.

    `with_reserve` adds those on the reserve list, while it holds at `at`: money has come free for
    them. A file whose conditions were not met is before the committee again.
    """
    stands = standing()
    if with_reserve:
        stands = stands.exclude(pk__in=reserve_in_force(call, at or clock.now()))
    return (
        Review.objects.filter(
            application__call=call,
            application__theme__in=themes,
            state=ReviewState.CONSOLIDATED,
        )
        .exclude(application__in=stands.values("application"))
        .select_related("submission__sealed", "application__call_version")
        .prefetch_related("assignments__scores", "assignments__assessor", "verifications")
        .order_by("application__number")
    )


def reserve_in_force(call: Call, at: datetime) -> list[int]:
    """Rows of the decisions on the reserve list that still hold: nobody moves up after its end."""
    today = local_day(call, at)
    listed = standing().filter(session__call=call, outcome=Outcome.RESERVE)
    return [
        pk
        for pk, notified_at in listed.values_list("pk", "notified_at")
        if today <= reserve_until(call, notified_at or at)
    ]


def reserve_until(call: Call, notified_at: datetime) -> date:
    """The last day of the reserve list for a file notified then, as its letter says."""
    months = call.definition.grid.reserve_months
    return add_months(local_day(call, notified_at), months)


def standing() -> QuerySet[Decision]:
    """Decisions that hold: signed, not put off to another session, not given back to the committee
    for unmet conditions, and their file not withdrawn between signature and notification."""
    decided = Decision.objects.filter(state__in=[DecisionState.DECIDED, DecisionState.NOTIFIED])
    decided = decided.exclude(outcome=Outcome.DEFERRED)
    decided = decided.exclude(application__state=ApplicationState.WITHDRAWN)
    return decided.exclude(lifting__state=LiftingState.RETURNED)


def grants(at: Instant) -> QuerySet[Decision]:
    """Decisions that grant money by `at`: approved, or approved with conditions now lifted."""
    approved = Q(outcome=Outcome.APPROVED, notified_at__lte=at)
    lifted = Q(lifting__state=LiftingState.LIFTED, lifting__confirmed_at__lte=at)
    return Decision.objects.filter(approved | lifted, state=DecisionState.NOTIFIED)


def envelopes_on(call: Call, day: date) -> Mapping[str, EnvelopeVersion]:
    """Theme -> the version of its envelope that holds on a day."""
    held: dict[str, EnvelopeVersion] = {}
    for version in EnvelopeVersion.objects.filter(call=call, decided_on__lte=day).order_by(
        "number"
    ):
        held[version.theme] = version
    return held


def awarded(call: Call, but: CommitteeSession | None = None) -> Mapping[str, Decimal]:
    """Theme -> ERDF euros that the signed sessions of the call have granted, `but` one."""
    granted: dict[str, Decimal] = {}
    signed = standing().filter(session__call=call).exclude(session=but)
    for decision in signed:
        granted[decision.theme] = granted.get(decision.theme, ZERO) + decision.grant
    return granted


def money_left(session: CommitteeSession) -> dict[str, Decimal]:
    """Theme -> ERDF euros still to grant on the session's day."""
    granted = awarded(session.call, but=session)
    return {
        theme: version.amount - granted.get(theme, ZERO)
        for theme, version in envelopes_on(session.call, session.held_on).items()
        if theme in session.themes
    }


def order_of_equals(session: CommitteeSession) -> list[str]:
    """Public ids of files of equal merit in the order that the committee chose or drew."""
    return [pid for tie in session.ties.order_by("pk") for pid in tie.files]


def equals_of(session: CommitteeSession, decision: str) -> list[Decision]:
    """A proposal (public id) and those of its theme that share its place, by number, while nothing
    decides between them: neither the rules nor anybody."""
    found = session.decisions.filter(outcome=Outcome.DEFERRED, because="", rank__isnull=False)
    listed = list(found.select_related("application").order_by("application__number"))
    own = next((one for one in listed if one.pid == decision), None)
    if own is None:
        return []
    return [one for one in listed if (one.theme, one.rank) == (own.theme, own.rank)]


def files_waiting(call: Call) -> dict[str, int]:
    """Theme -> assessed files on which nothing is decided, in one query."""
    themes = [theme.code for theme in call.definition.themes]
    rows = (
        reviews_to_decide(call, themes)
        .prefetch_related(None)
        .order_by()
        .values_list("application__theme")
        .annotate(count=Count("pk"))
    )
    return dict(rows)


def sessions_of(call: Call, person: Any, at: datetime | None = None) -> QuerySet[CommitteeSession]:
    """The sessions of a call, the latest first, with how many files each decides on."""
    granted = Q(decisions__outcome__in=[Outcome.APPROVED, Outcome.CONDITIONS])
    return (
        sessions_visible_to(person, at)
        .filter(call=call)
        .annotate(files=Count("decisions"), granted=Count("decisions", filter=granted))
        .order_by("-held_on", "-pk")
    )


def decisions_of(session: CommitteeSession) -> list[Decision]:
    """Every decision of a session with its file, partners, title and sheets; five queries."""
    titles = Answer.objects.filter(partner=None, field="title")
    decisions = (
        session.decisions.select_related(
            "application__call_version", "application__review__submission", "lifting"
        )
        .defer("application__call_version__data", "application__review__submission__findings")
        .prefetch_related(
            Prefetch("application__partners", Partner.objects.select_related("organisation")),
            Prefetch("application__answers", titles, to_attr="title_answers"),
            "application__review__assignments",
        )
        .order_by("theme", "rank", "application__number")
    )
    return list(decisions)


def released_decision(application_id: int, at: datetime | None = None) -> Decision | None:
    """The decision an applicant may see: only once its session is released (ACC-11)."""
    return (
        Decision.objects.filter(
            application=application_id,
            state=DecisionState.NOTIFIED,
            notified_at__lte=at or clock.now(),
        )
        .select_related("session")
        .order_by("-notified_at", "-pk")
        .first()
    )


def letters_visible_to(person: Any, at: datetime | None = None) -> QuerySet[Letter]:
    """Released letters of one's organisations."""
    if not isinstance(person, Person):
        return Letter.objects.none()
    return Letter.objects.filter(
        organisation__in=person.organisation_ids, released_at__lte=at or clock.now()
    ).select_related(
        "decision__application__call__programme",
        "decision__application__call_version",
        "decision__session",
        "organisation",
        "file",
    )


def letter_for(person: Any, pid: str, at: datetime | None = None) -> Letter | None:
    """A released letter of one's own, or one of a session the person may read."""
    if not isinstance(person, Person):
        return None
    own = letters_visible_to(person, at).values("pk")
    sessions = sessions_visible_to(person, at).values("pk")
    return (
        Letter.objects.filter(Q(pk__in=own) | Q(decision__session__in=sessions), pid=pid)
        .select_related(
            "decision__application__call__programme",
            "decision__application__call_version",
            "decision__session__call__version",
            "organisation",
            "sealed",
            "file",
        )
        .first()
    )


def decision_with_letters(session: CommitteeSession, pid: str) -> Decision | None:
    """A decision of a session with all its letters need."""
    return (
        session.decisions.select_related(
            "application__call__programme", "application__call_version", "session__call"
        )
        .prefetch_related("application__partners__organisation")
        .filter(pid=pid)
        .first()
    )


def decision_with_file(session: CommitteeSession, pid: str) -> Decision | None:
    """A decision of a session with all that its page reads."""
    return with_files(session).filter(pid=pid).first()


def with_files(session: CommitteeSession) -> QuerySet[Decision]:
    """The decisions of a session with the sealed files and the sheets."""
    return session.decisions.select_related(
        "application__call__programme",
        "application__call_version",
        "application__review__submission__sealed",
        "application__review__submission__call_version",
    ).prefetch_related(
        "application__review__assignments__scores",
        "application__review__assignments__assessor",
        "application__review__verifications",
    )


def liftings_visible_to(person: Any, at: datetime | None = None) -> QuerySet[Lifting]:
    """Conditions of one's own notified approvals; the staff's and committee's of their calls."""
    if not isinstance(person, Person):
        return Lifting.objects.none()
    at = at or clock.now()
    own = Partner.objects.filter(
        application=OuterRef("decision__application"), organisation__in=person.organisation_ids
    )
    sessions = sessions_visible_to(person, at).values("pk")
    aside = Recusal.objects.filter(person=person, application=OuterRef("decision__application"))
    return Lifting.objects.filter(
        Q(Exists(own), decision__notified_at__lte=at)
        | Q(~Exists(aside), decision__session__in=sessions)
    )


def lifting_for(person: Any, pid: str, at: datetime | None = None) -> Lifting | None:
    """The conditions with all their page shows, if the person may know of them."""
    return (
        liftings_visible_to(person, at)
        .select_related(
            "decision__session",
            "decision__application__call__programme",
            "decision__application__call_version",
            "stated_by",
            "confirmed_by",
        )
        .prefetch_related(
            Prefetch("entries", LiftingEntry.objects.select_related("author", "file")),
            Prefetch(
                "decision__application__partners", Partner.objects.select_related("organisation")
            ),
            Prefetch(
                "decision__application__answers", Answer.objects.filter(partner=None, field="title")
            ),
        )
        .filter(pid=pid)
        .first()
    )


def lifting_of_entry(pid: str) -> str:
    """The public id of the conditions an entry belongs to; empty when there is none."""
    found = LiftingEntry.objects.filter(pid=pid).values_list("lifting__pid", flat=True).first()
    return found or ""


def liftings_of(call: Call, person: Any, at: datetime | None = None) -> QuerySet[Lifting]:
    """All conditions of a call's approvals, those still open first, the nearest term on top."""
    titles = Answer.objects.filter(partner=None, field="title")
    return (
        liftings_visible_to(person, at)
        .filter(decision__application__call=call)
        .select_related("decision__application")
        .prefetch_related(Prefetch("decision__application__answers", titles))
        .order_by(F("confirmed_at").asc(nulls_first=True), "due_at", "pk")
    )


def liftings_open(person: Any, at: datetime) -> QuerySet[Lifting]:
    """Conditions that wait for somebody, of files that stand."""
    return (
        liftings_visible_to(person, at)
        .filter(state__in=[LiftingState.AWAITED, LiftingState.STATED])
        .exclude(decision__application__state=ApplicationState.WITHDRAWN)
        .order_by("due_at")
    )
