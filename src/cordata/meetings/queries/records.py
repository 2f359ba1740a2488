"""What is kept as evidence of a meeting, who may read it, and until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from django.db.models import Count, Max, Q, QuerySet

from cordata.accounts.models import Role
from cordata.accounts.queries import Reader, scopes_of
from cordata.documents.models import Scan
from cordata.meetings.models import (
    Meeting,
    MeetingQuerySet,
    MeetingRecord,
    MeetingRecordQuerySet,
)
from cordata.meetings.queries.door import half_days_of
from cordata.meetings.queries.meetings import ORGANISERS
from cordata.meetings.states import MeetingState, RecordKind
from cordata.rules.half_days import HalfDay
from cordata.web.moments import local

READERS = (*ORGANISERS, Role.AUDITOR)
WITH_NAMES = (RecordKind.PHOTO, RecordKind.PROOF)  # erased with the registrations


def meetings_evidenced_to(person: Reader, at: datetime) -> QuerySet[Meeting]:
    """Meetings whose audit file this person may open: organisers' own, in preparation too; every
    announced one for an auditor."""
    organised, audited = (scopes_of(person, *roles, at=at) for roles in (ORGANISERS, READERS))
    everything = Meeting.objects.with_names()
    if "" in organised:
        return everything
    announced = Q() if "" in audited else Q(pid__in=_pids(audited))
    return everything.filter(
        Q(pid__in=_pids(organised)) | (announced & ~Q(state=MeetingState.DRAFT))
    )


def _pids(scopes: frozenset[str]) -> list[str]:
    return [scope.removeprefix("meeting:") for scope in scopes if scope.startswith("meeting:")]


def records_of(meeting: Meeting) -> MeetingRecordQuerySet:
    """Everything kept, not taken out."""
    return meeting.records.standing()


def records_erased(meeting: Meeting) -> dict[str, datetime]:
    """Kind -> when the last of it was erased."""
    gone = meeting.records.filter(erased_at__isnull=False, removed_at=None).order_by()
    return dict(gone.values_list("kind").annotate(Max("erased_at")))


def halves_unsigned(meeting: Meeting, records: list[MeetingRecord]) -> list[HalfDay]:
    """Half-days of which no signed sheet has come back; one of the whole meeting stands for all."""
    signed = {one.half for one in records if one.kind == RecordKind.SHEET and _readable(one)}
    if "" in signed:
        return []
    return [half for half in half_days_of(meeting) if half.code not in signed]


def _readable(record: MeetingRecord) -> bool:
    return record.file is not None and record.file.scan != Scan.REFUSED


@dataclass(frozen=True, slots=True)
class Names:
    """How many registrations still have their name, how many have lost it, and when the last."""

    named: int
    erased: int
    erased_at: datetime | None


def names_of(meeting: Meeting) -> Names:
    """In one query."""
    found = meeting.registrations.aggregate(
        named=Count("pk", filter=Q(erased_at=None)), erased=Count("erased_at"), at=Max("erased_at")
    )
    return Names(found["named"], found["erased"], found["at"])


def sheets_kept_until(meeting: Meeting) -> datetime | None:
    """The end of the last day on which signed sheets are kept; None where the programme has not
    named its retention date: then nothing is erased."""
    day = meeting.programme.definition.meetings.sheets_kept_until
    if day is None:
        return None
    zone = local(meeting.starts_at, meeting.zone).tzinfo
    return datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC)


def meetings_with_records(*kinds: str) -> MeetingQuerySet:
    """Meetings of which records of these kinds are not erased yet."""
    left = MeetingRecord.objects.filter(kind__in=kinds, erased_at=None)
    return Meeting.objects.filter(pk__in=left.values("meeting"))
