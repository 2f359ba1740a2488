"""One browser and one instance for the journeys of a session; each has its own windows, and finds
the rows as if it were the first (`Instance.as_of`)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.browsers import CHROMIUM
from tests.journeys.world import BLANK, Instance, World, chromium, rehearsal


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    if not CHROMIUM:
        pytest.skip("no Chromium on this machine")
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="session")
def instance(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """The one server of the session."""
    with rehearsal(tmp_path_factory.mktemp("journeys"), browser) as blank:
        instance = Instance(blank)
        with instance.as_of(BLANK):
            pass
        yield instance


@pytest.fixture
def world(instance: Instance) -> Iterator[World]:
    """Ten days before Annecy: a complete draft, a search, a registration are there."""
    with instance.as_of("open", "draft", "community") as world:
        yield world


@pytest.fixture
def later(instance: Instance) -> Iterator[World]:
    """The day after the closing: files examined, assessed, decided, projects running."""
    seeds = ("draft", "community", "examined", "decided", "managed")
    with instance.as_of("later", *seeds, at="2025-06-23T08:00:00+00:00") as world:
        yield world


@pytest.fixture
def own_world(instance: Instance) -> Iterator[World]:
    """The programme with its meetings and staff, nothing else yet."""
    with instance.as_of(BLANK) as world:
        yield world
