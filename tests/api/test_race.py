"""Two job workers tell one address, and are killed while it thinks: real processes, a real server
over https, both databases.

REL-05: two workers tell nothing twice. NOT-03: what a killed worker had begun is told again, under
the same id, and nothing is lost.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.api.receiver import Receiver
from tests.servers import DATABASES, ROOT, Helper, running

pytestmark = pytest.mark.server
PEOPLE = 8
PATIENCE = 120  # seconds: a machine that is busy starts a worker late


@contextmanager
def workers(number: int, environment: Mapping[str, str]) -> Iterator[None]:
    """So many job workers, each with the processes it starts; killed at the end, not asked."""
    command = [sys.executable, "-m", "cordata.cli.main", "worker"]
    env = {**environment, "DJANGO_SETTINGS_MODULE": "cordata.config.settings"}  # the operator's
    started = [
        subprocess.Popen(command, env=env, cwd=ROOT, start_new_session=True)
        for _worker in range(number)
    ]
    try:
        yield
    finally:
        for worker in started:
            os.killpg(worker.pid, signal.SIGKILL)
            worker.wait()


def wait_for(receiver: Receiver, count: int) -> list[str]:
    """The ids of what the address was told, once it was told so much."""
    until = time.monotonic() + PATIENCE
    while len(receiver.taken) < count and time.monotonic() < until:
        time.sleep(0.1)
    return [json.loads(body)["id"] for _headers, body in receiver.taken]


def states_once_sent(helper: Helper, count: int) -> Any:
    """How far the telling is, once so much is written down as sent."""
    until = time.monotonic() + PATIENCE
    while helper.ask("states").get("sent", 0) < count and time.monotonic() < until:
        time.sleep(0.1)
    return helper.ask("states")


@pytest.mark.parametrize("database", sorted(DATABASES))
def test_two_workers_tell_nothing_twice_and_lose_nothing_when_killed(
    database: str, pem: Path, tmp_path: Path
) -> None:
    told = {
        "CORDATA_HOOK_HOSTS": "localhost",
        "CORDATA_SECRET_KEY": "only-for-tests" * 3,  # a worker in production refuses a short one
        "SSL_CERT_FILE": str(pem),
    }
    with (
        Receiver(pem) as receiver,
        DATABASES[database](tmp_path) as url,
        running(url, tmp_path, **told) as server,
        server.helper("tests.api.racing") as helper,
    ):
        receiver.moods = ["slow", 200]
        ids = helper.ask("tell", receiver.url(), str(PEOPLE))
        with workers(2, server.environment):
            heard = wait_for(receiver, PEOPLE)
            states_once_sent(helper, PEOPLE - 1)
        assert sorted(heard) == sorted(ids)

        helper.ask("after_the_pause")
        with workers(1, server.environment):
            assert states_once_sent(helper, PEOPLE) == {"sent": PEOPLE}
        told_again = Counter(wait_for(receiver, PEOPLE + 1)) - Counter(ids)
        assert told_again == {heard[0]: 1}
