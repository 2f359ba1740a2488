"""Clients with kept connections, and what the server's processes cost meanwhile."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
WARM_UP = 0.5  # seconds, from more connections than there are threads: every worker is warm


@dataclass(frozen=True)
class Load:
    """What one round of load gave."""

    connections: int
    requests: int
    errors: int
    seconds: float
    cpu_ms: float  # of the server's processes, per request

    @property
    def per_second(self) -> float:
        return self.requests / self.seconds


def warm_up(port: int, path: str, root: int, cookie: str = "") -> None:
    """Definitions thawed, templates compiled, connections open in every worker."""
    load(port, path, 16, WARM_UP, root, cookie)


def load(
    port: int, path: str, connections: int, seconds: float, root: int, cookie: str = ""
) -> Load:
    """Ask for `path` over so many kept connections; `root` is the server's process id."""
    stop = time.monotonic() + seconds
    counts, errors = [0] * connections, [0] * connections

    def client(number: int) -> None:
        connection = HTTPConnection("127.0.0.1", port, timeout=60)
        headers = {"Cookie": cookie} if cookie else {}
        while time.monotonic() < stop:
            connection.request("GET", path, headers=headers)
            response = connection.getresponse()
            response.read()
            counts[number] += 1
            errors[number] += response.status != 200
        connection.close()

    before, started = cpu_seconds(root), time.monotonic()
    together([lambda number=number: client(number) for number in range(connections)])
    spent, took = cpu_seconds(root) - before, time.monotonic() - started
    done = sum(counts)
    return Load(connections, done, sum(errors), took, 1000 * spent / max(done, 1))


def together(acts: list[Callable[[], object]]) -> None:
    threads = [threading.Thread(target=act) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def family(root: int) -> list[int]:
    """The process and all its descendants."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except (OSError, IndexError):
                continue
            parents.setdefault(parent, []).append(int(entry.name))
    found, waiting = [], [root]
    while waiting:
        pid = waiting.pop()
        found.append(pid)
        waiting += parents.get(pid, [])
    return found


def cpu_seconds(root: int) -> float:
    """User and system time of a process and its descendants so far."""
    total = 0
    for pid in family(root):
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        total += int(fields[11]) + int(fields[12])
    return total / TICKS


def pss_mb(root: int) -> float:
    """Proportional set size of a process and its descendants, in MB."""
    total = 0
    for pid in family(root):
        try:
            text = Path(f"/proc/{pid}/smaps_rollup").read_text()
        except OSError:
            continue
        total += next(int(line.split()[1]) for line in text.splitlines() if line[:4] == "Pss:")
    return total / 1024
