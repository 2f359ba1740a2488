"""The scenario's folder: tables of people, days and words, read once a process."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

Row = Mapping[str, str]


@dataclass(frozen=True)
class Book:
    """One scenario: a folder inside the pack it belongs to, and the zone its hours are told in."""

    folder: Path
    zone: ZoneInfo

    @property
    def pack(self) -> Path:
        return self.folder.parent

    def rows(self, name: str) -> tuple[Row, ...]:
        """The rows of `<name>.csv`; none if there is no such table."""
        return _rows(self.folder / f"{name}.csv")

    def table(self, name: str) -> Mapping[str, Any]:
        """What `<name>.toml` says; nothing if there is no such file."""
        return _table(self.folder / f"{name}.toml")

    def row(self, name: str, key: str) -> Row:
        """The row of a table with this key."""
        return _index(self.folder / f"{name}.csv")[key]

    def instant(self, told: datetime | str) -> datetime:
        """A day and hour on the programme's clocks, as UTC."""
        local = datetime.fromisoformat(told) if isinstance(told, str) else told
        return local.replace(tzinfo=self.zone).astimezone(UTC)

    @property
    def begins(self) -> datetime:
        """The instant (UTC) before which nothing happens."""
        return self.instant(self.table("scenario")["begins"])

    @property
    def stands_at(self) -> datetime:
        """The instant (UTC) at which the scenario is shown unless another is asked for."""
        return self.instant(self.table("scenario")["shown_at"])


def book() -> Book | None:
    """The scenario this installation plays, if it names one."""
    return open_book(Path(settings.SCENARIO_DIR)) if settings.SCENARIO_DIR else None


@cache
def open_book(folder: Path) -> Book | None:
    """The scenario in a folder; None if there is none."""
    if not (folder / "scenario.toml").exists():
        return None
    return Book(folder, ZoneInfo(_table(folder / "scenario.toml")["zone"]))


def words(cell: str) -> tuple[str, ...]:
    """The values of a cell that holds several, parted by semicolons."""
    return tuple(word.strip() for word in cell.split(";") if word.strip())


def day_of(told: date | str) -> date:
    return date.fromisoformat(told) if isinstance(told, str) else told


@cache
def _rows(path: Path) -> tuple[Row, ...]:
    if not path.exists():
        return ()
    with path.open(encoding="utf-8", newline="") as stream:
        kept = (line for line in stream if not line.startswith("#"))
        return tuple(csv.DictReader(kept))


@cache
def _index(path: Path) -> Mapping[str, Row]:
    return {row["key"]: row for row in _rows(path)}


@cache
def _table(path: Path) -> Mapping[str, Any]:
    return tomllib.loads(path.read_text("utf-8")) if path.exists() else {}
