"""The figures of a call as words, a funnel and tables; the public ones and those of staff are the
same page, over what each may know."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from cordata.kernel.localised import pick
from cordata.programme.models import Call
from cordata.transparency import counting, durations
from cordata.transparency.counting import STEPS, Row
from cordata.transparency.durations import Duration
from cordata.transparency.queries import released_themes
from cordata.web.catalogue import sentence
from cordata.web.funnels import Funnel, funnel_of
from cordata.web.spreadsheets import Cell


@dataclass(frozen=True, slots=True)
class Table:
    """One way to look at the files: what its rows are, and each with its name."""

    code: str
    rows: tuple[tuple[str, Row], ...]

    @property
    def title(self) -> str:
        return sentence(f"transparency.by.{self.code}")


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything the page shows of a call."""

    whole: Row
    tables: tuple[Table, ...]
    days: tuple[Duration, ...]

    @property
    def funnel(self) -> Funnel:
        return funnel_of([(step_name(step), self.whole.counts[step]) for step in STEPS])

    @property
    def steps(self) -> list[str]:
        return [step_name(step) for step in STEPS]


def public_figures(call: Call, at: datetime) -> Figures:
    """What everybody may know: themes whose results are out, small groups folded together."""
    themes = released_themes(call, at)
    return _figures(call, at, themes, counting.folded)


def staff_figures(call: Call, at: datetime) -> Figures:
    """What those who examine the files may know: all of them; what is funded, once notified."""
    return _figures(call, at, None, list)


def _figures(
    call: Call,
    at: datetime,
    themes: Collection[str] | None,
    shown: Callable[[list[Row]], list[Row]],
) -> Figures:
    files = counting.files_of(call, at, themes)
    tables = {
        "theme": counting.by_theme(files),
        "territory": shown(counting.by_territory(files)),
        "type": shown(counting.by_type(files)),
        "newness": counting.by_newness(files),
    }
    if any(row.key == counting.OTHERS for row in shown(tables["newness"])):
        tables["newness"] = []  # two groups: the small one cannot be folded into anything
    named = (_table(code, rows, call) for code, rows in tables.items() if rows)
    days = durations.durations_of(call, at, files)
    return Figures(counting.whole(files), tuple(named), tuple(days))


def _table(code: str, rows: list[Row], call: Call) -> Table:
    names = _names(code, call)
    return Table(code, tuple((names(row.key), row) for row in rows))


def _names(code: str, call: Call) -> Callable[[str], str]:
    definition, programme = call.definition, call.programme.definition
    known: dict[str, Any] = {
        "theme": {theme.code: theme.names for theme in definition.themes},
        "territory": {place.code: place.names for place in programme.territories},
        "type": {kind.code: kind.names for kind in definition.legal_types},
        "newness": {},
    }[code]

    def name(key: str) -> str:
        if key in known:
            return pick(known[key])
        if key == counting.OTHERS or not key:
            return gettext("Others") if key else gettext("Not given")
        return sentence(f"transparency.newness.{key}") if code == "newness" else key

    return name


def step_name(step: str) -> str:
    return sentence(f"transparency.step.{step}")


def duration_name(step: str) -> str:
    return sentence(f"transparency.duration.{step}")


def rows_of(figures: Figures) -> Iterator[Sequence[Cell]]:
    """Every table in one, head first: what it is by, the group, the steps, the ERDF granted."""
    yield [*(sentence(f"transparency.head.{one}") for one in ("by", "group")), *figures.steps,
           sentence("transparency.head.erdf")]  # fmt: skip
    yield [sentence("transparency.by.whole"), "", *figures.whole.in_order, figures.whole.erdf]
    for table in figures.tables:
        for name, row in table.rows:
            yield [table.title, name, *row.in_order, row.erdf]
