"""`cordata demo` as a person starts, stops and starts it again."""

from __future__ import annotations

import os
import re
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

from tests.conftest import PACKS
from tests.servers import free_port

PATIENCE = 120  # seconds: a machine that is busy takes its time
EARLY = "2023-11-15T12:00"  # three organisations and the first call: little to play
WATCHED = """
import functools, time
from cordata.cli.processes import supervise

def sleep():
    print("up", end="", flush=True)
    time.sleep(600)

raise SystemExit(supervise({"one": sleep, "other": %s}))
"""


def watched(other: str) -> subprocess.Popen[str]:
    """Two parts and their watcher, in a session of their own as in a terminal."""
    return subprocess.Popen(
        [sys.executable, "-c", WATCHED % other], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True, start_new_session=True,
    )  # fmt: skip


@pytest.mark.parametrize("word", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_one_signal_ends_all_processes(word: signal.Signals) -> None:
    watch = watched("sleep")
    assert watch.stdout is not None
    assert watch.stdout.read(4) == "upup"

    os.killpg(watch.pid, word)  # as a terminal does for Ctrl-C, and when its window is closed

    assert watch.wait(PATIENCE) == 0
    assert watch.stdout.read() == ""  # both ends of the pipe are closed: nobody is left
    assert nobody_left(watch.pid)


DEAF = """
import os, signal, time
from cordata.cli.processes import end, start

def deaf():
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    os.fork()
    print("up", end="", flush=True)
    time.sleep(60)

children = start({"one": deaf})
input()
end(children, patience=0.1)
"""


def test_who_does_not_end_is_killed_with_all_that_it_has_started() -> None:
    """A job worker that hung as it ended left its own processes behind, for ever."""
    watch = subprocess.Popen(
        [sys.executable, "-c", DEAF], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        start_new_session=True,
    )  # fmt: skip
    assert watch.stdout is not None
    assert watch.stdout.read(4) == "upup"

    said, _ = watch.communicate("\n", timeout=PATIENCE)  # until nobody is left who holds the pipe

    assert said == ""
    assert watch.returncode == 0


def test_where_one_process_ends_the_others_end_and_it_is_named() -> None:
    watch = watched("functools.partial(exit, 3)")

    assert watch.wait(PATIENCE) == 1
    assert watch.stderr is not None
    assert watch.stderr.read() == "Ended with status 3: other\n"
    assert nobody_left(watch.pid)


SLOW_TO_BEGIN = """
import functools, os, signal, time
from cordata.cli.processes import end, start

signal.signal(signal.SIGTERM, lambda *told: None)  # a watcher listens for itself
forks = []
os.register_at_fork(before=lambda: forks.append(1))
os.register_at_fork(after_in_child=lambda: len(forks) == 1 and time.sleep(1))

children = start({"slow": functools.partial(time.sleep, 600), "other": functools.partial(exit, 3)})
children[1].join()
end(children, patience=30)
print([one.exitcode for one in children])
"""


def test_who_is_told_to_end_before_it_has_begun_ends() -> None:
    """A busy machine may start one part only when another has ended already."""
    told = subprocess.run(
        [sys.executable, "-c", SLOW_TO_BEGIN], capture_output=True, text=True, check=True,
        timeout=PATIENCE,
    )  # fmt: skip

    assert told.stdout == f"[-{signal.SIGTERM.value}, 3]\n"


def nobody_left(leader: int) -> bool:
    """Whether a session ends: who was killed may need a moment to be gone."""
    until = time.monotonic() + PATIENCE
    while (left := of_session(leader)) and time.monotonic() < until:
        time.sleep(0.1)
    return not left


def of_session(leader: int) -> list[str]:
    """The processes of a terminal's session that still run; one that has ended and whose parent
    has not yet been told is none."""
    command = ["ps", "-eo", "sid=,stat=,args="]
    listed = subprocess.run(command, capture_output=True, text=True, check=True)
    rows = [line.split(maxsplit=2) for line in listed.stdout.splitlines()]
    return [" ".join(row) for row in rows if row[0] == str(leader) and row[1][0] != "Z"]


class Demo:
    """The command in a folder of its own, on a free port."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.process: subprocess.Popen[str] | None = None

    def start(self, *words: str) -> str:
        """Start, wait until a page comes, and give what was printed so far."""
        log = self.folder / "log"
        with log.open("w") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "cordata.cli.main", "demo", "--port", str(self.port),
                 "--workers", "1", *words],
                env=self.environment(), stdout=out, stderr=subprocess.STDOUT, text=True,
                start_new_session=True,
            )  # fmt: skip
        until = time.monotonic() + 5 * PATIENCE  # it fills itself first
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
        """Ctrl-C once: the terminal tells its foreground processes."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGINT)
        status = self.process.wait(PATIENCE)
        assert nobody_left(self.process.pid)
        return status


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
    third = demo.start("--at", "2023-11-21T12:00", "--host", "localhost")
    assert demo.stop() == 0

    assert "Playing 2023-11 ... 100 %" in first
    assert re.search(r"case officer +Giulia Mattei <giulia.mattei@segretariato.example>", first)
    assert "Playing" not in second
    assert "15 November 2023" in second
    assert "Playing 2023-11 ... 100 %" in third
    assert f"21 November 2023: http://localhost:{demo.port}" in third


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


def test_a_port_that_is_taken_is_named_before_anything_is_filled(demo: Demo) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", demo.port))
        other.listen()

        answer = refused(demo, "--port", str(demo.port))

    assert answer.returncode == 2
    assert f"127.0.0.1, port {demo.port}" in answer.stderr
    assert "PORT=" in answer.stderr
    assert answer.stdout == ""


def test_an_address_that_is_none_is_named(demo: Demo) -> None:
    answer = refused(demo, "--host", "nowhere.invalid")

    assert answer.returncode == 2
    assert "nowhere.invalid" in answer.stderr
