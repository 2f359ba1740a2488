"""What a committee decides on, and what was decided."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from cordata.accounts.models import Person, Role
from cordata.accounts.queries import scopes_of
from cordata.assessment.models import Review
from cordata.assessment.states import ReviewState
from cordata.kernel import clock
from cordata.programme.models import Call, EnvelopeVersion
from cordata.selection.models import CommitteeSession, Decision, Letter
from cordata.selection.states import DecisionState, Outcome

COMMITTEE = (
    Role.OFFICER,
    Role.AUTHORITY,
    Role.COMMITTEE,
    Role.CHAIR,
    Role.COMMITTEE_OBSERVER,
    Role.AUDITOR,
)
ZERO = Decimal("0.00")


def sessions_visible_to(person: Any, at: datetime | None = None) -> QuerySet[CommitteeSession]:
    """Staff, members, the chair, observers and auditors of the call; nobody else."""
    if not isinstance(person, Person):
        return CommitteeSession.objects.none()
    scopes = scopes_of(person, *COMMITTEE, at=at or clock.now())
    sessions = CommitteeSession.objects.select_related("call__programme", "call__version")
    if "" in scopes:
        return sessions
    calls = [scope.removeprefix("call:") for scope in scopes if scope.startswith("call:")]
    return sessions.filter(call__pid__in=calls)


def session_for(person: Any, pid: str, at: datetime | None = None) -> CommitteeSession | None:
    return sessions_visible_to(person, at).filter(pid=pid).first()


def reviews_to_decide(
    call: Call, themes: list[str], *, with_reserve: bool = False
) -> QuerySet[Review]:
    """Assessed files of the themes on which nothing stands decided yet.

    `with_reserve` adds those on the reserve list: money has come free for them.
    """
    stands = Decision.objects.filter(state__in=[DecisionState.DECIDED, DecisionState.NOTIFIED])
    if with_reserve:
        stands = stands.exclude(outcome=Outcome.RESERVE)
    return (
        Review.objects.filter(
            application__call=call,
            application__theme__in=themes,
            state=ReviewState.CONSOLIDATED,
        )
        .exclude(application__in=stands.values("application"))
        .select_related("submission__sealed", "application__call_version")
        .prefetch_related("assignments__scores")
        .order_by("application__number")
    )


def envelopes_on(call: Call, day: date) -> Mapping[str, EnvelopeVersion]:
    """Theme -> the version of its envelope that holds on a day."""
    held: dict[str, EnvelopeVersion] = {}
    for version in EnvelopeVersion.objects.filter(call=call, decided_on__lte=day).order_by(
        "number"
    ):
        held[version.theme] = version
    return held


def awarded_before(call: Call, session: CommitteeSession) -> Mapping[str, Decimal]:
    """Theme -> ERDF euros that earlier sessions of the call have granted."""
    granted: dict[str, Decimal] = {}
    earlier = Decision.objects.filter(
        session__call=call, state__in=[DecisionState.DECIDED, DecisionState.NOTIFIED]
    ).exclude(session=session)
    for decision in earlier:
        granted[decision.theme] = granted.get(decision.theme, ZERO) + decision.grant
    return granted


def decisions_of(session: CommitteeSession) -> QuerySet[Decision]:
    return (
        session.decisions.select_related(
            "application__call__programme", "application__call_version"
        )
        .prefetch_related("application__partners__organisation", "application__answers")
        .order_by("theme", "rank", "application__number")
    )


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
    ).select_related("decision__application__call__programme", "decision__session", "file")
