"""Somebody cannot write their draft: they ask, an officer writes, they read what was written.

In French and Italian, on a phone and on a desk; axe and sideways on each page.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.journeys.looking import axe, sideways
from tests.journeys.world import DESK, PHONE, World

pytestmark = pytest.mark.journey
SHOTS = os.environ.get("CORDATA_SHOTS", "")


def looked(walker, name, language, width):
    page = walker.page
    page.wait_for_load_state()
    if SHOTS:
        path = Path(SHOTS) / f"{name}-{language}-{width}.png"
        page.screenshot(path=str(path), full_page=True)
    assert sideways(page) <= 0, name
    assert axe(page).violations == (), name
    return walker


@pytest.mark.parametrize(
    ("language", "width", "scheme"), [("fr", PHONE, "dark"), ("it", DESK, "light")]
)
def test_asked_written_and_read(world: World, language: str, width: int, scheme: str) -> None:
    world.seed("draft")
    draft = f"/applications/{world.pids['application']}/"
    lead = world.staff("lead", language, width)
    lead.page.emulate_media(color_scheme=scheme)
    looked(lead.go(f"{draft}help/"), "help-ask", language, width)
    lead.page.fill("[name=purpose]", "Budget.")
    lead.page.check("[name=agreed]")
    lead.through(lead.page.locator("form:has([name=agreed]) button[type=submit]"))
    looked(lead, "help-waits", language, width)

    officer = world.staff("officer", language, width)
    officer.page.emulate_media(color_scheme=scheme)
    looked(officer.go("/applications/help/"), "help-list", language, width)
    officer.through(officer.page.locator("form[action*='/help/take/'] button"))
    looked(officer.reads("End the help"), "help-draft", language, width)
    officer.go(f"{draft}texts/need/")
    officer.page.fill("[name='need-fr']", "Écrit pour vous.")
    officer.through(officer.page.locator("main form[method=post] button.btn:not([name])").last)
    looked(officer, "help-writing", language, width)

    looked(lead.go(draft), "help-to-read", language, width)
    looked(lead.go(f"{draft}help/"), "help-written", language, width)
    lead.through(lead.page.locator("form[action$='/help/read/'] button"))
    lead.through(lead.page.locator("form[action$='/end/'] button"))
    looked(lead, "help-ended", language, width)

    officer.page.goto(officer.page.url)
    officer.go("/applications/help/").page.fill("[name=email]", "camille@camille.example")
    officer.through(officer.page.locator("form:has([name=email]) button[type=submit]").last)
    looked(officer, "help-found", language, width)
    officer.through(officer.page.locator(f"a[href*='{world.pids['application']}']"))
    looked(officer, "help-record", language, width)
