"""Nobody has a password: a mailed code, or a passkey (AUT-01)."""

from __future__ import annotations

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    validate_totp_code,
)
from django.test import Client
from django.urls import reverse

from cordata.accounts.actions.persons import note_access_changed
from cordata.accounts.models import Person
from cordata.kernel import clock
from cordata.kernel.journal import SYSTEM
from cordata.notify.models import Message
from tests.factories.accounts import PersonFactory

pytestmark = pytest.mark.django_db


def code_in(message):
    return re.search(r"(?:Code|Codice)\s?: (\S+)", message.text)[1]


def sign_in(client, email="camille@cordata.example"):
    person = PersonFactory(email=email)
    asked = client.post("/fr/account/login/", {"login": email})
    client.post(asked["Location"], {"code": code_in(last_message())})
    return person


def last_message():
    return Message.objects.order_by("-pk").first()


def test_a_known_person_signs_in_with_the_mailed_code(client):
    person = PersonFactory(email="camille@cordata.example")

    asked = client.post("/fr/account/login/", {"login": "Camille@Cordata.example"})
    entered = client.post(asked["Location"], {"code": code_in(last_message())})

    assert entered.status_code == 302
    assert client.get("/fr/account/").context["request"].user == person


def test_a_code_opens_once(client):
    PersonFactory(email="camille@cordata.example")
    asked = client.post("/fr/account/login/", {"login": "camille@cordata.example"})
    code = code_in(last_message())
    client.post(asked["Location"], {"code": code})
    client.post("/fr/account/logout/")

    client.post("/fr/account/login/", {"login": "camille@cordata.example"})
    again = client.post("/fr/account/login/code/confirm/", {"code": code})

    assert again.status_code == 422
    assert "_auth_user_id" not in client.session


def test_three_wrong_codes_end_the_attempt(client):
    PersonFactory(email="camille@cordata.example")
    client.post("/fr/account/login/", {"login": "camille@cordata.example"})

    for _ in range(3):
        client.post("/fr/account/login/code/confirm/", {"code": "WRONG1"})
    right = client.post("/fr/account/login/code/confirm/", {"code": code_in(last_message())})

    assert right.status_code == 302
    assert "_auth_user_id" not in client.session


def test_signing_up_asks_for_the_address_only(client):
    page = client.post("/it/account/signup/", {"email": "Elena@Cordata.example"})
    confirmed = client.post(page["Location"], {"code": code_in(last_message())})

    person = Person.objects.get()
    assert (person.email, person.language) == ("elena@cordata.example", "it")
    assert not person.has_usable_password()
    assert confirmed["Location"] == "/it/account/"
    assert last_message().language == "it"


@pytest.mark.parametrize("page", ["login", "signup"])
def test_known_and_unknown_addresses_look_alike(client, page):
    """AUT-05: only the owner of the mailbox learns whether there is an account."""
    PersonFactory(email="known@cordata.example")
    field = {"login": "login", "signup": "email"}[page]

    def answer(address):
        client.logout()
        client.cookies.clear()
        posted = client.post(f"/en/account/{page}/", {field: address})
        followed = client.get(posted["Location"])
        body = re.sub(r'value="[^"]+"|nonce="[^"]+"', "", followed.content.decode())
        return posted.status_code, posted["Location"], body.replace(address, "")

    with clock.held_at(clock.now()):  # the head of a rehearsal's page says the minute
        assert answer("known@cordata.example") == answer("unknown@cordata.example")
    assert Message.objects.count() == 2


def test_the_owner_of_an_unknown_address_is_told_so(client):
    client.post("/en/account/login/", {"login": "nobody@cordata.example"})

    assert last_message().notice == "accounts.unknown_account"


def test_a_disabled_person_does_not_come_in(client, at):
    from cordata.accounts.actions import disable_person

    person = PersonFactory(email="camille@cordata.example")
    disable_person(person, by=SYSTEM, at=at, because="left")

    client.post("/fr/account/login/", {"login": "camille@cordata.example"})

    assert last_message().notice == "accounts.unknown_account"
    assert "_auth_user_id" not in client.session


def test_disabling_ends_every_open_session(client, at):
    """AUT-04: an old cookie is refused."""
    from cordata.accounts.actions import disable_person

    person = PersonFactory()
    client.force_login(person)
    disable_person(person, by=SYSTEM, at=at, because="left")

    assert client.get("/fr/account/").status_code == 302


@pytest.mark.parametrize(
    ("language", "wrong_address", "wrong_code", "confirmed"),
    [
        ("fr", "Écrivez une adresse complète", "Ce code n’est pas le bon.", "est confirmée."),
        ("it", "Scrivete un indirizzo", "Questo codice non è quello giusto.", "è confermato."),
        ("en", "Write a complete address", "This is not the code.", "is confirmed."),
    ],
)
def test_what_is_typed_at_the_entrance_is_answered_in_our_words(
    client, language, wrong_address, wrong_code, confirmed
):
    """The sign-in library would say tu to an Italian, and another name than the label's."""
    for page, field in (("signup", "email"), ("login", "login")):
        refused = client.post(f"/{language}/account/{page}/", {field: "elena rossi@"})
        assert refused.status_code == 422
        assert wrong_address in refused.content.decode()
    asked = client.post(f"/{language}/account/signup/", {"email": "elena@cordata.example"})
    refused = client.post(asked["Location"], {"code": "WRONG1"})
    assert wrong_code in refused.content.decode()

    entered = client.post(asked["Location"], {"code": code_in(last_message())}, follow=True)

    assert confirmed in entered.content.decode()


@pytest.mark.parametrize("way", ["totp", "webauthn"])
def test_removing_a_key_ends_the_other_sessions_and_not_this_one(client, way):
    """AUT-04: whoever came in by a key that is gone now is out."""
    person = sign_in(client)
    elsewhere, stranger = Client(), Client()
    elsewhere.force_login(person)
    stranger.force_login(PersonFactory())
    key = Authenticator.objects.create(user=person, type=way, data={})
    remove = {
        "totp": "/fr/account/2fa/totp/deactivate/",
        "webauthn": f"/fr/account/2fa/webauthn/keys/{key.pk}/remove/",
    }

    assert client.post(remove[way]).status_code == 302

    assert not Authenticator.objects.filter(pk=key.pk).exists()
    assert elsewhere.get("/fr/account/").status_code == 302
    assert client.get("/fr/account/").status_code == 200
    assert stranger.get("/fr/account/").status_code == 200
    assert "Toutes les autres sessions sont fermées" in last_message().text


def test_adding_a_key_ends_no_session(client):
    """AUT-04: what opened the account still does."""
    person = sign_in(client)
    elsewhere = Client()
    elsewhere.force_login(person)

    note_access_changed(person, "webauthn_added", at=clock.now())

    assert elsewhere.get("/fr/account/").status_code == 200
    assert client.get("/fr/account/").status_code == 200


def test_the_language_of_the_last_page_read_is_kept_for_mails(client):
    """NOT-05."""
    person = PersonFactory(language="fr")
    client.force_login(person)

    client.get("/it/account/")

    person.refresh_from_db()
    assert person.language == "it"


@pytest.mark.parametrize("language", ["fr", "it", "en"])
@pytest.mark.parametrize(
    "name",
    ["account_login", "account_signup", "account_request_login_code", "account_inactive"],
)
def test_every_entrance_page_is_ours(client, language, name):
    from django.utils.translation import override

    with override(language):
        page = client.get(reverse(name))

    assert page.status_code == 200
    assert 'class="bar"' in page.content.decode()


@pytest.mark.parametrize(
    "name",
    [
        "mfa_index",
        "mfa_list_webauthn",
        "mfa_add_webauthn",
        "mfa_activate_totp",
        "account_email",
        "account_logout",
    ],
)
def test_every_page_about_keys_is_ours(client, name):
    sign_in(client)

    page = client.get(reverse(name))

    assert page.status_code == 200
    assert 'class="bar"' in page.content.decode()


@pytest.mark.parametrize(
    "path",
    ["password/change/", "password/set/", "password/reset/", "3rdparty/", "3rdparty/signup/"],
)
def test_there_are_no_password_pages(client, path):
    """AUT-01."""
    client.force_login(PersonFactory())

    assert client.get(f"/fr/account/{path}").status_code == 404


def test_keys_change_only_after_a_fresh_sign_in(client):
    """AUT-03: somebody at an open screen cannot add their own key."""
    client.force_login(PersonFactory(email="camille@cordata.example"))

    asked = client.get("/fr/account/2fa/webauthn/add/", follow=True)
    left = client.post(asked.redirect_chain[-1][0], {"next": "/fr/account/2fa/webauthn/add/"})
    sent = client.post(
        left["Location"],
        {"login": "camille@cordata.example", "next": "/fr/account/2fa/webauthn/add/"},
    )
    back = client.post(
        sent["Location"],
        {"code": code_in(last_message()), "next": "/fr/account/2fa/webauthn/add/"},
    )

    assert asked.status_code == 200
    assert back["Location"] == "/fr/account/2fa/webauthn/add/"
    assert client.get(back["Location"]).status_code == 200


def app_code(secret, instant):
    """What an authenticator app shows at an instant, in seconds: a new code every 30."""
    return format_hotp_value(hotp_value(secret, instant // 30))


@pytest.mark.parametrize(
    ("seconds_off", "held"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)]
)
def test_the_code_of_an_app_holds_one_step_longer(monkeypatch, seconds_off, held):
    """Typed as it changed, or on a telephone whose clock is off by half a minute."""
    monkeypatch.setattr(time, "time", lambda: 1_739_433_600)
    secret = generate_totp_secret()

    assert validate_totp_code(secret, app_code(secret, 1_739_433_600 + seconds_off)) is held


def test_an_app_is_added_and_told_by_mail(client, django_capture_on_commit_callbacks):
    """A change of credentials is told to the mailbox; from then on it is asked for."""
    person = sign_in(client)
    client.get("/fr/account/2fa/totp/activate/")
    code = app_code(client.session["mfa.totp.secret"], int(time.time()))
    with django_capture_on_commit_callbacks(execute=True):
        added = client.post("/fr/account/2fa/totp/activate/", {"code": code}, follow=True)

    assert added.status_code == 200
    assert Authenticator.objects.filter(user=person, type="totp").exists()
    assert {"accounts.credentials_changed"} == set(
        Message.objects.filter(notice__contains="credentials").values_list("notice", flat=True)
    )
    for name in (
        "mfa_index",
        "mfa_deactivate_totp",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
        "mfa_reauthenticate",
    ):
        assert client.get(reverse(name), follow=True).status_code == 200, name
    client.post("/fr/account/logout/")
    client.post("/fr/account/login/", {"login": person.email})
    second = client.post(
        "/fr/account/login/code/confirm/", {"code": code_in(last_message())}, follow=True
    )
    assert second.redirect_chain[-1][0] == "/fr/account/2fa/authenticate/"
    assert second.status_code == 200
