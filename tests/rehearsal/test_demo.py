"""`cordata demo` as a person starts, stops and starts it again."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError

import pytest

from cordata.cli import processes
from tests.conftest import PACKS

SLEEPER = [sys.executable, "-c", "import time; print('up', end='', flush=True); time.sleep(60)"]
EARLY = "2023-11-15T12:00"  # three organisations and the first call: little to play


def watched(*commands: list[str]) -> subprocess.Popen[str]:
    module = [sys.executable, "-m", processes.__name__, json.dumps(commands)]
    return subprocess.Popen(module, stdout=subprocess.PIPE, text=True)


def test_one_signal_ends_all_processes() -> None:
    watch = watched(SLEEPER, SLEEPER)
    assert watch.stdout is not None
    assert watch.stdout.read(4) == "upup"

    watch.send_signal(signal.SIGINT)

    assert watch.wait(8) == 0
    assert watch.stdout.read() == ""  # both ends of the pipe are closed: nobody is left


def test_where_one_process_ends_the_others_end() -> None:
    watch = watched(SLEEPER, [sys.executable, "-c", "raise SystemExit(3)"])

    assert watch.wait(8) == 1


class Demo:
    """The command in a folder of its own, on a free port."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.process: subprocess.Popen[str] | None = None

    def start(self, *words: str) -> str:
        """Start, wait until a page comes, and give what was printed so far."""
        log = self.folder / "log"
        with log.open("w") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "cordata.cli.main", "demo", "--port", str(self.port),
                 "--workers", "1", *words],
                env=self.environment(), stdout=out, stderr=subprocess.STDOUT, text=True,
            )  # fmt: skip
        until = time.monotonic() + 60
        while time.monotonic() < until and self.process.poll() is None:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/fr/", timeout=5):
                    return log.read_text()
            except (URLError, OSError):
                time.sleep(0.3)
        return log.read_text()

    def environment(self) -> dict[str, str]:
        ours = ("CORDATA_", "DJANGO_")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        return kept | {
            "CORDATA_DATA_DIR": str(self.folder / "data"),
            "CORDATA_PACK_DIRS": str(PACKS),
        }

    def stop(self) -> int:
        assert self.process is not None
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(15)


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    one = Demo(tmp_path)
    yield one
    if one.process and one.process.poll() is None:
        one.process.kill()


@pytest.mark.server
def test_a_second_start_plays_nothing_and_another_day_plays_anew(demo: Demo) -> None:
    first = demo.start("--at", EARLY)
    assert demo.stop() == 0
    second = demo.start()
    assert demo.stop() == 0
    third = demo.start("--at", "2023-11-21T12:00")
    assert demo.stop() == 0

    assert "Playing 2023-11 ... 100 %" in first
    assert "officer             Giulia Mattei <giulia.mattei@segretariato.example>" in first
    assert "Playing" not in second
    assert "15 November 2023" in second
    assert "Playing 2023-11 ... 100 %" in third


def refused(demo: Demo, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "cordata.cli.main", "demo", *words],
        env=demo.environment() | environment, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_without_packs_it_says_what_is_missing(demo: Demo) -> None:
    answer = refused(demo, CORDATA_PACK_DIRS=str(demo.folder))

    assert answer.returncode == 1
    assert "packs/" in answer.stderr


def test_a_day_that_is_none_is_named(demo: Demo) -> None:
    answer = refused(demo, "--at", "tomorrow")

    assert answer.returncode == 2
    assert "'tomorrow'" in answer.stderr
