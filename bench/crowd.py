"""`python -m bench.crowd`: a meeting that many want to go to, on both databases.

Five hundred people ask for sixty places within a minute, several times over; then an organiser
looks at two thousand registrations and at twenty thousand, searches them and takes them away.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path
from threading import Lock
from typing import Any

from tests.servers import DATABASES, Helper, Server

from bench.installation import installed
from bench.load import pss_mb, warm_up
from bench.reporting import parser_of, report

PEOPLE, PLACES = 500, 60
THREADS = 100  # somebody whose time has come and finds none free waits, and is late: it counts
REGISTRATIONS = (2_000, 20_000)  # memory must not grow with them
ROUNDS = 5  # of each page of the long list
PART = 65_536  # bytes read at once


def main() -> None:
    parser = parser_of("crowd")
    parser.add_argument("--trials", type=int, default=10)
    parser.add_argument("--seconds", type=float, default=60, help="in which all of them come")
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--registrations", type=int, nargs="+", default=REGISTRATIONS)
    given = parser.parse_args()
    report("A crowd", given, lambda name, folder: measure(name, folder, given), lines)


def measure(database: str, folder: Path, given: argparse.Namespace) -> dict[str, Any]:
    with (
        DATABASES[database](folder) as url,
        installed(url, folder) as (server, root),
        server.helper("bench.inside") as inside,
    ):
        officer = inside.ask("prepare", str(PLACES))["officer"]
        warm_up(server.port, "/fr/meetings/", root)
        trials = [
            trial(server, inside, given.people, given.seconds) for _one in range(given.trials)
        ]
        cookie = inside.ask("cookie", officer)

        def looked_at(registrations: int) -> dict[str, Any]:
            pages = inside.ask("crowd", inside.ask("meeting", "all"), str(registrations))
            return {name: taken(server.port, path, cookie, root) for name, path in pages.items()}

        pages = {str(number): looked_at(number) for number in given.registrations}
        return {"trials": trials, "pages": pages}


# Who comes


def trial(server: Server, inside: Helper, people: int, seconds: float) -> dict[str, Any]:
    """All come one after the other at the same pace, register, and press the mailed button."""
    pid = inside.ask("meeting", str(PLACES))
    forms = inside.ask("forms", pid, str(people))
    seen, lock = Answers(), Lock()
    started = time.monotonic()

    def come(number: int) -> None:
        time.sleep(max(started + number * seconds / people - time.monotonic(), 0))
        visitor, page, form = server.visitor(), f"/fr/meetings/{pid}/", forms[number]
        seen.timed(lambda: visitor.get(page).status)
        seen.timed(lambda: visitor.post(f"{page}register/", form).status)
        with lock:  # the mailbox
            link = inside.ask("people", pid, form["email"])[0]["link"]
        visitor.get(link)
        seen.timed(lambda: visitor.post(f"{link}confirm/").status)

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(come, range(people)))
    states = Counter(one["state"] for one in inside.ask("people", pid))
    return {
        "confirmed": states["confirmed"],
        "waitlisted": states["waitlisted"],
        "errors": seen.errors,
        "p50_s": seen.quantile(50),
        "p95_s": seen.quantile(95),
        "most_s": round(max(seen.times), 3),
        "seconds": round(time.monotonic() - started, 1),
    }


class Answers:
    """How long each answer took, and how many were none."""

    def __init__(self) -> None:
        self.times: list[float] = []
        self.errors = 0

    def timed(self, act: Callable[[], int]) -> None:
        begun = time.monotonic()
        try:
            self.errors += act() not in {200, 302}
        except OSError:
            self.errors += 1
        self.times.append(time.monotonic() - begun)

    def quantile(self, percent: int) -> float:
        return round(statistics.quantiles(self.times, n=100)[percent - 1], 3)


# Who looks


def taken(port: int, path: str, cookie: str, root: int) -> dict[str, Any]:
    """The page or file: seconds to its first byte and to its last, and what memory it takes."""
    before, rounds = pss_mb(root), [once(port, path, cookie, root) for _round in range(ROUNDS)]
    return {
        "first_byte_ms": round(1000 * statistics.median(one[0] for one in rounds)),
        "seconds": round(statistics.median(one[1] for one in rounds), 2),
        "bytes": rounds[0][2],
        "pss_before_mb": round(before, 1),
        "pss_first_mb": round(rounds[0][3], 1),  # what a process needs once, it keeps
        "pss_most_mb": round(max(one[3] for one in rounds[1:]), 1),
    }


def once(port: int, path: str, cookie: str, root: int) -> tuple[float, float, int, float]:
    connection = HTTPConnection("127.0.0.1", port, timeout=120)
    begun = time.monotonic()
    connection.request("GET", path, headers={"Cookie": cookie})
    response = connection.getresponse()
    assert response.status == 200, (path, response.status)
    size, first = len(response.read(1)), time.monotonic() - begun
    most = pss_mb(root)
    while part := response.read(PART):
        size += len(part)
        most = max(most, pss_mb(root)) if size % 8 == 0 else most
    connection.close()
    return first, time.monotonic() - begun, size, max(most, pss_mb(root))


def lines(databases: dict[str, Any]) -> Iterator[str]:
    """What was found, as Markdown, beside the aims."""
    yield "| 500 for 60 | database | confirmed | errors | p50 s | p95 s (aim 1) | longest s |"
    yield "|---|---|---|---|---|---|---|"
    for name, found in databases.items():
        for number, one in enumerate(found["trials"], 1):
            figures = (one["confirmed"], one["errors"], one["p50_s"], one["p95_s"], one["most_s"])
            yield f"| trial {number} | {name} | {' | '.join(map(str, figures))} |"
    yield ""
    yield "| people | long list | database | first byte ms (aim 300) | all s | bytes | PSS MB |"
    yield "|---|---|---|---|---|---|---|"
    for name, found in databases.items():
        for people, pages in found["pages"].items():
            for page, one in pages.items():
                memory = f"{one['pss_before_mb']}, {one['pss_first_mb']}, {one['pss_most_mb']}"
                figures = (one["first_byte_ms"], one["seconds"], one["bytes"], memory)
                yield f"| {people} | {page} | {name} | {' | '.join(map(str, figures))} |"


if __name__ == "__main__":
    main()
