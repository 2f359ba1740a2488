"""The path after a meeting as its organisers see it: bars, their tables, the list to take away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from cordata.desk.followed import (
    KNOWN_FOR_EVER,
    STEPS,
    Carried,
    Follower,
    Path,
    path_of,
    paths_by_territory,
)
from cordata.kernel.localised import pick
from cordata.meetings.models import Meeting, Registration
from cordata.packs import ProgrammeDefinition
from cordata.web import moments, numerals
from cordata.web.catalogue import sentence
from cordata.web.charts import Chart, chart_of
from cordata.web.context import OWN_NAMES

COLUMNS = ("name", "email", "organisation", "nuts3", "language", "has_idea", "seeks_partner_in")


@dataclass(frozen=True, slots=True)
class Figure:
    """A path as bars, and line by line for its table: step, persons, begun before the meeting."""

    name: str
    chart: Chart
    lines: tuple[tuple[str, int, int], ...]


def figures_of(
    followers: Sequence[Follower], carried: Sequence[Carried], meeting: Meeting
) -> dict[str, Any]:
    """The path of the meeting and of each territory, all bars of the territories to one scale."""
    programme = meeting.programme.definition
    steps = steps_known(followers, carried)
    paths = paths_by_territory(followers, programme, carried)
    longest = max((path.counts["registered"] for path in paths), default=0)
    return {
        "whole": figure_of(path_of(followers, carried), steps),
        "territories": [
            figure_of(path, steps, territory_name(path.territory, programme), longest)
            for path in paths
        ],
        "step_names": [step_name(step) for step in steps],
    }


def steps_known(followers: Sequence[Follower], carried: Sequence[Carried]) -> tuple[str, ...]:
    """All steps while anybody's name is known or what followed was counted before they went."""
    erased = followers and not carried and all(one.is_erased for one in followers)
    return KNOWN_FOR_EVER if erased else STEPS


def figure_of(path: Path, steps: Iterable[str], name: str = "", longest: int = 0) -> Figure:
    """`name` is the territory's, none the whole meeting's."""
    lines = tuple((step_name(step), path.counts[step], path.before[step]) for step in steps)
    bars = [(label, count, numerals.plain_number(count)) for label, count, _before in lines]
    return Figure(name, chart_of(bars, longest), lines)


def step_name(step: str) -> str:
    return sentence(f"desk.path.{step}")


def territory_name(code: str, programme: ProgrammeDefinition) -> str:
    """The name in the reader's language; who said none is named as such."""
    place = programme.territory(code)
    return pick(place.names) if place else code or gettext("Territory not given")


def rows_of(people: Iterable[Registration], meeting: Meeting) -> Iterator[list[str]]:
    """The list to take away, head first, in the language spoken now."""
    yield [sentence(f"meetings.column.{name}") for name in (*COLUMNS, "attended_at")]
    for one in people:
        yield [*told(one, meeting.programme.definition), _came(one.attended_at, meeting)]


def told(one: Registration, programme: ProgrammeDefinition) -> list[str]:
    """What the list says of a person, column by column."""
    wanted = programme.country(one.seeks_partner_in)
    return [
        one.name,
        one.email,
        one.organisation,
        territory_name(one.nuts3, programme) if one.nuts3 else "",
        OWN_NAMES.get(one.language, one.language),
        sentence("meetings.yes" if one.has_idea else "meetings.no"),
        pick(wanted.names) if wanted else "",
    ]


def _came(instant: datetime | None, meeting: Meeting) -> str:
    return f"{moments.local(instant, meeting.zone):%Y-%m-%d %H:%M}" if instant else ""
