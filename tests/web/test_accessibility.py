"""The living style page in a real browser: axe, overflow, policy, keyboard (A11-01, 02, 05)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browsers import CHROMIUM, FLAGS

expect.set_options(timeout=60_000)  # a machine that is busy takes its time
pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PAGES = ["/fr/style/", "/it/refused/", "/en/nothing/", "/fr/crash/", "/it/denied/", "/fr/locked/"]


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    if not CHROMIUM:
        pytest.skip("no Chromium on this machine")
    from playwright.sync_api import sync_playwright

    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # the browser's loop, not ours
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_every_component_is_accessible_and_fits(
    live_server: Any, browser: Any, width: int, scheme: str
) -> None:
    """No axe violation, no sideways scroll, nothing the content policy refuses."""
    from axe_playwright_python.sync_playwright import Axe

    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    refused: list[str] = []
    page.on("console", lambda said: refused.append(said.text) if "Policy" in said.text else None)
    for address in PAGES:
        page.goto(live_server.url + address)
        found = Axe().run(page, options={"runOnly": TAGS}).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == [], address
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, (address, width)
        if folder := os.environ.get("SCREENSHOTS"):
            name = address.strip("/").replace("/", "-")
            page.screenshot(path=f"{folder}/{name}-{width}-{scheme}.png", full_page=True)
    assert refused == []


def test_the_keyboard_reaches_the_content_the_menu_and_the_errors(
    live_server: Any, browser: Any
) -> None:
    """A11-02, A11-03."""
    page = browser.new_context(viewport={"width": 390, "height": 900}).new_page()
    page.goto(live_server.url + "/fr/refused/")
    expect(page.locator("#errors")).to_be_focused()
    page.goto(live_server.url + "/fr/style/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    page.locator(".menu-btn").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#nav")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#nav")).to_be_hidden()


def test_a_question_shows_once_the_answer_it_hangs_on_is_given(
    live_server: Any, browser: Any
) -> None:
    """Hidden by the script alone: without one it is there, with words on when it applies."""
    page = browser.new_context().new_page()
    page.goto(live_server.url + "/fr/style/")
    country = page.locator("#id_elsewhere")
    expect(country).to_be_hidden()
    page.check("input[name=kind][value=no]", force=True)
    expect(country).to_be_visible()
    page.check("input[name=kind][value=fr]", force=True)
    expect(country).to_be_hidden()
    plain = browser.new_context(java_script_enabled=False).new_page()
    plain.goto(live_server.url + "/fr/style/")
    expect(plain.locator("#id_elsewhere")).to_be_visible()


def test_a_refused_form_works_without_script(live_server: Any, browser: Any) -> None:
    """A11-04."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(live_server.url + "/it/style/")
    page.fill("#id_title", "un titolo")
    with page.expect_navigation():  # a click alone may leave the page before in sight
        page.click("main button[type=submit]")
    assert page.title().startswith("Errore: ")
    expect(page.locator("#errors")).to_be_focused()
    assert page.input_value("#id_title") == "un titolo"
    assert page.locator(".errsum a").first.get_attribute("href") == "#id_own"
    context.close()
