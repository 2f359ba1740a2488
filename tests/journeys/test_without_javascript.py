"""What matters works without a script (A11-04): registering, signing in, writing, reckoning."""

from __future__ import annotations

import pytest

from tests.journeys import steps_public as public
from tests.journeys.cast import LEAD, Somebody
from tests.journeys.walking import Walker
from tests.journeys.world import PHONE, World

pytestmark = pytest.mark.journey


@pytest.fixture
def plain(world: World) -> Walker:
    """A phone whose browser runs no script."""
    return world.walker("plain", width=PHONE, java_script_enabled=False)


def test_a_place_is_booked_without_a_script(plain: Walker) -> None:
    public.register(plain, Somebody("plain", "Ugo Bianchi", "ugo@bianchi.example", "it"))


def test_a_text_and_a_budget_are_saved_without_a_script(plain: Walker, world: World) -> None:
    public.sign_in(plain, LEAD)
    draft = f"/applications/{world.pids['application']}"
    plain.go(f"{draft}/texts/need/").type_in({"need-fr": "Un besoin écrit sans script."})
    plain.press("Save and continue")
    written = plain.go(f"{draft}/texts/need/").page.locator("[name=need-fr]").input_value()
    assert written == "Un besoin écrit sans script."
    plain.go(f"{draft}/budget/").type_in({"partner-1-equipment": "2 350,51"})
    plain.press("Save and compute again")
    kept = plain.page.locator("[name=partner-1-equipment]").input_value()
    assert "".join(kept.split()) == "2350,51"
    plain.type_in({"partner-1-equipment": "2 350,50"}).press("Save and compute again")
    plain.sees("67 974,79")
