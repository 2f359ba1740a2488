"""What is asked, handed out and given around a meeting: by a visitor in one language, by an
organiser in the other, through the screens."""

from __future__ import annotations

import pytest
import segno

from tests.journeys.steps_public import arrive_at
from tests.journeys.walking import Walker
from tests.journeys.world import DESK, PHONE, World

pytestmark = pytest.mark.journey
EVENING = "2025-02-13T19:00:00+00:00"  # Annecy ended at 13:15 on the clocks there
ASKED = {"fr": "Peut-on louer un car ?", "it": "Si può noleggiare un pullman?"}
ANSWER = {
    "title_fr": "La location d’un car est-elle admise ?",
    "text_fr": "Oui, au prorata de l’usage.",
    "title_it": "Il noleggio di un pullman è ammesso?",
    "text_it": "Sì, in proporzione all’uso.",
    "title_en": "May we hire a coach?",
    "text_en": "Yes, in proportion to its use.",
    "form_field": "need",
}


def own_page(world: World, language: str) -> tuple[Walker, str]:
    """Somebody registered, on a phone, on the page behind the mailed link."""
    world.seed("community")
    visitor = world.walker("visitor", language, PHONE)
    path = f"/meetings/registration/{world.pids['registration']}/{world.pids['key']}/"
    return visitor.go(path), path


@pytest.mark.parametrize(("language", "other"), [("fr", "it"), ("it", "fr")])
def test_a_question_is_answered_once_and_read_in_both_languages(
    own_world: World, language: str, other: str
) -> None:
    world = own_world
    visitor, path = own_page(world, language)
    visitor.follow("Ask a question").fill("Your question", ASKED[language])
    visitor.press("Send the question").sees(ASKED[language])

    organiser = world.staff("organiser", other, DESK)
    organiser.go("/meetings/questions/")
    organiser.through(organiser.page.get_by_role("link", name=ASKED[language]))
    organiser.page.locator("aside [name=owner]").select_option(label="Antoine Dufresne")
    organiser.press("Save", within="aside")
    organiser.type_in(ANSWER).press("Publish the answer")

    visitor.go("/calls/microprojets-2/").page.locator(
        "#faq summary", has_text=ANSWER[f"title_{language}"]
    ).click()
    visitor.sees(ANSWER[f"text_{language}"])
    visitor.go(path).open("The answer").sees(ANSWER[f"text_{language}"])
    # The mail speaks the language chosen at registration, whatever page is read since
    assert ANSWER["text_fr"] in visitor.mail_to("sylvie@musee.example")
    assert (visitor.trouble, organiser.trouble) == ([], [])


@pytest.mark.parametrize(("language", "other"), [("fr", "it"), ("it", "fr")])
def test_what_is_handed_out_and_the_certificate_are_on_ones_own_page(
    own_world: World, language: str, other: str, tmp_path
) -> None:
    world = own_world
    visitor, path = own_page(world, language)
    slides = tmp_path / "diapositives.png"
    segno.make("https://example.eu/").save(str(slides), scale=4)

    organiser = world.staff("organiser", other, DESK)
    organiser.go(f"/meetings/{world.pids['meeting']}/documents/")
    organiser.attach('main [name="file"]', str(slides))
    organiser.type_in(
        {
            "audience": "registered",
            "title_fr": "Les diapositives",
            "title_it": "Le diapositive",
            "title_en": "The slides",
        }
    ).press("Hand it out")
    world.work()  # the file is looked at

    title = {"fr": "Les diapositives", "it": "Le diapositive"}[language]
    visitor.go(path).sees(title)
    link = visitor.page.get_by_role("link", name=title).get_attribute("href")
    assert visitor.page.context.request.get(link).body() != b""
    stranger = world.walker("stranger", language, PHONE).go("/meetings/")
    assert (
        stranger.page.context.request.get(link.replace(world.pids["key"], "x" * 22)).status == 404
    )

    world.backstage.ask("clock", "2025-02-13T08:30:00+00:00")
    door = world.staff("organiser", other, DESK).go(f"/meetings/{world.pids['meeting']}/check-in/")
    name = visitor.page.locator('section[aria-labelledby="said"] dd').first.inner_text()
    arrive_at(door, name)
    visitor.go(path)
    assert not visitor.page.locator('a[href$="certificate.pdf"]').count()  # it is not over

    world.backstage.ask("clock", EVENING)
    visitor.go(path)
    certificate = visitor.page.locator('a[href$="certificate.pdf"]').get_attribute("href")
    assert visitor.page.context.request.get(certificate).body().startswith(b"%PDF")
    assert (visitor.trouble, organiser.trouble) == ([], [])


@pytest.mark.parametrize("language", ["fr", "it"])
def test_a_key_made_on_the_screen_reads_who_is_registered_until_it_is_taken_back(
    own_world: World, language: str
) -> None:
    world = own_world
    world.seed("community")
    organiser = world.staff("organiser", language, PHONE)
    organiser.go(f"/meetings/{world.pids['meeting']}/connections/")
    organiser.fill("Which software", "Contacts").press("Make the key")
    key = organiser.page.locator(".note code").inner_text()
    address = organiser.page.locator("main p.hint code").first.inner_text()
    ask = world.new_walker(language).page.context.request
    head = {"Authorization": f"Bearer {key}"}

    told = ask.get(address, headers=head)
    assert (told.status, [one["email"] for one in told.json()["registrations"]]) == (
        200,
        ["sylvie@musee.example"],
    )

    organiser.press("Take the key back")
    assert ask.get(address, headers=head).status == 401

    organiser.follow("Add an address").fill("Address", "https://crm.example.org/cordata")
    organiser.press("Send notices there").reads("Copy this secret now: it is not shown again.")
    organiser.follow("I have copied it").sees("https://crm.example.org/cordata")
    assert organiser.trouble == []
