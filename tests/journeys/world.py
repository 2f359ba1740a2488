"""One rehearsal instance with the ALCOTRA programme and its staff, and a browser to walk in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from tests.browsers import CHROMIUM, FLAGS
from tests.journeys.cast import EVERYBODY
from tests.journeys.looking import Watch
from tests.journeys.steps_public import sign_in
from tests.journeys.walking import Walker
from tests.servers import Helper, running, sqlite

START = "2025-02-03T08:00:00+00:00"  # Annecy is ten days ahead, the second call is open
PHONE, DESK = 390, 1280
PATIENCE = 60_000  # milliseconds: a machine that is busy takes its time
BLANK = "blank"  # the pack, its meetings and its staff


@dataclass
class World:
    """The instance, what happens behind its scenes, and the walkers in front of it."""

    origin: str
    backstage: Helper
    browser: Any
    pids: dict[str, str]
    walkers: dict[str, Walker] = field(default_factory=dict)
    watches: dict[str, Watch] = field(default_factory=dict)

    def walker(self, key: str, language: str = "fr", width: int = DESK, **more: Any) -> Walker:
        """Somebody's own browser window, the same one each time."""
        if key not in self.walkers:
            self.walkers[key] = self.new_walker(language, width, **more)
        return self.walkers[key]

    def new_walker(self, language: str = "fr", width: int = DESK, **more: Any) -> Walker:
        context = self.browser.new_context(
            viewport={"width": width, "height": 900}, **{"base_url": self.origin, **more}
        )
        context.set_default_timeout(PATIENCE)
        return Walker(context.new_page(), language)

    def staff(self, key: str, language: str = "fr", width: int = DESK) -> Walker:
        """One of the programme's people, signed in by the rehearsal's one click or by a code."""
        if key not in self.walkers:
            walker = self.walker(key, language, width)
            if not walker.play(self.pids[key]):
                sign_in(walker, EVERYBODY[key])
        return self.walkers[key]

    signed_in = staff  # the same for the people of organisations

    def seed(self, name: str) -> dict[str, str]:
        """Public ids of things made behind the scenes; people among them can be played."""
        found = self.backstage.ask("seed", name)
        self.pids |= found
        return dict(found)

    def work(self) -> None:
        """What the worker would do meanwhile."""
        self.backstage.ask("work")

    def close(self) -> None:
        for walker in self.walkers.values():
            walker.page.context.close()
        self.walkers.clear()
        self.watches.clear()


@dataclass
class Instance:
    """One running instance; each journey finds the rows as they were when its world was kept."""

    blank: World
    kept: dict[str, tuple[dict[str, str], str]] = field(default_factory=dict)  # its pids, its hour

    @contextmanager
    def as_of(self, name: str, *seeds: str, at: str = "") -> Iterator[World]:
        """The world of that name, made the first time; whatever happens in it is undone."""
        if name not in self.kept:
            self.kept[name] = self._made(name, seeds, at)
        pids, hour = self.kept[name]
        self._put_back(name, hour)
        world = replace(self.blank, pids=dict(pids), walkers={}, watches={})
        yield world
        world.close()

    def _made(self, name: str, seeds: tuple[str, ...], at: str) -> tuple[dict[str, str], str]:
        if BLANK in self.kept:
            self._put_back(BLANK, self.kept[BLANK][1])
        world = replace(self.blank, pids=dict(self.blank.pids))
        for seed in seeds:
            world.seed(seed)
        if at:
            world.backstage.ask("clock", at)
        return world.pids, world.backstage.ask("keep", name)["now"]

    def _put_back(self, name: str, hour: str) -> None:
        self.blank.backstage.ask("put_back", name)
        self.blank.backstage.ask("clock", hour)


@contextmanager
def chromium() -> Iterator[Any]:
    """A browser without a screen."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def rehearsal(folder: Path, browser: Any, **told: str) -> Iterator[World]:
    """A prepared instance on SQLite in `folder`, at nine o'clock on 3 February 2025."""
    more = {
        "CORDATA_MODE": "rehearsal",
        "CORDATA_SCENARIO_DIR": "",
        "CORDATA_EXTRA_HOSTS": "localhost",  # passkeys want a name
        **told,
    }
    with (
        sqlite(folder) as url,
        running(url, folder, **more) as server,
        server.helper("tests.journeys.backstage") as backstage,
    ):
        pids = backstage.ask("prepare", START)
        world = World(f"http://127.0.0.1:{server.port}", backstage, browser, pids)
        yield world
        world.close()
