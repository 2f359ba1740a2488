"""An organiser brings a list, looks at it, invites; guests say yes, no, or send a colleague.

In French and Italian, without JavaScript where it must not matter; axe and sideways on each page.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.journeys.looking import axe, sideways
from tests.journeys.steps_public import still_reading
from tests.journeys.walking import link_in
from tests.journeys.world import DESK, PHONE, World

pytestmark = pytest.mark.journey
SHOTS = os.environ.get("CORDATA_SHOTS", "")
LIST = """Nom et prénom;Courriel;Structure;Langue
Éloïse Chappaz;eloise-{0}@invites.example;Sentiers du Semnoz;{0}
Marco D’Aosta;marco-{0}@invites.example;Ente Valle;{0}
Anna Riva;anna-{0}@invites.example;Comune di Valfredda;{0}
Anna Riva;ANNA-{0}@invites.example;;{0}
Sans adresse;;;fr
"""


class Looking:
    """Each page as it is passed: nothing sideways, nothing for axe, a picture where asked."""

    def __init__(self, language: str, width: int, scheme: str) -> None:
        self.suffix = f"{language}-{width}-{scheme}"

    def at(self, walker, name):
        page = walker.page
        page.wait_for_load_state()
        if SHOTS:
            path = Path(SHOTS) / f"{name}-{self.suffix}.png"
            page.screenshot(path=str(path), full_page=True)
        assert sideways(page) <= 0, name
        assert axe(page).violations == (), name
        return walker


def address(world, name, language):
    return f"{name}-{language}@invites.example"


@pytest.mark.parametrize(
    ("language", "width", "scheme"), [("fr", PHONE, "dark"), ("it", DESK, "light")]
)
def test_from_a_list_to_the_answers(
    world: World, tmp_path: Path, language: str, width: int, scheme: str
) -> None:
    looked = Looking(language, width, scheme)
    organiser = world.staff("organiser", language, width)
    organiser.page.emulate_media(color_scheme=scheme)
    guests = f"/meetings/{world.pids['meeting']}/guests/"
    looked.at(organiser.go(guests), "guests-empty")
    file = tmp_path / "liste.csv"
    file.write_bytes(LIST.format(language).encode("cp1252"))

    organiser.follow("Bring a list").page.set_input_files("[name=file]", str(file))
    looked.at(organiser, "guests-bring").press("Read the list")
    looked.at(organiser.reads("Preview of the list"), "guests-preview")
    organiser.page.locator("summary").first.click()
    looked.at(organiser, "guests-columns")
    organiser.through(organiser.page.locator("form[action$='/take/'] button"))
    organiser.sees(address(world, "eloise", language))
    organiser.through(organiser.page.locator("a[href$='/guests/invite/']"))
    looked.at(organiser.reads("Invite the guests"), "guests-invite")
    organiser.through(organiser.page.locator("main form[data-guard] button"))
    organiser.reads("Guests")
    world.backstage.ask("tick")

    for name, answer in (("eloise", says_yes), ("marco", says_no), ("anna", sends_a_colleague)):
        walker = world.walker(name, language, width, java_script_enabled=name != "marco")
        walker.page.emulate_media(color_scheme=scheme)
        mail = walker.mail_to(address(world, name, language))
        walker.page.goto(link_in(mail))
        answer(world, walker, looked, language)

    looked.at(organiser.go(guests), "guests-answered")
    state = {"fr": ("Inscrit", "Ne vient pas", "Envoie un collègue"),
             "it": ("Iscritto", "Non viene", "Manda un collega")}[language]  # fmt: skip
    for words in state:
        assert organiser.page.locator("tbody .st", has_text=words).count() >= 1, words
    looked.at(organiser.go(f"{guests}add/"), "guest-add")
    assert organiser.trouble == []


def says_yes(world, walker, looked, language):
    looked.at(walker, "invited").follow("I come")
    assert walker.page.locator("[name=name]").input_value() == "Éloïse Chappaz"
    walker.page.locator('main [name="country"][value="FR"]').check()
    looked.at(walker, "invited-come")
    still_reading(walker)
    walker.press("Register").reads("Your place is booked")


def says_no(world, walker, looked, language):
    """Without JavaScript."""
    walker.press("I cannot come").reads("You do not come")
    walker.through(walker.page.locator("a[href$='/unsubscribe/']"))
    walker.press("Send me no more invitations")
    assert "marco" in walker.text()


def sends_a_colleague(world, walker, looked, language):
    walker.follow("I send a colleague")
    walker.fill("First name and surname of your colleague", "Paul Marin")
    walker.fill("E-mail address of your colleague", f"paul-{language}@invites.example")
    looked.at(walker, "invited-colleague").press("Write to my colleague")
    looked.at(walker.reads("A colleague comes in your place"), "invited-answered")
    walker.page.goto(link_in(walker.mail_to(f"paul-{language}@invites.example")))
    walker.reads("Will you come?")
    looked.at(walker.go(walker.page.url + "unsubscribe/"), "invited-unsubscribe")


@pytest.mark.parametrize(
    ("language", "width", "scheme"), [("it", PHONE, "light"), ("fr", DESK, "dark")]
)
def test_an_organiser_writes_to_who_has_a_place(
    world: World, language: str, width: int, scheme: str
) -> None:
    looked = Looking(language, width, scheme)
    organiser = world.staff("organiser", language, width)
    organiser.page.emulate_media(color_scheme=scheme)
    looked.at(organiser.go(f"/meetings/{world.pids['meeting']}/mails/"), "mails")
    organiser.follow("Write a mail").page.locator("[name=audiences]").first.check()
    for code, words in (("fr", "Le car part à 7 h 30"), ("it", "Il pullman parte alle 7:30")):
        organiser.type_in({f"subject__{code}": words, f"body__{code}": f"{words}.\n\nMerci"})
    organiser.type_in({"subject__en": "The coach leaves at 7:30", "body__en": "At platform 3."})
    looked.at(organiser, "mail-form").press("Preview and readers")
    looked.at(organiser.reads("Not sent yet"), "mail-draft")
    organiser.through(organiser.page.locator("form[action$='/send/'] button"))
    organiser.reads("Sent")
    world.backstage.ask("tick")
    looked.at(organiser.go(organiser.page.url), "mail-sent")
    assert organiser.page.locator("tbody tr").count() >= 1
    assert organiser.trouble == []
