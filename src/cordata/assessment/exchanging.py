"""Messages inside a file: who sees them, who writes, what is unread. Assessors see none, and no
message names one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery

from cordata.accounts.models import Person, Role
from cordata.accounts.queries import has_role, scopes_of
from cordata.applications.helped import has_helped
from cordata.applications.models import Application, Partner
from cordata.applications.states import State as ApplicationState
from cordata.assessment.models import (
    Assignment,
    Exchange,
    ExchangeMessage,
    ExchangeRead,
    Refusal,
    Review,
)
from cordata.assessment.states import (
    OPEN_EXCHANGES,
    AssignmentState,
    ExchangeState,
    RefusalState,
)
from cordata.kernel import clock
from cordata.kernel.verdicts import ALLOWED, Verdict, all_of, refused

OFFICE = (Role.OFFICER, Role.AUTHORITY, Role.AUDITOR)  # who reads them; only officers write
UNSEEN = (AssignmentState.RELEASED,)


def files_exchanging(person: Any, at: datetime | None = None) -> QuerySet[Review]:
    """The files whose messages somebody reads: a partner's own, an office's calls.

    Who assesses a file, or assessed it, reads none of it, whatever else they are (EVA-04).
    """
    if not isinstance(person, Person):
        return Review.objects.none()
    own = Partner.objects.filter(
        application=OuterRef("application"), organisation__in=person.organisation_ids
    )
    scopes = scopes_of(person, *OFFICE, at=at or clock.now())
    calls = [scope.removeprefix("call:") for scope in scopes if scope.startswith("call:")]
    office = Q(application__isnull=False) if "" in scopes else Q(application__call__pid__in=calls)
    assessed = Assignment.objects.filter(assessor=person).exclude(state__in=UNSEEN)
    return (
        Review.objects.filter(Q(Exists(own)) | office)
        .exclude(pk__in=assessed.values("review"))
        .select_related("application__call__programme", "application__call_version", "officer")
    )


def exchanges_visible_to(person: Any, at: datetime | None = None) -> QuerySet[Exchange]:
    """The subjects of those files, the last written about first, with what is unread of each."""
    read = ExchangeRead.objects.filter(exchange=OuterRef("pk"), person=getattr(person, "pk", None))
    last = ExchangeMessage.objects.filter(exchange=OuterRef("pk")).order_by("-pk")
    unread = Q(seen_at=None) | Q(messages__at__gt=F("seen_at"))
    others = ~Q(messages__author=getattr(person, "pk", None))
    return (
        Exchange.objects.filter(review__in=files_exchanging(person, at).values("pk"))
        .annotate(seen_at=Subquery(read.values("read_at")[:1]))
        .annotate(
            unread=Count("messages", filter=others & unread, distinct=True),
            written=Count("messages", distinct=True),
            last_at=Subquery(last.values("at")[:1]),
        )
        .order_by("-last_at", "-pk")
    )


def exchange_for(person: Any, pid: str, at: datetime | None = None) -> Exchange | None:
    """One of those with its messages and all that its page shows."""
    messages = ExchangeMessage.objects.select_related("author", "file")
    return (
        exchanges_visible_to(person, at)
        .select_related("review__application__call__programme", "review__officer")
        .prefetch_related(
            Prefetch("messages", messages),
            Prefetch("reads", ExchangeRead.objects.select_related("person")),
            Prefetch(
                "review__application__partners", Partner.objects.select_related("organisation")
            ),
        )
        .filter(pid=pid)
        .first()
    )


def message_with_file(person: Any, pid: str, at: datetime | None = None) -> ExchangeMessage | None:
    """A message that carries a file, for those who read it."""
    return (
        ExchangeMessage.objects.filter(
            exchange__review__in=files_exchanging(person, at).values("pk"), pid=pid
        )
        .exclude(file=None)
        .select_related("exchange__review__application", "file")
        .first()
    )


def speaks_for_office(person: Any, review: Review, at: datetime | None = None) -> bool:
    """Whether somebody reads the messages of a file as an office."""
    scope = f"call:{review.application.call.pid}"
    return has_role(person, *OFFICE, at=at or clock.now(), scope=scope)


def write(person: Any, review: Review, *, at: datetime | None = None) -> Verdict:
    """Writing about a file: its partners' people, and case officers of the call."""
    at = at or clock.now()
    scope = f"call:{review.application.call.pid}"
    partner = review.application.partners.filter(
        organisation__in=getattr(person, "organisation_ids", frozenset())
    )
    officer = has_role(person, Role.OFFICER, at=at, scope=scope)
    who = ALLOWED if officer or partner.exists() else refused("exchange.not_writer")
    if officer and has_helped(person, review.application):
        who = refused("assessment.has_helped")
    return all_of(who, open_for(review.application, at))


def open_for(application: Application, at: datetime) -> Verdict:
    """Until the partners know that the file has ended; never by a state they do not know yet."""
    told = Refusal.objects.filter(
        review__application=application, state=RefusalState.RELEASED, released_at__lte=at
    )
    ended = Exchange.objects.filter(
        review__application=application, state=ExchangeState.CLOSED, since__lte=at
    )
    gone = application.state != ApplicationState.SUBMITTED
    if gone or told.exists() or ended.exists():
        return refused("exchange.closed")
    return ALLOWED


def settle(person: Any, exchange: Exchange, *, at: datetime | None = None) -> Verdict:
    """Saying that nobody is to answer: a case officer, while somebody is."""
    waits = exchange.state in {ExchangeState.OFFICE, ExchangeState.PARTNERS}
    scope = f"call:{exchange.review.application.call.pid}"
    officer = has_role(person, Role.OFFICER, at=at or clock.now(), scope=scope)
    return all_of(
        ALLOWED if officer else refused("assessment.not_officer"),
        ALLOWED if waits else refused("exchange.nothing_awaited"),
    )


def awaiting_office(person: Any, at: datetime) -> QuerySet[Exchange]:
    """Subjects on which the secretariat is to answer, of the calls one is an officer of."""
    scopes = scopes_of(person, Role.OFFICER, at=at)
    calls = [scope.removeprefix("call:") for scope in scopes if scope.startswith("call:")]
    office = Q() if "" in scopes else Q(review__application__call__pid__in=calls)
    return exchanges_visible_to(person, at).filter(office, state=ExchangeState.OFFICE)


def awaiting_partners(application: Application) -> QuerySet[Exchange]:
    """Subjects of one file on which its partners are to answer."""
    return Exchange.objects.filter(
        review__application=application, state=ExchangeState.PARTNERS
    ).order_by("since")


def open_exchanges(application: Application) -> QuerySet[Exchange]:
    return Exchange.objects.filter(review__application=application, state__in=OPEN_EXCHANGES)
