"""The keys of a meeting and what they open; whom it tells what happens, and what it told."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet

from cordata.api.models import Delivery, Hook, Token
from cordata.api.states import DeliveryState
from cordata.kernel.models import Event
from cordata.meetings.models import Meeting, Registration
from cordata.meetings.states import RegistrationState


def tokens_of(meeting: Meeting) -> QuerySet[Token]:
    """The keys nobody has taken back, those that ran out too; the last issued first."""
    kept = meeting.tokens.filter(revoked_at=None).select_related("person")
    return kept.order_by("-issued_at", "-pk")


def token_with(digest: str) -> Token | None:
    """The key with this digest, its owner and its meeting, in one query."""
    found = Token.objects.select_related("person", "meeting").defer("meeting__details")
    return found.filter(digest=digest).first()


def registrations_told(meeting: Meeting, since: datetime | None = None) -> QuerySet[Registration]:
    """Whoever proved an address and those who come along, in the order in which they registered;
    with `since`, those to whom something happened from that instant on."""
    told = meeting.registrations.filter(erased_at=None).exclude(state=RegistrationState.PENDING)
    if since is not None:
        happened = Event.objects.filter(
            subject_type="registration", subject_id=OuterRef("pid"), at__gte=since
        )
        told = told.filter(Exists(happened))
    return told.select_related("party").order_by("pk")


def hooks_of(meeting: Meeting) -> QuerySet[Hook]:
    """The addresses told of a meeting, each with how many notices were given up."""
    given_up = Count("deliveries", filter=Q(deliveries__state=DeliveryState.FAILED))
    kept = meeting.hooks.filter(ended_at=None)
    return kept.annotate(given_up=given_up).order_by("-added_at", "-pk")


def hooks_told(meeting: int, event: str) -> list[Hook]:
    """Whom an event of the meeting with this key is told to."""
    told = Hook.objects.filter(meeting=meeting, ended_at=None).order_by("pk")
    return [hook for hook in told if event in hook.events]


def deliveries_of(hook: Hook) -> QuerySet[Delivery]:
    """The log of an address, the last first."""
    return hook.deliveries.order_by("-created_at", "-pk").defer("body")


def deliveries_due(now: datetime) -> QuerySet[Delivery]:
    """What is to be tried; `now` is real time."""
    waiting = Delivery.objects.filter(state=DeliveryState.WAITING, hook__ended_at=None)
    return waiting.filter(send_after__lte=now)


def rests_until(hook: Hook) -> datetime | None:
    """Until when an address that failed is left in peace (real time); None for one that did not."""
    failed = hook.deliveries.filter(state=DeliveryState.WAITING).exclude(problem="")
    return failed.order_by("send_after").values_list("send_after", flat=True).first()


def oldest_lines(instant: datetime) -> list[tuple[str, datetime]]:
    """Each address with its oldest line from before an instant; what waits is no line yet."""
    old = Delivery.objects.filter(created_at__lte=instant)
    told = old.exclude(state=DeliveryState.WAITING).order_by().values_list("hook__pid")
    return list(told.annotate(oldest=Min("created_at")).order_by("hook__pid"))
