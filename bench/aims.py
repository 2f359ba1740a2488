"""What the figures are held against: issue by issue the aims that were set, none of them a test."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bench.measuring import PLACES

PAGE_QUERIES, PAGE_MS = 4, 5
LIST_QUERIES, LIST_MS = 12, 40
REGISTRATION_QUERIES, REGISTRATION_MS = 24, 60  # under 25
SAVE_QUERIES, SAVE_MS = 7, 10  # under 8
DOSSIER_S = 1
DEMO_MB = 350


@dataclass(frozen=True)
class Aim:
    """One figure beside its aim."""

    what: str
    figure: str
    found: float
    aim: float
    exactly: bool = False

    @property
    def met(self) -> bool:
        return self.found == self.aim if self.exactly else self.found <= self.aim

    @property
    def words(self) -> str:
        return f"{'exactly' if self.exactly else 'at most'} {self.aim}"


def of_database(found: dict[str, Any]) -> Iterator[Aim]:
    """The aims of one installation."""
    for name, facts in found["pages"].items():
        yield Aim(f"{name} page", "queries", facts["queries"], PAGE_QUERIES)
        yield Aim(f"{name} page", "CPU ms", facts["load"][0]["cpu_ms"], PAGE_MS)
    for name, facts in found["lists"].items():
        yield Aim(f"list: {name}", "queries", facts["queries"], LIST_QUERIES)
        yield Aim(f"list: {name}", "CPU ms", facts["cpu_ms"], LIST_MS)
    one = found["registration"]
    yield Aim("one registration", "queries", one["queries"], REGISTRATION_QUERIES)
    yield Aim("one registration", "CPU ms", one["cpu_ms"], REGISTRATION_MS)
    one = found["autosave"]
    yield Aim("one save while typing", "queries", one["queries"], SAVE_QUERIES)
    yield Aim("one save while typing", "CPU ms", one["cpu_ms"], SAVE_MS)
    one = found["dossier"]
    yield Aim(f"dossier of {one['pages']} pages", "seconds", one["seconds"], DOSSIER_S)
    yield Aim("race", "confirmed", found["race"]["confirmed"], PLACES, exactly=True)
    yield Aim("race", "errors", found["race"]["errors"], 0, exactly=True)


def of_demo(found: dict[str, Any]) -> Iterator[Aim]:
    yield Aim("demo, idle", "PSS MB", found["idle_mb"], DEMO_MB)
