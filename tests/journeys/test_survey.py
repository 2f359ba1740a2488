"""Thanks lead to a few questions, in French and Italian; the organisers read what was answered."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.journeys.looking import axe, sideways
from tests.journeys.walking import link_in
from tests.journeys.world import DESK, PHONE, World

pytestmark = pytest.mark.journey
SHOTS = os.environ.get("CORDATA_SHOTS", "")
SAID = {
    "fr": ("silent_mail", "Un modèle de convention.", "Vos réponses sont comptées"),
    "it": ("came_mail", "Più esempi di bilanci.", "Le vostre risposte sono contate"),
}


def looked(walker, name):
    """Nothing sideways, nothing for axe, a picture where asked."""
    walker.page.wait_for_load_state()
    if SHOTS:
        walker.page.screenshot(path=str(Path(SHOTS) / f"{name}.png"), full_page=True)
    assert sideways(walker.page) <= 0, name
    return walker


def test_from_the_thanks_to_the_results(own_world: World) -> None:
    world = own_world
    world.seed("held")
    meeting = f"/meetings/{world.pids['meeting']}"
    organiser = world.staff("organiser", "fr", DESK)
    looked(organiser.go(f"{meeting}/survey/"), "results-before").sees("11 personnes ont répondu")
    assert axe(organiser.page).violations == ()
    organiser.go(f"{meeting}/documents/").follow("Thank those who came").press("Send the thanks")

    for language, (reader, words, counted) in SAID.items():
        link = link_in(organiser.mail_to(world.pids[reader]), "/survey/")
        assert f"/{language}/" in link
        person = world.new_walker(language, PHONE, java_script_enabled=language == "it")
        person.page.goto(link)
        if language == "it":
            assert axe(person.page).violations == ()
        looked(person, f"survey-{language}").reads("Once sent, your answers cannot be changed.")
        person.through(person.page.locator("main button").first, refused=True)
        person.sees({"fr": "une question au moins", "it": "almeno a una domanda"}[language])
        person.type_in({"own_useful": "5", "own_partner": "not_yet", "own_missing": words})
        person.through(person.page.locator("main button").first)
        looked(person, f"counted-{language}").sees(counted)
        person.page.context.close()

    looked(organiser.go(f"{meeting}/survey/"), "results-after").sees("13 personnes ont répondu")
    organiser.sees(*(words for _reader, words, _counted in SAID.values()))
    italian = world.staff("officer", "it", PHONE)
    looked(italian.go(f"{meeting}/survey/"), "results-it").sees("13 persone hanno risposto")
    assert axe(italian.page).violations == ()
