"""A call lives: one microproject from the invitation to the last payment, through the screens."""

from __future__ import annotations

import pytest

from tests.journeys import steps_public as public
from tests.journeys.cast import CAMILLE, ELENA, VISITOR
from tests.journeys.world import PHONE, World

pytestmark = pytest.mark.journey

SEMNOZ = {
    "name": "Association Sentiers du Semnoz", "short_name": "Semnoz", "is_public": "no",
    "street": "4, rue du Paquier", "postcode": "74000", "city": "Annecy",
    "representative_name": "Camille Perret", "representative_function": "Présidente",
}  # fmt: skip
VALFREDDA = {
    "name": "Comune di Valfredda", "short_name": "Valfredda", "is_public": "yes",
    "street": "Via Roma 1", "postcode": "11020", "city": "Valfredda",
    "representative_name": "Elena Rosset", "representative_function": "Sindaca",
}  # fmt: skip
TITLE = "Chemins de mémoire"


def test_a_call_lives_from_the_invitation_to_the_last_payment(own_world: World) -> None:
    """Issue 2, section 4, steps 1 to 11."""
    world = own_world
    inform_and_meet(world)
    pid = find_partner(world)


def inform_and_meet(world: World) -> None:
    visitor = world.walker("visitor", width=PHONE)
    public.look_around(visitor)
    public.register(visitor, VISITOR)
    travel(world, "2025-02-13", "09:15")
    public.arrive(world.staff("door", width=PHONE), VISITOR)


def find_partner(world: World) -> str:
    camille = world.walker("camille", width=PHONE)
    public.open_account(camille, CAMILLE)
    public.found_organisation(camille, "FR", "siret", "466 392 339 00035", SEMNOZ)
    public.publish_search(camille, TITLE, "Des veillées de récits des deux côtés du col.")
    elena = world.walker("elena", "it")
    public.open_account(elena, ELENA)
    public.found_organisation(elena, "IT", "codice_fiscale", "97369930074", VALFREDDA)
    public.ask_introduction(elena, TITLE, "Anche da noi: facciamolo insieme.")
    public.accept_introduction(camille, VALFREDDA["name"])
    return public.open_shared_draft(camille)


def travel(world: World, day: str, hour: str) -> None:
    """The organiser moves the rehearsal's clock; what falls due on the way happens."""
    organiser = world.staff("organiser")
    organiser.go("/rehearsal/").fill("Day", day).fill("Hour", hour)
    organiser.press("Move to this moment")
    world.work()
    organiser.page.reload()
    organiser.reads("The clock has moved")
