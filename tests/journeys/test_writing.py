"""Two people write one text, in two languages of the site, over a connection that fails.

Nothing is lost, nothing is there twice, nothing is replaced in silence (SUB-03, SUB-07).
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.journey
CASES = json.loads((Path(__file__).parent.parent / "applications/cleaning.json").read_text())


def line(walker, state):
    """The line of the page that says what became of the text."""
    found = walker.page.locator(f"#saving[data-state={state}]")
    found.wait_for()
    return found.inner_text()


def open_need(walker, world):
    return walker.go(f"/applications/{world.pids['application']}/texts/need/")


def field(walker, language="fr"):
    return walker.page.locator(f'[name="need-{language}"]')


def offline(walker, away=True):
    walker.page.context.set_offline(away)
    if not away:
        walker.page.evaluate("window.dispatchEvent(new Event('online'))")


def unsent(walker):
    """How many texts this browser still keeps."""
    return walker.page.evaluate(
        """() => new Promise(done => { const asked = indexedDB.open('cordata-unsent', 1);
        asked.onupgradeneeded = () => asked.result.createObjectStore('texts', {keyPath: 'place'});
        asked.onsuccess = () => { const count = asked.result.transaction('texts')
            .objectStore('texts').count();
            count.onsuccess = () => { done(count.result); asked.result.close(); }; }; })"""
    )


@pytest.fixture
def pair(own_world):
    """The lead in French and the partner in Italian, each in their own browser."""
    own_world.seed("draft")
    lead, partner = own_world.signed_in("lead", "fr"), own_world.signed_in("partner", "it")
    return own_world, open_need(lead, own_world), open_need(partner, own_world)


def test_two_browsers_write_one_text_and_both_are_shown(pair):
    world, lead, partner = pair
    field(lead).fill("Le texte de Camille, tout neuf.")
    assert "Enregistré à" in line(lead, "saved")
    field(partner, "it").fill("Il testo di Elena.")
    assert "Salvato alle" in line(partner, "saved")  # French has changed meanwhile: no conflict
    field(partner).fill("Elena écrit en français.")
    assert "due versioni" in line(partner, "conflict") or "entrambe" in line(partner, "conflict")
    shown = partner.page.locator("#need-fr-theirs")
    assert "Le texte de Camille, tout neuf." in shown.inner_text()
    assert field(partner).input_value() == "Elena écrit en français."
    open_need(lead, world)
    assert field(lead).input_value() == "Le texte de Camille, tout neuf."
    assert field(lead, "it").input_value() == "Il testo di Elena."

    shown.locator("[data-take=mine]").click()
    line(partner, "saved")
    open_need(lead, world)
    assert field(lead).input_value() == "Elena écrit en français."
    assert lead.trouble + partner.trouble == []


def open_money(walker, world):
    return walker.go(f"/applications/{world.pids['application']}/budget/")


def amount(walker, name):
    return walker.page.locator(f'[name="{name}"]')


def moved(walker, external, equipment):
    """From one amount to the other: the total, for which the mandate was given, stays."""
    amount(walker, "partner-2-external").fill(external)
    amount(walker, "partner-2-equipment").fill(equipment)


def test_two_browsers_fill_the_table_of_the_money_and_it_computes(pair):
    """No press on a button: the amounts are kept, the sums follow, both stand where both wrote."""
    world, lead, partner = pair
    open_money(lead, world), open_money(partner, world)
    amount(lead, "partner-1-external").fill("21 490,00")
    assert "Enregistré à" in line(lead, "saved")
    lead.page.locator("#c-totals", has_text="039,02").wait_for()
    moved(partner, "26000", "4117,76")
    assert "Salvato alle" in line(partner, "saved")

    open_money(lead, world)
    assert amount(lead, "partner-2-external").input_value().startswith("26")
    moved(partner, "20000", "10117,76")
    expect(amount(partner, "was-partner-2-external")).to_have_value("20000.00")
    moved(lead, "25000", "5117,76")
    line(lead, "conflict")
    both = lead.page.locator("#part-theirs").inner_text()
    assert "000,00" in both
    assert "25" in both
    assert amount(lead, "partner-2-external").input_value() == "25000"
    lead.page.locator("[data-take=mine]").click()
    line(lead, "saved")
    open_money(partner, world)
    assert amount(partner, "partner-2-external").input_value().startswith("25")
    assert lead.trouble + partner.trouble == []


def test_what_was_written_without_a_network_is_sent_once_it_is_back(pair):
    world, lead, partner = pair
    offline(lead)
    field(lead).fill("Écrit dans le train.")
    assert "gardé sur cet appareil" in line(lead, "kept")
    assert unsent(lead) == 1
    offline(lead, away=False)
    line(lead, "saved")
    assert unsent(lead) == 0
    open_need(partner, world)
    assert field(partner).input_value() == "Écrit dans le train."
    versions = partner.page.locator("#history li summary", has_text="Camille").count()
    open_need(lead, world)
    assert lead.page.locator("#history li summary", has_text="Camille").count() == versions


def test_a_page_closed_without_a_network_comes_back_beside_what_stands(pair):
    """Unsent text is shown as one's own; another hand's text is not overwritten."""
    world, lead, partner = pair
    lead.page.on("dialog", lambda dialog: dialog.accept())
    offline(lead)
    field(lead).fill("Écrit au col, sans réseau.")
    line(lead, "kept")
    field(partner).fill("Elena, entre-temps.")
    line(partner, "saved")
    lead.page.goto("about:blank")
    lead.page.context.set_offline(False)
    open_need(lead, world)
    assert "pas encore envoyé" in line(lead, "conflict")
    assert field(lead).input_value() == "Elena, entre-temps."
    own = lead.page.locator(".note", has_text="Écrit au col, sans réseau.")
    own.locator("[data-use]").click()
    line(lead, "saved")
    open_need(partner, world)
    assert field(partner).input_value() == "Écrit au col, sans réseau."
    assert unsent(lead) == 0


def test_a_page_closed_without_a_network_is_sent_when_nobody_wrote(pair):
    world, lead, partner = pair
    lead.page.on("dialog", lambda dialog: dialog.accept())
    offline(lead)
    field(lead).fill("Écrit au col.")
    line(lead, "kept")
    lead.page.goto("about:blank")
    lead.page.context.set_offline(False)
    open_need(lead, world)
    line(lead, "saved")
    assert field(lead).input_value() == "Écrit au col."
    assert unsent(lead) == 0
    open_need(partner, world)
    assert field(partner).input_value() == "Écrit au col."


def test_signing_out_leaves_no_unsent_text_behind(pair):
    _world, lead, _partner = pair
    lead.page.on("dialog", lambda dialog: dialog.accept())
    lead.page.route("**/save/", lambda route: route.abort())
    field(lead).fill("Écrit au col.")
    line(lead, "kept")
    assert unsent(lead) == 1
    lead.go("/account/")
    lead.through(lead.page.locator("form[action$='/logout/'] button").first)
    assert unsent(lead) == 0


def test_the_counter_of_the_browser_counts_what_the_server_keeps(pair):
    """One table of cases for both (tests/applications/cleaning.json)."""
    _world, lead, _partner = pair
    for typed, lines, kept in CASES:
        found = lead.page.evaluate(
            "([text, lines]) => window.cordataClean(text, lines)", [typed, lines]
        )
        assert found == kept, (typed, found)
    field(lead).fill("é" * 2001)
    assert lead.page.locator("#need-fr-count").inner_text().startswith("1 caractère de trop")
    line(lead, "saved")
    said = lead.page.locator("#need-fr-count").inner_text()
    open_need(lead, _world)
    assert lead.page.locator("#need-fr-count").inner_text() == said


def test_an_earlier_text_is_put_back_and_another_hand_is_not_overwritten(pair):
    """LOG-05, SUB-07: the lead restores in French what the partner, in Italian, has changed."""
    world, lead, partner = pair
    first = field(lead).input_value()
    field(lead).fill("Le texte que Camille regrette.")
    line(lead, "saved")
    path = f"/applications/{world.pids['application']}/versions/need/"
    lead.go(path + "?earlier=fr-1&later=fr-2")
    open_need(partner, world)
    field(partner).fill("Elena entre les deux.")
    line(partner, "saved")
    button = lead.like("Put version %(number)s %(language)s back", number=1, language="FR")
    back = lead.page.get_by_role("button", name=button).first
    with lead.page.expect_navigation() as coming:
        back.click()
    assert coming.value.status == 409
    assert "Elena entre les deux." in lead.text()
    lead.press("Put version %(number)s %(language)s back", number=1, language="FR")
    open_need(partner, world)
    assert field(partner).input_value() == first
    partner.go(path + "?earlier=fr-3&later=fr-4")
    assert "Elena" in " ".join(partner.page.locator("del").all_inner_texts())
    assert lead.trouble + partner.trouble == []


def test_a_comment_in_french_is_answered_and_resolved_in_italian(pair):
    world, lead, partner = pair
    path = f"/applications/{world.pids['application']}/comments/need/"
    lead.go(path)
    lead.page.locator("textarea").last.fill("D’où vient le chiffre de 350 habitants ?")
    lead.press("Send the comment")
    partner.go(f"/applications/{world.pids['application']}/")
    partner.follow("Comments")
    partner.through(partner.page.get_by_role("link", name="condividete").last)
    thread = partner.page.locator("section.flat", has_text="350 habitants")
    thread.locator("summary").click()
    thread.locator("textarea").fill("Dall’indagine del Comune.")
    partner.press("Send the answer", within=thread)
    partner.press("Mark as resolved", within=thread)
    assert "chiuso" in partner.text()
    lead.go(path)
    thread = lead.page.locator("section.flat", has_text="350 habitants")
    assert "Dall’indagine del Comune." in thread.inner_text()
    assert lead.words("Resolved") in thread.inner_text()
    assert lead.trouble + partner.trouble == []


def test_two_browsers_write_one_activity_and_both_are_shown(own_world):
    """SUB-03, SUB-07 for what is saved whole: the lead's people, in French and in Italian."""
    own_world.seed("draft")
    path = "/applications/{application}/activities/{activity}/".format(**own_world.pids)
    lead, other = own_world.signed_in("lead", "fr"), own_world.new_walker("it")
    assert other.play(own_world.pids["lead"])
    lead.go(path), other.go(path)
    lead.page.locator("[name=title_fr]").fill("Balades contées du soir")
    assert "Enregistré à" in line(lead, "saved")
    other.page.locator("[name=title_it]").fill("Passeggiate della sera")
    assert "due versioni" in line(other, "conflict") or "entrambe" in line(other, "conflict")
    shown = other.page.locator("#part-theirs")
    assert "Balades contées du soir" in shown.inner_text()
    shown.locator("[data-take=theirs]").click()
    other.page.locator("[name=title_fr]").wait_for()
    other.page.wait_for_function(
        "document.querySelector('[name=title_fr]').value === 'Balades contées du soir'"
    )
    other.page.locator("[name=title_it]").fill("Passeggiate della sera")
    line(other, "saved")
    lead.go(path)
    assert lead.page.locator("[name=title_it]").input_value() == "Passeggiate della sera"
    assert lead.trouble + other.trouble == []

    offline(lead)  # of which the browser complains in its console
    lead.page.locator("[name=title_it]").fill("Scritto in treno")
    line(lead, "kept")
    assert unsent(lead) == 1
    offline(lead, away=False)
    line(lead, "saved")
    assert unsent(lead) == 0
