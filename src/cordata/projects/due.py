"""What falls due in a project: the reminder of its final report."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time
from functools import partial

from cordata.kernel.due import DueAct
from cordata.projects.actions import remind_of_report
from cordata.projects.models import Project
from cordata.projects.states import ProjectState

HOUR = time(7, 0)


def due_acts(until: datetime) -> Iterator[DueAct]:
    """Running projects that have ended and were not reminded of their report."""
    ended = Project.objects.filter(
        state=ProjectState.RUNNING, ends_on__lt=until.date(), reminded_at__isnull=True
    )
    for project in ended:
        if project.ends_on is not None:
            at = datetime.combine(project.ends_on, HOUR, UTC)
            yield DueAct(
                at, "projects.remind_of_report", project.pid, partial(remind_of_report, project.pid)
            )
