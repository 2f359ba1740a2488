"""At the door with a phone: search, scan, write down, with and without a network."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import segno

from tests.browsers import CHROMIUM, FLAGS
from tests.journeys.walking import Walker
from tests.journeys.world import PHONE, World

NINE = "2025-02-13T08:00:00+00:00"  # nine o'clock in Annecy, half an hour before


def phone(world: World, language: str, annecy: str) -> Walker:
    """A phone signed in at the door, with the list and the page kept on it."""
    walker = world.new_walker(language, PHONE)
    world.walkers[f"phone-{len(world.walkers)}"] = walker
    assert walker.play(world.pids["door"])
    return kept(walker, annecy)


def kept(walker: Walker, annecy: str) -> Walker:
    walker.go(f"/meetings/{annecy}/check-in/")
    walker.page.locator("#door[data-kept=yes]").wait_for(state="attached")
    return walker


def offline(walker: Walker, away: bool = True) -> Walker:
    walker.page.context.set_offline(away)
    return walker


def arrive(walker: Walker, name: str) -> Walker:
    """Search the name, press the button of its line."""
    walker.page.locator("#q").fill(name)
    line = walker.page.locator("#door-results li", has_text=name)
    line.get_by_role("button", name=walker.like("Here")).click()
    return walker


def take_back(walker: Walker, name: str) -> Walker:
    walker.page.locator("#q").fill(name)
    line = walker.page.locator("#door-results li", has_text=name)
    line.get_by_role("button", name=walker.like("Undo")).click()
    return walker


def photograph(walker: Walker, text: str) -> Walker:
    """Take a picture of a code."""
    picture = io.BytesIO()
    segno.make(text, error="m").save(picture, kind="png", scale=6, border=4)
    file = {"name": "code.png", "mimeType": "image/png", "buffer": picture.getvalue()}
    walker.page.locator("#door-photo").set_input_files(file)
    return walker


@contextmanager
def held_before_a_camera(world: World, text: str, folder: Path) -> Iterator[World]:
    """The same instance for a browser whose camera sees a code and nothing else."""
    film = folder / "code.y4m"
    film.write_bytes(filmed(text))
    camera = [
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
    ]
    browser = world.browser.browser_type.launch(executable_path=CHROMIUM, args=[*FLAGS, *camera])
    try:
        yield replace(world, browser=browser, walkers={}, watches={})
    finally:
        browser.close()


def filmed(text: str, width: int = 640, height: int = 480) -> bytes:
    """One picture of a code on white, as a film of one frame (YUV4MPEG2, 4:2:0)."""
    rows = [bytes(row) for row in segno.make(text, error="m").matrix_iter(scale=7, border=4)]
    shades = [bytes(16 if dark else 235 for dark in row) for row in rows]
    above, left = (height - len(rows)) // 2, (width - len(rows)) // 2
    white = bytes([235])
    lines = [white * width] * above
    lines += [white * left + row + white * (width - left - len(row)) for row in shades]
    lines += [white * width] * (height - len(lines))
    grey = bytes([128]) * (width * height // 2)
    head = f"YUV4MPEG2 W{width} H{height} F10:1 Ip A1:1 C420jpeg\nFRAME\n".encode()
    return head + b"".join(lines) + grey


def write_down(walker: Walker, name: str, organisation: str) -> Walker:
    walker.open("Add somebody who did not register")
    form = walker.page.locator("#door-walk-in")
    form.locator('[name="name"]').fill(name)
    form.locator('[name="organisation"]').fill(organisation)
    form.locator('[name="country"][value="IT"]').check(force=True)
    form.get_by_role("button", name=walker.like("Let in")).click()
    return walker


def says(walker: Walker, message: str, n: int = 0) -> Any:
    """The state of the phone, in its reader's words."""
    wanted = walker.words(message).replace("{n}", str(n))
    line = walker.page.locator("#door-state", has_text=wanted)
    line.wait_for()
    return line
