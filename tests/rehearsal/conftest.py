"""The scenario of the first pack's demo, whole or with a sample of its files."""

from __future__ import annotations

import csv
import shutil
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cordata.rehearsal.scenario.reading import Book, open_book
from tests.conftest import PACKS

DEMO = PACKS / "alcotra-microprojects" / "demo"


@pytest.fixture(scope="session")
def told() -> Book:
    """The scenario as it is written."""
    book = open_book(DEMO)
    assert book is not None
    return book


@pytest.fixture
def playing(settings: Any) -> Callable[[Path], Book]:
    """`playing(folder)`: the installation plays that scenario."""

    def choose(folder: Path) -> Book:
        settings.SCENARIO_DIR = str(folder)
        book = open_book(folder)
        assert book is not None
        return book

    return choose


@pytest.fixture
def sample(tmp_path: Path, playing: Callable[[Path], Book]) -> Callable[..., Book]:
    """`sample({"lacs", "contes"})`: a scenario of those applications alone; without
    `everybody`, also without the searches and registrations of others."""

    def cut(keys: set[str], *, everybody: bool = False) -> Book:
        pack = tmp_path / "pack"
        shutil.copytree(PACKS / "alcotra-microprojects", pack)
        folder = pack / "demo"
        for table in ("reviews", "projects"):
            keep_rows(folder / f"{table}.csv", keys)
        keep_blocks(folder / "applications.toml", "[[application]]", keys)
        keep_blocks(folder / "sessions.toml", "[[session.change]]", keys, told_by="application")
        keep_sessions(folder)
        if not everybody:
            keep_rows(folder / "registrations.csv", {"annecy-01"})
            keep_rows(folder / "survey.csv", {"annecy-01"})
            (folder / "meetings.toml").unlink()
            keep_searches(folder)
        return playing(folder)

    return cut


def applications_in(folder: Path) -> list[dict[str, Any]]:
    return list(tomllib.loads((folder / "applications.toml").read_text())["application"])


def keep_sessions(folder: Path) -> None:
    """The sessions that still have something to decide on."""
    themes = {row["theme"] for row in applications_in(folder) if row["key"] in reviewed(folder)}
    path = folder / "sessions.toml"
    blocks = [
        block
        for block in path.read_text().split("\n\n")
        if "[[session]]" not in block or any(f'"{theme}"' in block for theme in themes)
    ]
    path.write_text("\n\n".join(blocks))


def reviewed(folder: Path) -> set[str]:
    with (folder / "reviews.csv").open() as stream:
        return {row["key"] for row in csv.DictReader(stream) if row["assessors"]}


def keep_searches(folder: Path) -> None:
    """The searches from which the applications that are left came."""
    path = folder / "searches.toml"
    met = {row["introduction"].partition(":")[0] for row in applications_in(folder)
           if "introduction" in row}  # fmt: skip
    blocks = path.read_text().split("\n[[search]]\n")
    kept = [block for block in blocks[1:] if block.split('"')[1] in met]
    path.write_text("".join(f"\n[[search]]\n{block}" for block in kept))


def keep_rows(path: Path, keys: set[str]) -> None:
    lines = [line for line in path.read_text().splitlines() if not line.startswith("#")]
    rows = [row for row in csv.DictReader(lines) if row["key"] in keys]
    with path.open("w", newline="") as stream:
        writer = csv.DictWriter(stream, lines[0].split(","))
        writer.writeheader()
        writer.writerows(rows)


def keep_blocks(path: Path, head: str, keys: set[str], told_by: str = "key") -> None:
    """Of the blocks that begin with `head`, those whose key is wanted; the rest stays."""
    kept = []
    for block in path.read_text().split("\n\n"):
        name = next(
            (line.split('"')[1] for line in block.splitlines() if line.startswith(f"{told_by} =")),
            "",
        )
        if head not in block or name in keys:
            kept.append(block)
    path.write_text("\n\n".join(kept))
