"""Who read which file, or took out a meeting's audit file, a list of people or a call's files: the
lines of the journal that say so, with names (ACC-09)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from cordata.accounts.models import Person
from cordata.applications.models import Application
from cordata.applications.reads import KIND
from cordata.assessment.actions.taking import FILES_TAKEN
from cordata.kernel.models import Event
from cordata.meetings.actions import AUDIT_FILE_READ, LIST_TAKEN
from cordata.meetings.models import Meeting
from cordata.programme.models import Call

LONGEST = 100
SEEN_AS = "person.seen_as"
FILE_AUDITED = "application.audit_file_read"
KINDS = (KIND, AUDIT_FILE_READ, FILE_AUDITED, LIST_TAKEN, FILES_TAKEN, SEEN_AS)


@dataclass(frozen=True, slots=True)
class Asked:
    """A file by its number, a meeting or call by its code, each by its public id, too; a person by
    name or address; empty means all."""

    file: str = ""
    person: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Asked:
        """From an address's query; each part bounded."""
        return cls(*(str(query.get(name, ""))[:LONGEST].strip() for name in ("file", "person")))


@dataclass(frozen=True, slots=True)
class Line:
    """One reading as the page shows it."""

    event: Event
    file: Application | None
    person: Person | None
    meeting: Meeting | None = None
    call: Call | None = None
    seen: Person | None = None  # whose pages, through their own eyes

    @property
    def what(self) -> str:
        """The code of the sentence that says which page or file was opened first that day."""
        seen = self.event.kind == SEEN_AS
        return "desk.read.seen_as" if seen else f"desk.read.{self.event.data.get('what', '')}"


def readings(asked: Asked) -> QuerySet[Event]:
    """The lines, newest first."""
    found = Event.objects.filter(kind__in=KINDS).order_by("-number")
    if asked.file:
        files = Application.objects.filter(Q(number__iexact=asked.file) | Q(pid=asked.file))
        meetings = Meeting.objects.filter(Q(code__iexact=asked.file) | Q(pid=asked.file))
        calls = Call.objects.filter(Q(code__iexact=asked.file) | Q(pid=asked.file))
        named = (files, meetings, calls)
        pids = [pid for some in named for pid in some.values_list("pid", flat=True)]
        found = found.filter(subject_id__in=pids)
    if asked.person:
        people = Person.objects.filter(
            Q(name__icontains=asked.person) | Q(email__icontains=asked.person)
        )
        found = found.filter(actor__in=[person.actor_key for person in people[:LONGEST]])
    return found


def lines_of(events: Iterable[Event]) -> list[Line]:
    """Events with their files, meetings, calls and persons, in four queries."""
    listed = list(events)
    pids = {one.subject_id for one in listed}
    files = Application.objects.filter(pid__in=pids)
    meetings = {one.pid: one for one in Meeting.objects.filter(pid__in=pids).with_names()}
    calls = {one.pid: one for one in Call.objects.filter(pid__in=pids)}
    actors = {one.actor.partition(":")[2] for one in listed}
    people = {one.pid: one for one in Person.objects.filter(pid__in=actors | pids)}
    by_pid = {one.pid: one for one in files}
    return [
        Line(
            one,
            by_pid.get(one.subject_id),
            people.get(one.actor.partition(":")[2]),
            meetings.get(one.subject_id),
            calls.get(one.subject_id),
            people.get(one.subject_id),
        )
        for one in listed
    ]
