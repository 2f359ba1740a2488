"""The next moments of the calls, offered as stops of the clock."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from cordata.meetings.states import MeetingState
from cordata.packs import MilestoneKind
from cordata.programme.models import Programme
from cordata.programme.queries import calls
from cordata.projects.models import Project
from cordata.projects.states import ProjectState

MORNING = time(8, 0)
AFTER_WORDS = {MilestoneKind.COMMITTEE, MilestoneKind.NOTIFICATION}


@dataclass(frozen=True, slots=True, order=True)
class Moment:
    """An instant worth stopping at; `code` has its sentence, `names` the pack's own words."""

    at: datetime
    code: str
    names: Mapping[str, str]


def next_moments(programme: Programme | None, after: datetime, limit: int = 8) -> list[Moment]:
    """The next stops of a programme after an instant, earliest first."""
    if programme is None:
        return []
    sources = meeting_days(programme, after), call_moments(programme), report_days(programme)
    found = {key for source in sources for key in _keys(source)}
    moments = [Moment(at, code, dict(names)) for at, code, names in found if at > after]
    return sorted(moments, key=lambda moment: (moment.at, moment.code))[:limit]


def _keys(moments: Iterator[Moment]) -> Iterator[tuple[datetime, str, tuple[tuple[str, str], ...]]]:
    return ((moment.at, moment.code, tuple(moment.names.items())) for moment in moments)


def meeting_days(programme: Programme, after: datetime) -> Iterator[Moment]:
    """The hour before each announced meeting."""
    meetings = programme.meetings.filter(state=MeetingState.PUBLISHED, starts_at__gt=after)
    for meeting in meetings:
        names = meeting.details.get("names", {})
        yield Moment(meeting.starts_at - timedelta(hours=1), "rehearsal.meeting", names)


def call_moments(programme: Programme) -> Iterator[Moment]:
    """The eve of the closing, the closing, and the days the timetable names after it."""
    zone = ZoneInfo(programme.definition.zone)
    for call in calls().filter(programme=programme, version__isnull=False):
        names = call.definition.names
        if not call.definition.continuous:
            yield Moment(call.closes_at - timedelta(days=1), "rehearsal.eve", names)
            yield Moment(call.closes_at + timedelta(minutes=1), "rehearsal.closed", names)
        for milestone in call.definition.timetable:
            if milestone.kind in AFTER_WORDS:
                yield _morning(milestone, zone)


def _morning(milestone: Any, zone: ZoneInfo) -> Moment:
    day = (milestone.until or milestone.on) + timedelta(days=1)
    return Moment(
        datetime.combine(day, MORNING, zone).astimezone(ZoneInfo("UTC")),
        "rehearsal.after",
        milestone.names,
    )


def report_days(programme: Programme) -> Iterator[Moment]:
    """The day after the last project of those that run now ends."""
    running = Project.objects.filter(application__call__programme=programme)
    last = (
        running.filter(state=ProjectState.RUNNING, ends_on__isnull=False)
        .order_by("-ends_on")
        .first()
    )
    if last is not None and last.ends_on is not None:
        at = datetime.combine(last.ends_on + timedelta(days=1), MORNING, ZoneInfo("UTC"))
        yield Moment(at, "rehearsal.reports", {})
