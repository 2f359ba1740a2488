"""What a member of staff works on: the calls and the meetings, each with what they may open."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from cordata.accounts.models import Person
from cordata.applications.access import enter_papers
from cordata.assessment.access import list_files
from cordata.desk.access import audit
from cordata.meetings.access import check_in, organise
from cordata.meetings.models import Meeting
from cordata.meetings.queries import meetings_worked_on_by
from cordata.programme.access import announce, publish, see_provenance
from cordata.programme.models import Call
from cordata.selection.access import list_sessions

SHOWN = 3


@dataclass(frozen=True, slots=True)
class CallWork:
    """A call and the pages of it that this person may open."""

    call: Call
    files: bool
    committee: bool
    origins: bool
    words: bool = False
    announcements: bool = False
    papers: bool = False
    audit: bool = False

    @property
    def any(self) -> bool:
        return self.files or self.committee or self.origins or self.audit


@dataclass(frozen=True, slots=True)
class MeetingWork:
    """A meeting to come: the list of people, the door."""

    meeting: Meeting
    people: bool
    door: bool


def calls_of(person: Person, calls: Iterable[Call], at: datetime) -> list[CallWork]:
    """Those of the site's calls of which the person may open anything."""
    rows = (
        CallWork(
            call,
            files=bool(list_files(person, call, at)),
            committee=bool(list_sessions(person, call, at)),
            origins=bool(see_provenance(person, call, at)),
            words=bool(publish(person, call, at)),
            announcements=bool(announce(person, call, at)),
            papers=bool(enter_papers(person, call, at)),
            audit=bool(audit(person, call, at=at)),
        )
        for call in calls
    )
    return [row for row in rows if row.any]


def meetings_of(person: Person, at: datetime) -> list[MeetingWork]:
    """The next meetings the person helps to run."""
    found = meetings_worked_on_by(person, at).filter(ends_at__gt=at).order_by("starts_at")
    return [
        MeetingWork(one, bool(organise(person, one, at)), bool(check_in(person, one, at)))
        for one in found[:SHOWN]
    ]
