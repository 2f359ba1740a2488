"""`python -m bench.killing`: processes are killed while people file; nothing told may be lost.

Signatories file one version after the other, each with a key of its own, and send it again until
they are answered. Meanwhile a web process is killed (SIGKILL) again and again. Afterwards every
answered key must be there once, whole, with its event, its mails and its job (REL-01, REL-02).
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from typing import Any
from uuid import uuid4

from tests.servers import DATABASES, ROOT, Server, Visitor

from bench.installation import installed, wait_for
from bench.load import TICKS, family, together
from bench.reporting import parser_of, report

SIGNATORIES = 6
PAUSE = (0.05, 0.6)  # seconds between two kills: in the middle of something
WORKERS, WAITS = 2, 60  # as served; seconds for a killed one to come back
PATIENCE = 600  # seconds of somebody who files: a busy machine needs long to start all anew
ALL_EACH = 10  # every tenth time all processes die together
CRASH_LOOP = 5.6  # seconds: one that dies again sooner makes the web server give up (granian)


def main() -> None:
    parser = parser_of("killing")
    parser.add_argument("--trials", type=int, default=300, help="processes killed on each database")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    report(
        "Killing",
        given,
        lambda name, folder: measure(name, folder, given.trials, given.seed),
        lines,
        trials=given.trials,
    )


@dataclass
class Told:
    """What the signatories were told: keys answered, and how often they had to ask again."""

    going: bool = True
    answered: list[str] = field(default_factory=list)
    again: int = 0  # answers that never came: a connection broken off, or a clean refusal
    refused: list[str] = field(default_factory=list)  # anything else
    twice: int = 0  # sent once more after the answer, and answered alike
    lock: threading.Lock = field(default_factory=threading.Lock)


def measure(database: str, folder: Path, trials: int, seed: int) -> dict[str, Any]:
    told, dice = Told(), random.Random(seed)
    with (
        DATABASES[database](folder) as url,
        installed(url, folder) as (server, root),
        server.helper("bench.inside") as inside,
    ):
        inside.ask("prepare", "60")
        drafts = inside.ask("drafts", str(SIGNATORIES))
        cookies = [inside.ask("cookie", one["email"]) for one in drafts]
        found = Installation(server, root)
        acts: list[Any] = [
            lambda one=one, cookie=cookie: file_on(server, one, cookie, told)
            for one, cookie in zip(drafts, cookies, strict=True)
        ]
        together([*acts, lambda: kill_again_and_again(found, trials, dice, told)])
        found.end()
        return outcome(told, inside.ask("stored"), trials)


def outcome(told: Told, stored: Mapping[str, Any], trials: int) -> dict[str, Any]:
    """What was promised and what stands: each of the last figures must be 0."""
    received = stored["received"]
    return {
        "killed": trials,
        "answered": len(told.answered),
        "asked_again": told.again,
        "sent_twice": told.twice,
        "stored": len(received),
        "lost": len(set(told.answered) - set(received)),
        "refused": told.refused[:20],
        **{name: value for name, value in stored.items() if name != "received"},
    }


# Those who file


def file_on(server: Server, draft: Mapping[str, Any], cookie: str, told: Told) -> None:
    """One version after the other until told to stop; the last one is seen through, too."""
    visitor = server.visitor()
    name, _, value = cookie.partition("=")
    visitor.cookies[name] = value
    while told.going:
        key = uuid4().hex
        if not seen_through(visitor, draft, key, told):
            continue
        with told.lock:
            told.answered.append(f"{draft['pid']}:{key}"[:64])
        if send(visitor, draft, key) == 302:  # a browser's second click
            with told.lock:
                told.twice += 1


def seen_through(visitor: Visitor, draft: Mapping[str, Any], key: str, told: Told) -> bool:
    """Sent again with the same key until the receipt is there; whether it came."""
    until = time.monotonic() + PATIENCE
    while (status := send(visitor, draft, key)) != 302:
        with told.lock:
            told.again += 1
            if status not in {0, 503} or time.monotonic() > until:
                told.refused.append(f"{status} for {draft['path']}")
                return False
        time.sleep(0.05)
    return True


def send(visitor: Visitor, draft: Mapping[str, Any], key: str) -> int:
    """The status of the answer: 302 is the receipt; 0 when none came."""
    try:
        if not visitor.token:
            visitor.get(str(draft["path"]).replace("/submit/", "/review/"))
        answer = visitor.post(draft["path"], {**draft["fields"], "key": key})
    except (OSError, HTTPException):
        return 0
    return answer.status if answer.status != 302 or "/receipt/" in answer.location else 303


# Who kills


@dataclass
class Installation:
    """The processes that serve, started again as the system would when all of them are gone."""

    server: Server
    root: int  # the watcher
    own: subprocess.Popen[bytes] | None = None  # once started again here

    def workers(self) -> list[int]:
        """Those that answer: children of the web server, which is the watcher's only child."""
        return family(self.root)[2:]

    def start_again(self) -> None:
        command = [sys.executable, "-m", "cordata.cli.main", "serve", "--no-worker"]
        command += ["--port", str(self.server.port)]
        self.own = subprocess.Popen(command, env=dict(self.server.environment), cwd=ROOT)
        self.root = self.own.pid
        wait_for(self.server.port, self.own)

    def end(self) -> None:
        if self.own is not None:
            self.own.terminate()
            self.own.wait(timeout=30)


def kill_again_and_again(found: Installation, trials: int, dice: random.Random, told: Told) -> None:
    """One process that answers, now this one and now that; every tenth time all of them."""
    try:
        for trial in range(1, trials + 1):
            time.sleep(dice.uniform(*PAUSE))
            if trial % ALL_EACH == 0:
                kill(family(found.root))
                found.start_again()
            else:
                killed = dice.choice(old_enough(found))
                kill([killed])
                wait_for_another(found, killed)
    finally:
        told.going = False


def kill(processes: list[int]) -> None:
    for pid in processes:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def old_enough(found: Installation) -> list[int]:
    """Processes past the age in which a second death is taken for a fault of all."""
    while not (old := [pid for pid in found.workers() if age(pid) > CRASH_LOOP]):
        time.sleep(0.1)
    return old


def age(pid: int) -> float:
    """Seconds since a process was started; 0 if it is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return time.clock_gettime(time.CLOCK_BOOTTIME) - int(fields[19]) / TICKS


def wait_for_another(found: Installation, killed: int) -> None:
    until = time.monotonic() + WAITS
    while time.monotonic() < until:
        if len(set(found.workers()) - {killed}) >= WORKERS:
            return
        time.sleep(0.05)
    raise SystemExit("a killed process did not come back")


def lines(databases: Mapping[str, Any]) -> Iterator[str]:
    """What was found, as Markdown; the last six columns must say 0."""
    yield "| database | killed | answered | asked again | lost | half | breaks | refused |"
    yield "|---|---|---|---|---|---|---|---|"
    for name, one in databases.items():
        half = sum(one[part] for part in HALVES)
        figures = (one["killed"], one["answered"], one["asked_again"], one["lost"], half)
        rest = (one["breaks"], len(one["refused"]))
        yield f"| {name} | {' | '.join(map(str, (*figures, *rest)))} |"


HALVES = ("without_event", "events_alone", "without_mail", "without_job")


if __name__ == "__main__":
    main()
