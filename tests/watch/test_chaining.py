"""TIM-07: the log of the probes is one chain, however many processes watch, on both databases."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.servers import DATABASES, ROOT, Helper, environment_of

pytestmark = pytest.mark.server
MINUTES, WATCHERS = 20, 3
BROKEN = (
    "from cordata.config.sqlite import use_bundled; use_bundled(); "
    "import django; django.setup(); "
    "from cordata.watch.models import Probe; from cordata.watch.queries import broken_probes; "
    "print(len(list(broken_probes())), Probe.objects.count())"
)


@pytest.mark.parametrize("database", sorted(DATABASES))
def test_three_that_watch_at_once_make_one_chain(tmp_path: Path, database: str) -> None:
    """Each minute is kept by one of them, and no two rows follow the same one."""
    with DATABASES[database](tmp_path) as url:
        environment = environment_of(url, tmp_path, 0, {})
        with watching(environment) as watchers, ThreadPoolExecutor(WATCHERS) as pool:
            kept = list(pool.map(lambda one: one.ask("0", str(MINUTES)), watchers))
        told = subprocess.run(
            [sys.executable, "-c", BROKEN], cwd=ROOT, env=environment,
            capture_output=True, text=True, check=True,
        ).stdout.split()  # fmt: skip
    assert told == ["0", str(MINUTES)]
    assert sum(kept) == MINUTES


@contextmanager
def watching(environment: Mapping[str, str]) -> Iterator[list[Helper]]:
    """Processes that have loaded everything and wait for their minutes."""
    command = [sys.executable, "-m", "tests.watch.watching"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    started = [
        subprocess.Popen(command, cwd=ROOT, env=dict(environment), **pipes)
        for _one in range(WATCHERS)
    ]
    helpers = [Helper(one) for one in started]
    try:
        for one in helpers:
            one.ask("0", "0")
        yield helpers
    finally:
        for process in started:
            process.terminate()
            process.communicate()
