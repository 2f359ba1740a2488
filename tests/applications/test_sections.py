"""Every page of the structured sections opens for its people and for nobody else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.applications import SEMNOZ, complete_application, started

pytestmark = pytest.mark.django_db

PAGES = ("partners", "activities", "activity_new", "budget", "aid", "declarations", "annexes")
OF_A_PARTNER = ("partner", "budget_partner", "mandate")


def addresses(cast: Any) -> list[str]:
    pid, partner = cast.application.pid, cast.partners[1].pid
    activity = cast.application.activities.first()
    found = [reverse(f"applications:{name}", args=[pid]) for name in PAGES]
    found += [reverse(f"applications:{name}", args=[pid, partner]) for name in OF_A_PARTNER]
    if activity:
        found.append(reverse("applications:activity", args=[pid, activity.pid]))
    return found


@pytest.mark.parametrize("role", ["signatory", "editor", "partner_signatory", "partner_editor"])
def test_the_partners_people_read_every_page(client: Client, call: Any, at: Any, role: str) -> None:
    cast = complete_application(call, at)
    client.force_login(getattr(cast, role))
    for address in addresses(cast):
        assert client.get(address).status_code == 200, address


def test_the_same_pages_serve_three_countries_and_one_language(
    client: Client, aurora_call: Any, at: Any
) -> None:
    """Languages, sides and countries are the pack's."""
    area = aurora_call.definition.ruleset.area
    places = {country: nuts3 for nuts3, country in area.items()}
    sides = [
        replace(SEMNOZ, name=f"Body {country}", country=country, nuts3=nuts3, scheme="", people=())
        for country, nuts3 in list(places.items())[:3]
    ]
    cast = started(aurora_call, at, *sides)
    client.force_login(cast.signatory)
    for address in addresses(cast):
        assert client.get(address).status_code == 200, address


def test_a_stranger_learns_nothing(client: Client, call: Any, at: Any, person: Any) -> None:
    """ACC-02: unknown and forbidden look alike."""
    cast = complete_application(call, at)
    client.force_login(person("stranger"))
    for address in addresses(cast):
        assert client.get(address).status_code == 404, address


def test_a_partner_of_another_application_is_not_found(client: Client, call: Any, at: Any) -> None:
    """ACC-03: every id in an address is checked against its parent."""
    cast = complete_application(call, at)
    other = started(call, at)
    client.force_login(cast.signatory)
    for name in OF_A_PARTNER:
        address = reverse(
            f"applications:{name}", args=[cast.application.pid, other.partners[0].pid]
        )
        assert client.get(address).status_code == 404
