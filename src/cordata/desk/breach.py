"""After a breach: who saw what since when, and whom it concerns (PRI-07; GDPR, articles 33, 34)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from cordata.accounts.models import Person
from cordata.applications.models import Application
from cordata.applications.queries import people_of_all
from cordata.desk.reads import KINDS, Line, lines_of
from cordata.kernel.models import Event
from cordata.meetings.models import Meeting
from cordata.meetings.queries import guests_of, people_of
from cordata.packs.canonical import plain

FORMAT = "cordata.breach/1"


def breach_pack(
    since: datetime, until: datetime, *, by: Iterable[Person] = (), files: Iterable[str] = ()
) -> dict[str, Any]:
    """Readings of whole files from `since` to `until`, both included, and what they concern.

    `by`: only what these people did, their other acts too; `files`: only these numbers or ids.
    """
    suspects, wanted = [one.actor_key for one in by], set(files)
    span = Event.objects.filter(at__gte=since, at__lte=until).order_by("number")
    if suspects:
        span = span.filter(actor__in=suspects)
    lines = [
        line
        for line in lines_of(span.filter(kind__in=KINDS))
        if not wanted or names_of(line) & wanted
    ]
    return {
        "format": FORMAT,
        "since": plain(since),
        "until": plain(until),
        "readings": [
            {
                "at": plain(line.event.at),
                "person": str(line.person or line.event.actor),
                "email": line.person.email if line.person else "",
                "file": named_in(line),
                "what": line.event.data.get("what", ""),
            }
            for line in lines
        ],
        "acts": acts_in(span) if suspects else [],
        "concerned": [
            *concerned(files_in(lines)),
            *on_lists({(line.meeting, line.event.data["what"]) for line in lines if line.meeting}),
        ],
    }


def acts_in(span: QuerySet[Event]) -> list[dict[str, str]]:
    """Everything else that was done: a change, a download that leaves a line, a role given."""
    return [
        {
            "at": plain(one.at),
            "actor": one.actor,
            "kind": one.kind,
            "thing": f"{one.subject_type}:{one.subject_id}",
        }
        for one in span.exclude(kind__in=KINDS)
    ]


def concerned(files: Iterable[Application]) -> list[dict[str, Any]]:
    """The people to tell: those who act for a partner of a file that was read."""
    reached: dict[Person, list[str]] = defaultdict(list)
    for file in sorted(files, key=named):
        for person in people_of_all(file):
            reached[person].append(named(file))
    return [
        {"name": one.name, "email": one.email, "language": one.language, "files": numbers}
        for one, numbers in sorted(reached.items(), key=lambda pair: pair[0].email)
    ]


def on_lists(taken: Iterable[tuple[Meeting, str]]) -> list[dict[str, Any]]:
    """Whom a list or an audit file that was taken out can have named."""
    listed = {(meeting, what == "guests") for meeting, what in taken}
    return [
        {"name": one.name, "email": one.email, "language": one.language, "files": [meeting.code]}
        for meeting, guests in sorted(listed, key=lambda pair: (pair[0].code, pair[1]))
        for one in (guests_of(meeting) if guests else people_of(meeting).filter(party=None))
    ]


def files_in(lines: Iterable[Line]) -> set[Application]:
    """The files that were read, and those of a call whose table was taken out."""
    calls = {line.call for line in lines if line.call}
    taken = Application.objects.filter(call__in=calls, submitted_at__isnull=False)
    return {line.file for line in lines if line.file} | set(taken if calls else ())


def named_in(line: Line) -> str:
    """How the file, meeting or call of a line is quoted."""
    other = line.meeting or line.call
    return other.code if other else named(line.file)


def names_of(line: Line) -> set[str]:
    """By what the file, meeting or call of a line may be asked for."""
    of_file = {line.file.number, line.file.pid} if line.file else set()
    coded = (one for one in (line.meeting, line.call) if one)
    return of_file.union(*({one.code, one.pid} for one in coded))


def named(file: Application | None) -> str:
    """A file's number, or its public id before it has one."""
    return (file.number or file.pid) if file else ""
