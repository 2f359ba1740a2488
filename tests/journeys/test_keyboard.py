"""A place booked, a text written and an application filed with the keyboard alone (A11-02)."""

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
    press(walker, "Book my place").reads("Look at your mail")


def test_writing_agreeing_and_filing_need_no_mouse(own_world: World) -> None:
    own_world.seed("draft")
    walker, draft = own_world.signed_in("lead"), f"/applications/{own_world.pids['application']}"
    walker.go(f"{draft}/texts/need/")
    type_over(walker, "need-fr", "Écrit au clavier.")
    press(walker, "Save and continue")
    walker.go(f"{draft}/texts/need/")
    assert walker.page.locator("[name=need-fr]").input_value() == "Écrit au clavier."
    press(walker, "All versions say the same").reads("Noted: all versions say the same.")
    walker.go(f"{draft}/budget/")
    type_over(walker, "partner-1-equipment", "2 350,50")
    press(walker, "Save and compute again").sees("67 974,79")
    walker.go(f"{draft}/review/")
    for statement in ("power", "commitment", "notice"):
        tab_to(walker, f"statement_{statement}")
        walker.page.keyboard.press("Space")
    press(walker, "Submit the application").reads("Your application is submitted")


def type_over(walker: Walker, name: str, text: str) -> None:
    """Replace what stands in a field."""
    tab_to(walker, name)
    walker.page.keyboard.press("Control+A")
    walker.page.keyboard.type(text)


def press(walker: Walker, message: str) -> Walker:
    """Go to a button and press Enter; the page behind it is there when this returns."""
    tab_to_button(walker, message)
    with walker.page.expect_navigation():
        walker.page.keyboard.press("Enter")
    return walker


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
