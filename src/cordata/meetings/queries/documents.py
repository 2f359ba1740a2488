"""What a meeting hands out, and to whom."""

from __future__ import annotations

from django.db.models import Q

from cordata.meetings.models import (
    Meeting,
    MeetingDocumentQuerySet,
    Registration,
    RegistrationQuerySet,
)
from cordata.meetings.states import RegistrationState
from cordata.packs.meeting import AnnouncedDocument


def documents_of(meeting: Meeting) -> MeetingDocumentQuerySet:
    """Every document not taken out, for the organisers."""
    return meeting.documents.standing().select_related("file")


def awaited(meeting: Meeting, given: set[str]) -> list[AnnouncedDocument]:
    """Announced documents whose code is not among those given."""
    return [one for one in meeting.definition.documents if one.code not in given]


def who_came(meeting: Meeting) -> RegistrationQuerySet:
    """Who was checked in and is still known by name."""
    came = meeting.registrations.filter(state=RegistrationState.ATTENDED, erased_at=None)
    return came.order_by("name", "pk")


def party_who_came(registration: Registration) -> RegistrationQuerySet:
    """Who came of those who registered together, the one with the link first."""
    together = Q(pk=registration.pk) | Q(party=registration.pk)
    return who_came(registration.meeting).filter(together).order_by("pk")
