"""AUT-03: a lead is handed over and an IBAN changed by who has just shown who they are.

What was typed at the open screen waits for the same person, and for nobody else.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cordata.accounts.models import Membership, Person
from cordata.applications.actions import offer_lead
from cordata.applications.models import Application
from cordata.programme.models import Call
from tests.accounts.test_signing_in import code_in, last_message
from tests.factories.accounts import PersonFactory
from tests.factories.applications import complete_application
from tests.factories.projects import IBAN, drawn_up

pytestmark = pytest.mark.django_db
AGAIN = "/account/reauthenticate/"


@pytest.fixture(autouse=True)
def real(settings: Any) -> None:
    """A rehearsal lets everybody play; a real instance asks."""
    reverse("account_login")  # the addresses are those of a rehearsal all the same
    settings.REHEARSAL = False


def at_an_open_screen(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def signs_in(client: Client, person: Person, asked: str) -> str:
    """By a new code, from the page that asks; the address one comes back to."""
    sent = client.post(asked, {"next": asked.partition("next=")[2].replace("%2F", "/")})
    page = client.get(sent["Location"])
    fields = {"login": person.email, "next": page.context["redirect_field_value"]}
    confirm = client.post(sent["Location"].partition("?")[0], fields)["Location"]
    return client.post(confirm, {"code": code_in(last_message())})["Location"]


@pytest.mark.parametrize("language", ["fr", "it"])
def test_an_iban_typed_at_an_open_screen_comes_back_after_the_sign_in(
    call: Call, at: datetime, language: str
) -> None:
    running = drawn_up(call, at)
    person, where = running.cast.signatory, f"/{language}/projects/{running.pid}/bank/"
    client = at_an_open_screen(person)

    asked = client.post(where, {"holder": "Semnoz", "iban": IBAN, "bic": ""})["Location"]
    assert asked.startswith(f"/{language}{AGAIN}")
    assert signs_in(client, person, asked) == where

    page = client.get(where).content.decode()
    assert IBAN in page
    assert "Semnoz" in page
    assert IBAN not in client.get(where).content.decode()
    assert client.post(where, {"holder": "Semnoz", "iban": IBAN, "bic": ""}).status_code == 302


def test_what_one_typed_is_not_shown_to_the_next_at_the_same_screen(
    call: Call, at: datetime
) -> None:
    running = drawn_up(call, at)
    where = f"/fr/projects/{running.pid}/bank/"
    colleague = PersonFactory(email="next@cordata.example")
    Membership.objects.create(
        person=colleague,
        organisation=running.cast.application.partners.get(is_lead=True).organisation,
        kind=Membership.Kind.SIGNATORY,
        started_at=at,
    )
    client = at_an_open_screen(running.cast.signatory)
    asked = client.post(where, {"holder": "Semnoz", "iban": IBAN, "bic": ""})["Location"]

    signs_in(client, colleague, asked)

    page = client.get(where)
    assert page.status_code == 200
    assert IBAN not in page.content.decode()


@pytest.mark.parametrize("language", ["fr", "it"])
def test_the_lead_is_taken_after_a_fresh_sign_in_only(
    call: Call, at: datetime, language: str
) -> None:
    cast = complete_application(call, at)
    other = cast.application.partners.get(position=2)
    where = f"/{language}/applications/{cast.application.pid}/partners/{other.pid}/lead/"
    offer_lead(other, by=cast.signatory, at=at)
    client = at_an_open_screen(cast.partner_signatory)

    asked = client.post(where, {"act": "accept"})["Location"]

    assert lead_of(cast.application) != other
    assert signs_in(client, cast.partner_signatory, asked) == where
    assert client.get(where).status_code == 200
    client.post(where, {"act": "accept"})
    assert lead_of(cast.application) == other


def test_moving_a_partner_asks_for_nothing(call: Call, at: datetime) -> None:
    cast = complete_application(call, at)
    where = f"/fr/applications/{cast.application.pid}/partners/"
    client = at_an_open_screen(cast.signatory)

    answer = client.post(
        where, {"act": "up", "partner": cast.application.partners.get(position=2).pid}
    )

    assert answer["Location"] == where


def lead_of(application: Application) -> Any:
    return application.partners.get(is_lead=True)
