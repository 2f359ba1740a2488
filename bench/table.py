"""The tables people read; the JSON beside them holds the rest."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bench import aims
from bench.aims import Aim


def lines(report: dict[str, Any]) -> Iterable[str]:
    """Figures, then aims, as Markdown."""
    bare = report["bare"]
    unit = bare[0]["cpu_ms"]
    yield "| what | database | queries | CPU ms | x bare | requests/s at 1, 8, 32 |"
    yield "|---|---|---|---|---|---|"
    yield f"| bare view | - | 0 | {unit} | 1 | {rates(bare)} |"
    for name, found in report["databases"].items():
        yield from figures(name, found, unit)
    yield ""
    yield "| aim | database | figure | found | aim | |"
    yield "|---|---|---|---|---|---|"
    for name, found in report["databases"].items():
        yield from (against(one, name) for one in aims.of_database(found))
    if "demo" in report:
        yield from (against(one, "sqlite") for one in aims.of_demo(report["demo"]))


def figures(database: str, found: dict[str, Any], unit: float) -> Iterable[str]:
    for name, facts in found["pages"].items():
        cpu = facts["load"][0]["cpu_ms"]
        yield line(f"{name} page", database, facts["queries"], cpu, unit, rates(facts["load"]))
    for name, facts in found["lists"].items():
        yield line(f"list: {name}", database, facts["queries"], facts["cpu_ms"], unit)
    for act in ("registration", "submission", "autosave"):
        facts = found[act]
        yield line(f"one {act}", database, facts["queries"], facts["cpu_ms"], unit)
    race = ", ".join(f"{name} {value}" for name, value in found["race"].items())
    yield f"| race | {database} | | | | {race} |"


def line(what: str, database: str, queries: int, cpu_ms: float, unit: float, rest: str = "") -> str:
    return f"| {what} | {database} | {queries} | {cpu_ms} | {cpu_ms / unit:.1f} | {rest} |"


def rates(load: list[dict[str, Any]]) -> str:
    return ", ".join(f"{one['per_second']:.0f}" for one in load)


def against(one: Aim, database: str) -> str:
    met = "met" if one.met else "MISSED"
    return f"| {one.what} | {database} | {one.figure} | {one.found} | {one.words} | {met} |"
