"""Every version of what is saved whole to read, also of parts that are gone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max

from cordata.applications import access
from cordata.applications.helped import names_of
from cordata.applications.models import Application, PartVersion

Kind = PartVersion.Kind


@dataclass(frozen=True, slots=True)
class ListedPart:
    """One part in the list of all versions: how many it has, and when the last was saved."""

    kind: str
    place: str
    count: int
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class ListedActivity:
    """One activity in the same list; `number` is 0 of one that was removed."""

    part: ListedPart
    titles: dict[str, str]
    number: int


def parts_of(person: Any, application: Application) -> list[ListedPart]:
    """Every part that has versions this person may read."""
    names = ("kind", "activity", "organisation__pid")
    rows = application.part_versions.order_by(*names).values_list(*names)
    found = [
        ListedPart(kind, activity or body or "", count, at)
        for kind, activity, body, count, at in rows.annotate(Max("version"), Max("saved_at"))
    ]
    return [one for one in found if may_read(person, application, one.kind, one.place)]


def may_read(person: Any, application: Application, kind: str, place: str) -> bool:
    """Whether the versions of a part are this reader's: a self-check is its own people's alone."""
    if kind != Kind.AID:
        return True
    own = (one for one in application.partners.all() if one.organisation.pid == place)
    return any(access.see_aid(person, one) for one in own)


def activities_of(application: Application, parts: list[ListedPart]) -> list[ListedActivity]:
    """Every activity that has versions: in their order, then those removed."""
    rows = application.part_versions.filter(kind=Kind.ACTIVITY)
    latest = rows.order_by("activity").values("activity").annotate(last=Max("pk")).values("last")
    titles = dict(rows.filter(pk__in=latest).values_list("activity", "said__titles"))
    numbers = dict(application.activities.values_list("pid", "position"))
    found = [
        ListedActivity(one, titles.get(one.place) or {}, numbers.get(one.place, 0))
        for one in parts
        if one.kind == Kind.ACTIVITY
    ]
    return sorted(found, key=lambda one: (not one.number, one.number, one.part.saved_at))


@dataclass(frozen=True, slots=True)
class PartMoment:
    """One version of a part with the name of its author."""

    row: PartVersion
    author: str

    language = ""  # all of them at once
    machine = False

    @property
    def saved_at(self) -> datetime:
        return self.row.saved_at


def versions_of(application: Application, kind: str, place: str) -> list[PartMoment]:
    """Every version of one part without its content, the latest first."""
    of_activity = {"activity": place} if kind == Kind.ACTIVITY else {}
    of_body = {"organisation__pid": place} if kind in (Kind.BUDGET, Kind.AID) else {}
    rows = application.part_versions.filter(kind=kind, **of_activity, **of_body)
    found = list(rows.order_by("-version").defer("said"))
    names = names_of(application, {one.author for one in found})
    return [PartMoment(one, names.get(one.author, "")) for one in found]
