"""`python -m tests.audit`: axe on every page, in every language, size and theme.

Writes docs/audit.md and ends with 1 when anything is wrong. Two seeded instances: one while the
call is open, one after the committee prepared its session. `LANGUAGES=fr` looks at one language;
`--layout` only at whether everything stays in its place, also at 320 px, and writes no report.
"""

from __future__ import annotations

import os
import platform
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import product
from multiprocessing import get_context
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

from cordata.config.sqlite import use_bundled

use_bundled()

import django  # noqa: E402 - sqlite3 must be replaced first

django.setup()

from tests.journeys import pages  # noqa: E402
from tests.journeys.looking import Seen, Watch, axe, sideways, sticking_out  # noqa: E402
from tests.journeys.walking import Walker  # noqa: E402
from tests.journeys.world import DESK, PHONE, World, chromium, rehearsal  # noqa: E402

REPORT = Path(__file__).parent.parent / "docs" / "audit.md"
LANGUAGES = os.environ.get("LANGUAGES", "fr,it,en").split(",")
SIZES = (PHONE, DESK)
THEMES = ("light", "dark")
WINDOWS = tuple(product(SIZES, THEMES))
NARROW = (320, "light")  # where nothing may scroll sideways either (WCAG 1.4.10)
SEEDS = {
    "before": ("draft", "community", "questions", "guests", "corrected"),
    "after": ("draft", "community", "examined", "decided", "managed", "completing"),
    "decided": ("conditional",),
    "held": ("held",),
}
LAYOUT = "--layout" in sys.argv
LATER = {"after": "2025-06-23T08:00:00+00:00", "decided": "2025-07-08T08:00:00+00:00"}


Share = tuple[str, dict[str, tuple[str, ...]]]
SHARES: tuple[Share, ...] = (
    ("before", {who: seen for who, seen in pages.BEFORE.items() if who == "lead"}),
    ("before", {who: seen for who, seen in pages.BEFORE.items() if who != "lead"}),
    ("after", dict(pages.AFTER)),
    ("decided", dict(pages.DECIDED)),
    ("held", dict(pages.HELD)),
)


@dataclass
class Tally:
    """What the whole audit saw."""

    addresses: set[tuple[str, str, str]] = field(default_factory=set)
    runs: int = 0
    passes: int = 0
    wrong: dict[str, list[str]] = field(default_factory=dict)

    def add(self, other: Tally) -> None:
        self.addresses |= other.addresses
        self.runs += other.runs
        self.passes += other.passes
        for where, found in other.wrong.items():
            self.wrong.setdefault(where, []).extend(found)

    def counted(self, seen: Seen) -> tuple[str, ...]:
        self.runs += 1
        self.passes += seen.passes
        return seen.violations

    def note(self, where: str, found: Iterable[str]) -> None:
        for one in found:
            self.wrong.setdefault(where, []).append(one)


def main() -> int:
    """Some shares on two browsers side by side, each with an instance of its own."""
    began, tally = time.monotonic(), Tally()
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        for found in pool.map(audited, SHARES):
            tally.add(found)
    report = written(tally, time.monotonic() - began)
    if not LAYOUT:
        REPORT.write_text(report, encoding="utf-8")
    print(report)
    return 1 if tally.wrong else 0


def audited(share: Share) -> Tally:
    """What is seen of one world by some of its people."""
    name, seen = share
    tally = Tally()
    with chromium() as browser, instance(name, browser) as world:
        for page in pages.listed(seen, world.pids):
            look(world, name, page, tally)
    return tally


@contextmanager
def instance(name: str, browser: Any) -> Iterator[World]:
    with (
        tempfile.TemporaryDirectory(prefix="cordata-audit-") as folder,
        rehearsal(Path(folder), browser) as world,
    ):
        for seed in SEEDS[name]:
            world.seed(seed)
        if name in LATER:
            world.backstage.ask("clock", LATER[name])
        yield world


def look(world: World, name: str, page: pages.Page, tally: Tally) -> None:
    """One address in every language, size and theme, whatever its status says."""
    walker = world.signed_in(page.who) if page.who else world.walker("visitor")
    watch = world.watches.setdefault(page.who, Watch(world.origin).over(walker.page))
    for language in LANGUAGES:
        tally.addresses.add((name, page.who, page.path))
        answer = walker.page.goto(f"/{language}{page.path}")
        where = f"{page.who or 'visitor'} /{language}{page.path}"
        if answer.status >= 400 and "nothing-here" not in page.path:
            tally.wrong.setdefault(where, []).append(f"answers {answer.status}")
            continue
        for width, theme in (NARROW, *WINDOWS):
            shown(walker, width, theme)
            spot = f"{where} at {width} px, {theme}"
            tally.note(spot, out_of_place(walker))
            if not LAYOUT and (width, theme) != NARROW:
                tally.note(spot, tally.counted(axe(walker.page)))
        if watch.outside or walker.trouble:
            tally.wrong.setdefault(where, []).extend([*watch.outside, *walker.trouble])
            watch.outside.clear()
            walker.trouble.clear()


def shown(walker: Walker, width: int, theme: str) -> None:
    walker.page.set_viewport_size({"width": width, "height": 900})
    walker.page.emulate_media(color_scheme=theme)


def out_of_place(walker: Walker) -> Iterator[str]:
    wide = sideways(walker.page)
    if wide > 0:
        yield f"scrolls sideways by {wide} px"
    for one in sticking_out(walker.page):
        yield f"sticks out by {one}"


def written(tally: Tally, seconds: float) -> str:
    """The report: a short table, then whatever is wrong."""
    wrong = sum(len(found) for found in tally.wrong.values())
    rows = {
        "Addresses": len(tally.addresses),
        "Languages": ", ".join(LANGUAGES),
        "Widths": ", ".join(f"{width} px" for width in SIZES),
        "Themes": ", ".join(THEMES),
        "Runs of axe": tally.runs,
        "Rules that held, all runs together": tally.passes,
        "Violations": wrong,
        "Took": f"{seconds / 60:.0f} minutes",
        "Machine": f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}",
        "Date": time.strftime("%Y-%m-%d", time.gmtime()),
    }
    lines = [
        "# Accessibility of every page",
        "",
        "Written by `make audit`: axe (WCAG 2.2 A and AA, best practice) on every page, in a real",
        "browser. Each time also: requests to other sites, the console, and whether the page",
        "scrolls sideways or something sticks out of its place (at 320 px too, folds opened).",
        "What a machine cannot see is in the accessibility statement.",
        "",
        "| | |",
        "|---|---|",
        *(f"| {name} | {value} |" for name, value in rows.items()),
        "",
    ]
    for where, found in sorted(tally.wrong.items()):
        lines += [f"- {where}", *(f"    - `{one}`" for one in dict.fromkeys(found))]
    return "\n".join(lines).rstrip() + "\n"


if __name__ == "__main__":
    sys.exit(main())
