"""Two phones at one door without a network (peers 6.13): nothing lost, nobody twice."""

from __future__ import annotations

import pytest

from tests.journeys.steps_door import (
    NINE,
    arrive,
    held_before_a_camera,
    kept,
    offline,
    phone,
    photograph,
    says,
    take_back,
    write_down,
)

pytestmark = pytest.mark.journey


def test_two_phones_without_a_network_become_one_list(own_world):
    world = own_world
    world.seed("door_list")
    world.backstage.ask("clock", NINE)
    annecy = world.pids["annecy-2025-02-13"]
    left, right = phone(world, "fr", annecy), phone(world, "it", annecy)
    says(left, "All sent")

    offline(left), offline(right)
    for number in range(1, 13):
        arrive(left, f"Personne {number:02}")
    for number in range(10, 21):
        arrive(right, f"Personne {number:02}")
    take_back(left, "Personne 01")
    write_down(left, "Paola Nuova", "Comune di Valfredda")
    write_down(right, "Paola  Nuova", "comune di Valfredda")
    photograph(
        right, f"https://example.eu/it/meetings/{annecy}/check-in/?ticket={world.pids['door24']}"
    )
    right.page.locator("#door-note", has_text="Personne 24").wait_for()
    assert says(left, "Offline, {n} kept on this phone", 14).get_attribute("role") == "status"

    assert world.seed("in_the_room")["acts"] == "0"

    left.page.reload()  # the browser may let a new page out before it is offline again
    left.page.locator("#door-results li").first.wait_for()

    for one in (left, right):
        offline(one, away=False)
        one.page.evaluate("window.dispatchEvent(new Event('online'))")
        says(one, "All sent")
    room = world.seed("in_the_room")
    expected = ["Paola Nuova", *(f"Personne {n:02}" for n in [*range(2, 21), 24])]
    assert room == {"inside": ", ".join(expected), "acts": "27", "devices": "2"}

    arrive_again = kept(left, annecy)
    arrive_again.page.locator("#q").fill("Personne 24")
    arrive_again.page.locator("#door-results", has_text="Personne 24").wait_for()
    photograph(left, world.pids["door24"])
    left.page.locator(
        "#door-note", has_text=left.words("Here already since {hour}").split("{")[0].strip()
    ).wait_for()
    assert world.seed("in_the_room") == room
    assert [
        one for one in left.trouble if "net::ERR_" not in one and "htmx:sendError" not in one
    ] == []


def test_signing_out_takes_the_list_off_the_phone(own_world):
    world = own_world
    world.seed("door_list")
    world.backstage.ask("clock", NINE)
    annecy = world.pids["annecy-2025-02-13"]
    left = phone(world, "fr", annecy)
    keys = "() => Object.keys(localStorage).filter(key => key.endsWith(':list')).length"
    assert left.page.evaluate(keys) == 1

    left.page.context.clear_cookies()
    left.go("/meetings/")

    assert left.page.evaluate(keys) == 0
    left.page.wait_for_function(
        "async () => !(await caches.keys()).some(n => n.startsWith('door:'))"
    )


def test_the_camera_reads_the_code_of_a_registration_once(own_world, tmp_path):
    """A code held before a phone (peers 6.13); the picture of it comes ten times a second."""
    world = own_world
    world.seed("door_list")
    world.backstage.ask("clock", NINE)
    annecy = world.pids["annecy-2025-02-13"]
    with held_before_a_camera(world, world.pids["door24"], tmp_path) as seen:
        door = phone(seen, "it", annecy)
        door.page.locator("#door-scan").click()
        door.page.locator("#door-note", has_text="Personne 24").wait_for()
        says(door, "All sent")
        door.page.locator("#door-close").click()
        assert door.page.locator("#door-camera").is_hidden()
        seen.close()

    room = world.seed("in_the_room")
    assert (room["inside"], room["acts"]) == ("Personne 24", "1")
