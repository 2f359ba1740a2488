"""AUT-07: a new address is confirmed at the new mailbox and told to the old one."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from cordata.notify.models import Message
from tests.accounts.test_signing_in import code_in, last_message, sign_in
from tests.factories.accounts import PersonFactory

pytestmark = pytest.mark.django_db
OLD, NEW = "camille@cordata.example", "camille.perret@cordata.example"
PAGE = "/fr/account/email/"


def ask(client, address=NEW):
    return client.post(PAGE, {"email": address, "action_add": "1"})


def mails_to(address):
    return list(Message.objects.filter(to=address).values_list("notice", flat=True))


def test_the_new_address_holds_once_its_code_is_typed(client, django_capture_on_commit_callbacks):
    person = sign_in(client, OLD)
    sent = ask(client)
    code = code_in(last_message())
    assert last_message().to == NEW

    with django_capture_on_commit_callbacks(execute=True):
        client.post(sent["Location"], {"code": code})

    person.refresh_from_db()
    assert person.email == NEW
    assert "accounts.credentials_changed" in mails_to(OLD)
    assert "accounts.credentials_changed" not in mails_to(NEW)[1:]
    assert list(EmailAddress.objects.filter(user=person).values_list("email", flat=True)) == [NEW]


def test_a_new_address_ends_the_sessions_opened_by_the_old_one(client):
    """AUT-04: both sides: the session in which the code was typed goes on."""
    person = sign_in(client, OLD)
    elsewhere = Client()
    elsewhere.force_login(person)
    sent = ask(client)
    assert elsewhere.get("/fr/account/").status_code == 200  # asked is not changed

    client.post(sent["Location"], {"code": code_in(last_message())})

    assert elsewhere.get("/fr/account/").status_code == 302
    assert client.get("/fr/account/").status_code == 200


def test_an_address_not_confirmed_has_no_effect(client):
    person = sign_in(client, OLD)
    ask(client)

    person.refresh_from_db()
    assert person.email == OLD
    client.post("/fr/account/logout/")
    client.post("/fr/account/login/", {"login": NEW})
    assert last_message().notice == "accounts.unknown_account"


def test_a_wrong_code_changes_nothing(client):
    person = sign_in(client, OLD)
    sent = ask(client)

    client.post(sent["Location"], {"code": "WRONG1"})

    person.refresh_from_db()
    assert person.email == OLD


def test_somebody_elses_address_is_not_taken_and_not_betrayed(client):
    """AUT-05: the page answers alike, even to who got hold of the code."""
    lucie = PersonFactory(email="lucie@cordata.example")
    person = sign_in(client, OLD)

    unknown = ask(client, "nobody@cordata.example")
    known = ask(client, lucie.email)
    typed = client.post(known["Location"], {"code": code_in(last_message())}, follow=True)

    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert typed.status_code == 422
    person.refresh_from_db()
    lucie.refresh_from_db()
    assert (person.email, lucie.email) == (OLD, "lucie@cordata.example")


def test_an_open_screen_is_not_enough(client):
    client.force_login(PersonFactory(email=OLD))

    assert ask(client)["Location"].startswith("/fr/account/reauthenticate/")
    assert mails_to(NEW) == []
