"""TIM-04, REL-04: what counts is when the server held the request, not when a thread was free.

Real processes and the real clock: every thread of the server waits for the database while the
closing passes, and filings arrive on both sides of it.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.applications.test_race import signed_in
from tests.factories.applications import TICKS
from tests.servers import DATABASES, Helper, Server, Visitor, running

pytestmark = pytest.mark.server
BUSY = 24  # requests that wait for the database: more than the eight threads of two processes
FRONT = "Arrival"  # of the proxy in front


@pytest.fixture(scope="module", params=sorted(DATABASES))
def server(request: Any, tmp_path_factory: Any) -> Iterator[tuple[Server, Helper, Helper]]:
    folder: Path = tmp_path_factory.mktemp(request.param)
    with (
        DATABASES[request.param](folder) as url,
        running(url, folder, CORDATA_ARRIVAL_HEADER=FRONT) as started,
        started.helper("tests.applications.racing") as helper,
        started.helper("tests.applications.racing") as holder,
    ):
        yield started, helper, holder


@pytest.fixture(scope="module")
def rush(server: tuple[Server, Helper, Helper]) -> dict[str, Any]:
    """One closing with all threads busy over it; what became of each filing."""
    started, helper, holder = server
    names = ("busy", "in_time", "by_the_front", "late", "slow")
    made = {name: helper.ask("prepare", str(number)) for number, name in enumerate(names)}
    base = {name: f"/fr/applications/{one['pid']}/" for name, one in made.items()}
    people = {name: signed_in(started, made[name]["session"], base[name]) for name in names}
    others = [signed_in(started, made["busy"]["session"], base["busy"]) for _one in range(BUSY)]
    closing = datetime.fromisoformat(helper.ask("close_in", "9"))

    def file(visitor: Visitor, name: str, **headers: str) -> int:
        sent = {"key": f"key-of-{name}", **TICKS}
        return visitor.post(f"{base[name]}submit/", sent, **headers).status

    with ThreadPoolExecutor(BUSY + len(names)) as pool:
        wait_for(closing - timedelta(seconds=4))
        holder.ask("hold")
        waiting = [pool.submit(file, visitor, "busy") for visitor in others]
        wait_for(closing - timedelta(seconds=3.5))
        slow, rest = half_sent(people["slow"], f"{base['slow']}submit/")
        wait_for(closing - timedelta(seconds=3))  # so much may a busy machine be late
        acts: dict[str, Future[int]] = {"in_time": pool.submit(file, people["in_time"], "in_time")}
        wait_for(closing + timedelta(seconds=0.05))
        slow.sendall(rest)
        acts["late"] = pool.submit(file, people["late"], "late")
        told = f"{(closing - timedelta(seconds=0.1)).timestamp():.3f}"
        acts["by_the_front"] = pool.submit(
            file, people["by_the_front"], "by_the_front", **{FRONT: told}
        )
        wait_for(closing + timedelta(seconds=3))
        released = datetime.now(UTC)
        holder.ask("release")
        statuses = {name: act.result() for name, act in acts.items()}
        statuses["slow"] = int(slow.recv(100).split()[1])
        assert {act.result() for act in waiting} == {302}
    found = {name: helper.ask("instants", made[name]["pid"]) for name in names}
    return {"closing": closing, "released": released, "statuses": statuses, "found": found}


def wait_for(instant: datetime) -> None:
    time.sleep(max(0.0, (instant - datetime.now(UTC)).total_seconds()))


def half_sent(visitor: Visitor, path: str) -> tuple[socket.socket, bytes]:
    """A filing of which half the body is on its way, and the other half."""
    sent = {"key": "key-of-slow", **TICKS, "csrfmiddlewaretoken": visitor.token}
    body = urlencode(sent).encode()
    cookies = "; ".join(f"{name}={value}" for name, value in visitor.cookies.items())
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{visitor.port}\r\nCookie: {cookies}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    line = socket.create_connection(("127.0.0.1", visitor.port), timeout=60)
    line.sendall(head.encode() + body[: len(body) // 2])
    return line, body[len(body) // 2 :]


def test_arrived_before_the_closing_and_run_seconds_after_it_is_in(rush: Any) -> None:
    found = rush["found"]["in_time"]
    assert rush["statuses"]["in_time"] == 302
    assert datetime.fromisoformat(found["arrived"][0]) <= rush["closing"]
    assert datetime.fromisoformat(found["done"][0]) > rush["released"]
    assert found["late"] == []


def test_arrived_after_the_closing_it_is_out_however_little(rush: Any) -> None:
    found = rush["found"]["late"]
    assert rush["statuses"]["late"] == 422
    assert found["arrived"] == []
    arrived = datetime.fromisoformat(found["late"][0])
    assert rush["closing"] < arrived < rush["released"]  # noted before its turn came


def test_a_body_of_which_the_end_comes_after_the_closing_is_out(rush: Any) -> None:
    assert rush["statuses"]["slow"] == 422
    assert rush["found"]["slow"]["arrived"] == []


def test_the_proxy_in_front_says_when_it_held_the_request(rush: Any) -> None:
    """To the millisecond it writes: a tenth of a second before the closing."""
    arrived = datetime.fromisoformat(rush["found"]["by_the_front"]["arrived"][0])
    assert timedelta(seconds=0.099) <= rush["closing"] - arrived <= timedelta(seconds=0.101)
