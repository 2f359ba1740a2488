"""A place at a meeting booked with the keyboard alone (A11-02)."""

from __future__ import annotations

import pytest

from tests.journeys import steps_public as public
from tests.journeys.walking import Walker
from tests.journeys.world import World

pytestmark = pytest.mark.journey

MOST_TABS = 120
# What shows where one is: the outline or shadow of the field, or of the label around it.
DRAWN = """() => [document.activeElement, document.activeElement.closest("label")]
    .filter(Boolean).map(getComputedStyle)
    .map(s => (s.outlineStyle + s.boxShadow).replaceAll("none", "")).join("")"""


def test_registering_needs_no_mouse(world: World) -> None:
    walker = world.walker("keyboard")
    public.meeting_page(walker)
    keys = walker.page.keyboard
    for name, text in (("name", "Aldo Ferrero"), ("email", "aldo@ferrero.example")):
        tab_to(walker, name)
        keys.type(text)
    tab_to(walker, "country")
    keys.press("Space")
    public.still_reading(walker)
    tab_to_button(walker, "Book my place")
    with walker.page.expect_navigation():
        keys.press("Enter")
    walker.reads("Look at your mail")


def tab_to(walker: Walker, name: str) -> None:
    """Press Tab until the field of this name has the focus; it shows that it has."""
    for _press in range(MOST_TABS):
        if walker.page.evaluate("() => document.activeElement.name") == name:
            break
        walker.page.keyboard.press("Tab")
    else:
        raise AssertionError(f"Tab never reaches {name}")
    style = walker.page.evaluate(DRAWN)
    assert style, f"no focus to see on {name}"


def tab_to_button(walker: Walker, message: str) -> None:
    wanted = walker.like(message)
    for _press in range(MOST_TABS):
        if wanted.search(walker.page.evaluate("() => document.activeElement.textContent") or ""):
            return
        walker.page.keyboard.press("Tab")
    raise AssertionError(f"Tab never reaches {message}")
