"""An organiser makes a meeting from nothing on a phone and announces it; in FR and IT."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.journeys.looking import axe, sideways
from tests.journeys.world import DESK, PHONE, World

pytestmark = pytest.mark.journey
SHOTS = os.environ.get("CORDATA_SHOTS", "")
NEW = {
    "names__fr": "Réunion d’information, Nice",
    "names__it": "Incontro informativo, Nizza",
    "names__en": "Information meeting, Nice",
    "summaries__fr": "Le Département des Alpes-Maritimes vous invite à Nice.",
    "summaries__it": "Il Dipartimento delle Alpi Marittime vi invita a Nizza.",
    "summaries__en": "The Alpes-Maritimes Department invites you to Nice.",
    "starts": "14:30",
    "ends": "17:00",
    "city": "Nice",
}
ITEM = {
    "titles__fr": "Atelier Culture",
    "titles__it": "Laboratorio Cultura",
    "titles__en": "Culture workshop",
    "starts": "15:00",
    "places": "20",
    "speakers__fr": "Anna Riva, Région Ligurie",
    "speakers__it": "Anna Riva, Regione Liguria",
    "speakers__en": "Anna Riva, Liguria Region",
}


def shot(page, name):
    """A picture for who looks at the pages, where a folder is named."""
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / f"{name}.png"), full_page=True)


def fill(page, values):
    for name, value in values.items():
        page.locator(f"[name={name}]").fill(value)


@pytest.mark.parametrize(("language", "day"), [("fr", "2025-03-12"), ("it", "2025-03-13")])
def test_a_meeting_from_nothing_to_announced_on_a_phone(
    world: World, language: str, day: str
) -> None:
    organiser = world.staff("organiser", language, PHONE)
    page, complaints = organiser.page, []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    organiser.go("/meetings/prepare/").follow("New meeting")
    fill(page, NEW | {"day": day})
    page.locator("[name=country]").select_option("FR")
    shot(page, f"new-{language}")
    organiser.press("Save")
    organiser.reads("Preparation")
    organiser.through(page.locator("a[href*='/prepare/agenda/0/']"))
    fill(page, ITEM)
    page.locator("[name=kind]").select_option("workshop")
    shot(page, f"item-{language}")
    organiser.press("Save")
    organiser.sees("15:00")
    assert sideways(page) <= 0
    assert axe(page).violations == ()
    shot(page, f"plan-{language}")
    organiser.follow("Preview").sees("Anna Riva")
    assert axe(page).violations == ()
    shot(page, f"preview-{language}")
    organiser.follow("Back to the preparation").follow("Announce the meeting")
    shot(page, f"publish-{language}")
    organiser.press("Announce the meeting")

    visitor = world.walker("visitor", language, DESK)
    visitor.page.on(
        "console", lambda said: complaints.append(said.text) if said.type == "error" else None
    )
    visitor.go(f"/meetings/{organiser.pid()}/").sees("Anna Riva")
    assert visitor.page.locator("script[type='application/ld+json']").count() == 1
    shot(visitor.page, f"public-{language}")
    sheet = visitor.page.context.request.get(f"{visitor.page.url.rstrip('/')}/invitation.pdf")
    assert sheet.body().startswith(b"%PDF")
    assert complaints == []


@pytest.mark.parametrize(("width", "scheme"), [(PHONE, "dark"), (DESK, "light")])
def test_axe_finds_nothing_where_a_meeting_is_prepared(
    world: World, width: int, scheme: str
) -> None:
    organiser = world.staff("organiser", "it", width)
    organiser.page.emulate_media(color_scheme=scheme)
    meeting = world.pids["meeting"]
    wrong = {}
    for path in (
        "prepare/", "prepare/texts/", "prepare/when/", "prepare/venue/", "prepare/places/",
        "prepare/organiser/1/", "prepare/question/0/", "copy/", "preview/",
    ):  # fmt: skip
        page = organiser.go(f"/meetings/{meeting}/{path}").page
        shot(page, f"{path.strip('/').replace('/', '-')}-{width}-{scheme}")
        assert sideways(page) <= 0, path
        if found := axe(page).violations:
            wrong[path] = found
    assert wrong == {}
