"""The keys of a meeting, and what they open."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from cordata.api.models import Token
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
