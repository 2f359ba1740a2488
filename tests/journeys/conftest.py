"""One browser for the journeys of a session, one instance; each test has its own windows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browsers import CHROMIUM
from tests.journeys.world import World, chromium, rehearsal


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    if not CHROMIUM:
        pytest.skip("no Chromium on this machine")
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="session")
def instance(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Ten days before Annecy: a complete draft, a search, a registration are there."""
    with rehearsal(tmp_path_factory.mktemp("journeys"), browser) as world:
        world.seed("draft")
        world.seed("community")
        yield world


@pytest.fixture
def world(instance: World) -> Iterator[World]:
    yield instance
    instance.close()


@pytest.fixture(scope="module")
def later(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The day after the closing: files examined, assessed, decided, projects running."""
    with rehearsal(tmp_path_factory.mktemp("later"), browser) as world:
        for name in ("draft", "community", "examined", "decided", "managed"):
            world.seed(name)
        world.backstage.ask("clock", "2025-06-23T08:00:00+00:00")
        yield world


@pytest.fixture
def own_world(browser: Any, tmp_path: Path) -> Iterator[World]:
    """An instance of the test's own, for who moves the clock by months."""
    with rehearsal(tmp_path, browser) as opened:
        yield opened
