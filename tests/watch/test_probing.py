"""TIM-07: the probe asks the running site from outside, and finds what fails."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.servers import DATABASES, ROOT, Server, held_port, running

WATCH = [sys.executable, "-m", "cordata.cli.main", "watch", "--url"]


@pytest.fixture(scope="module")
def server(tmp_path_factory: Any) -> Iterator[tuple[Server, Path]]:
    folder: Path = tmp_path_factory.mktemp("watched")
    with (
        DATABASES["sqlite"](folder) as url,
        running(url, folder, CORDATA_SECRET_KEY="k" * 50) as started,
    ):
        watch((started, folder), started.port)  # a first page takes a server long to draw
        yield started, folder


def watch(server: tuple[Server, Path], port: int) -> tuple[int, dict[str, Any]]:
    """The command of an operator, and what it kept."""
    started, folder = server
    with sqlite3.connect(folder / "race.sqlite3") as base:
        base.execute("DELETE FROM watch_probe")
    done = subprocess.run(
        [*WATCH, f"http://127.0.0.1:{port}"],
        env=dict(started.environment), cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    with sqlite3.connect(folder / "race.sqlite3") as base:
        kept = base.execute("SELECT failed, milliseconds FROM watch_probe").fetchone()
    assert kept, done.stderr
    return done.returncode, {"failed": kept[0], "milliseconds": kept[1]}


@pytest.mark.server
def test_a_site_that_works_is_found_well(server: tuple[Server, Path]) -> None:
    """On a machine busy with other tests it may be found slow: every step was walked."""
    status, kept = watch(server, server[0].port)
    assert (status, kept["failed"]) in {(0, ""), (1, "slow")}
    assert kept["milliseconds"] > 0


@pytest.mark.server
def test_a_site_that_does_not_answer_is_kept_as_such(server: tuple[Server, Path]) -> None:
    with held_port() as silent:
        status, kept = watch(server, silent)
    assert (status, kept["failed"]) == (1, "ready")


@pytest.mark.server
def test_a_disk_that_takes_no_file_is_found_although_every_page_works(
    server: tuple[Server, Path],
) -> None:
    files = server[1] / "files"
    kept_aside = server[1] / "files-aside"
    if files.exists():
        files.rename(kept_aside)
    files.write_text("not a folder")
    try:
        status, kept = watch(server, server[0].port)
    finally:
        files.unlink()
        if kept_aside.exists():
            kept_aside.rename(files)
    assert (status, kept["failed"]) == (1, "storing")
