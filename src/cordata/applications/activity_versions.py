"""Every version of the activities to read, also of those that were removed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cordata.applications.helped import names_of
from cordata.applications.models import ActivityVersion, Application


@dataclass(frozen=True, slots=True)
class ListedActivity:
    """One activity in the list of all versions; `number` is 0 of one that was removed."""

    pid: str
    titles: dict[str, str]
    number: int
    count: int
    saved_at: datetime


def activities_of(application: Application) -> list[ListedActivity]:
    """Every activity that has versions: in their order, then those removed."""
    rows = application.activity_versions.order_by("version")
    last = {one.activity: one for one in rows}
    numbers = dict(application.activities.values_list("pid", "position"))
    found = [
        ListedActivity(pid, one.said["titles"], numbers.get(pid, 0), one.version, one.saved_at)
        for pid, one in last.items()
    ]
    return sorted(found, key=lambda one: (not one.number, one.number, one.saved_at))


@dataclass(frozen=True, slots=True)
class ActivityMoment:
    """One version of an activity with the name of its author."""

    row: ActivityVersion
    author: str


def versions_of(application: Application, pid: str) -> list[ActivityMoment]:
    """Every version of one activity, the latest first."""
    rows = list(application.activity_versions.filter(activity=pid).order_by("-version"))
    names = names_of(application, {one.author for one in rows})
    return [ActivityMoment(one, names.get(one.author, "")) for one in rows]
