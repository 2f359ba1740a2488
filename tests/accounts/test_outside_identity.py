"""AUT-09: an outside identity (OpenID Connect) opens an account by its subject, never by e-mail.

Real processes: our web server, and a provider that speaks the protocol.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.socialaccount.models import SocialAccount
from django.conf import settings

from cordata.accounts.actions import confirm_recovery, grant_role, vouch_for
from cordata.cli import doctor
from cordata.config import identity
from cordata.config.environment import Misconfigured
from cordata.kernel.journal import SYSTEM
from tests.factories.accounts import PersonFactory
from tests.identity_provider import CLIENT, SECRET, IdentityProvider, identity_provider
from tests.servers import Server, Visitor, running, sqlite

CAMILLE = "camille@sentiers.example"
LOGIN = "/fr/account/oidc/oidc/login/"
UNKNOWN = "liée à aucun compte"
NOT_CONFIRMED = "n’a pas été confirmée"


@pytest.fixture(scope="module")
def provider() -> Iterator[IdentityProvider]:
    with identity_provider() as opened:
        yield opened


@pytest.fixture(scope="module")
def server(
    provider: IdentityProvider, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("outside")
    told = {
        "CORDATA_MODE": "rehearsal",  # its mailbox can be read
        "CORDATA_OIDC_URL": provider.url,
        "CORDATA_OIDC_CLIENT_ID": CLIENT,
        "CORDATA_OIDC_CLIENT_SECRET": SECRET,
        "CORDATA_OIDC_NAME": "Agence Alpine",
    }
    with sqlite(folder) as url, running(url, folder, **told) as opened:
        yield opened


def new_account(visitor: Visitor, email: str) -> None:
    visitor.get("/fr/account/signup/")
    sent = visitor.post("/fr/account/signup/", {"email": email})
    box = visitor.get(f"/fr/rehearsal/mailbox/?to={email}").text
    letter = visitor.get(re.findall(r'href="(/fr/rehearsal/mailbox/[a-z0-9]+/)"', box)[0]).text
    code = re.search(r"Code\s*:\s*(\S+?)<", letter)
    assert code
    visitor.get(sent.location)
    visitor.post(sent.location, {"code": code[1]})
    assert signed_in(visitor)


def signed_in(visitor: Visitor) -> bool:
    return visitor.get("/fr/account/").status == 200


def go_away(visitor: Visitor, process: str = "login", **fields: str) -> str:
    """The address at the provider that our page leads to."""
    visitor.get("/fr/account/" if process == "connect" else "/fr/account/login/")
    page = visitor.post(f"{LOGIN}?process={process}", fields)
    away = re.search(r'http-equiv="refresh" content="0;url=([^"]+)"', page.text)
    assert away, page
    return html.unescape(away[1])


def back_from(away: str) -> str:
    """Where the provider sends the browser in the end."""
    at = urlsplit(away)
    while "/account/" not in at.path:
        connection = HTTPConnection("127.0.0.1", at.port)
        connection.request("GET", f"{at.path}?{at.query}")
        at = urlsplit(connection.getresponse().headers["Location"])
        connection.close()
    return f"{at.path}?{at.query}"


def come_back(visitor: Visitor, process: str = "login", **fields: str) -> str:
    """Go to the provider and come back; the page one lands on."""
    landed = visitor.get(back_from(go_away(visitor, process, **fields))).location
    return visitor.get(landed).text


@pytest.mark.server
def test_a_linked_subject_opens_the_account_and_no_other_does(
    server: Server, provider: IdentityProvider
) -> None:
    owner, again, stranger = server.visitor(), server.visitor(), server.visitor()
    new_account(owner, CAMILLE)
    provider.be("subject-1")
    assert "Agence Alpine" in come_back(owner, "connect")

    come_back(again)
    assert CAMILLE in again.get("/fr/account/").text
    # the same address at the provider, another subject: nothing opens
    provider.be("subject-2", email=CAMILLE, email_verified=True)
    assert UNKNOWN in come_back(stranger)
    assert not signed_in(stranger)


@pytest.mark.server
def test_a_subject_linked_to_nobody_makes_no_account(
    server: Server, provider: IdentityProvider
) -> None:
    """AUT-05: it reads alike whether its address is known here or not."""
    visitor = server.visitor()
    provider.be("subject-3", email="new@nowhere.example", email_verified=True)

    assert UNKNOWN in come_back(visitor)

    assert not signed_in(visitor)
    assert "new@nowhere.example" not in visitor.get("/fr/rehearsal/mailbox/").text


@pytest.mark.server
def test_a_subject_linked_already_is_not_taken_from_its_owner(
    server: Server, provider: IdentityProvider
) -> None:
    owner, thief = server.visitor(), server.visitor()
    new_account(owner, "paola@sentiers.example")
    new_account(thief, "thief@nowhere.example")
    provider.be("subject-5")
    come_back(owner, "connect")

    assert "ouvre déjà un autre compte" in come_back(thief, "connect")

    again = server.visitor()
    come_back(again)
    assert "paola@sentiers.example" in again.get("/fr/account/").text


@pytest.mark.server
def test_only_a_person_signed_in_by_a_code_of_ours_links(
    server: Server, provider: IdentityProvider
) -> None:
    """Who finds the provider's session open has shown nothing: neither a link nor a change."""
    owner, found = server.visitor(), server.visitor()
    new_account(owner, "marco@sentiers.example")
    provider.be("subject-6")
    come_back(owner, "connect")

    come_back(found)
    assert signed_in(found)
    assert "/reauthenticate/" in found.get("/fr/account/linked/").location
    assert "/reauthenticate/" in found.get("/fr/account/email/").location
    provider.be("subject-7")
    come_back(found, "connect")  # asked without the page
    assert UNKNOWN in come_back(server.visitor())


@pytest.mark.server
def test_staff_are_asked_for_their_second_factor_after_it(
    server: Server, provider: IdentityProvider
) -> None:
    """AUT-03: an outside identity is the first factor, whatever the provider asked."""
    owner, again = server.visitor(), server.visitor()
    new_account(owner, "chiara@sentiers.example")
    page = owner.get("/fr/account/2fa/totp/activate/").text
    secret = re.search(r"[A-Z2-7]{32}", page)
    assert secret
    counter = next(iter(yield_hotp_counters_from_time()))
    code = format_hotp_value(hotp_value(secret[0], counter))
    owner.post("/fr/account/2fa/totp/activate/", {"code": code})
    provider.be("subject-8")
    come_back(owner, "connect")

    landed = again.get(back_from(go_away(again))).location

    assert "/2fa/authenticate/" in landed
    assert not signed_in(again)


@pytest.mark.server
@pytest.mark.parametrize(
    "wrong",
    [
        {"nonce": "somebody-elses"},
        {"aud": "another-client"},
        {"iss": "https://elsewhere.example"},
        {"exp": 1},
        {"sub": ""},
    ],
)
def test_an_answer_that_is_not_to_our_question_opens_nothing(
    server: Server, provider: IdentityProvider, wrong: dict[str, Any]
) -> None:
    visitor = server.visitor()
    provider.be("subject-1", **wrong)

    assert NOT_CONFIRMED in come_back(visitor)
    assert not signed_in(visitor)


@pytest.mark.server
def test_an_answer_taken_from_another_browser_opens_nothing(
    server: Server, provider: IdentityProvider
) -> None:
    """`state`, `nonce` and PKCE (S256) are asked for, each time anew."""
    caught, victim = server.visitor(), server.visitor()
    provider.be("subject-1")
    away = go_away(caught)
    back = back_from(away)

    assert NOT_CONFIRMED in victim.get(victim.get(back).location).text
    assert not signed_in(victim)
    first, second = (dict(parse_qsl(urlsplit(one).query)) for one in (away, go_away(caught)))
    assert first["code_challenge_method"] == "S256"
    assert first["scope"] == "openid"
    for part in ("state", "nonce", "code_challenge"):
        assert first[part] != second[part]


@pytest.mark.server
def test_what_one_came_for_opens_afterwards_and_no_other_site(
    server: Server, provider: IdentityProvider
) -> None:
    owner, good, bad = server.visitor(), server.visitor(), server.visitor()
    new_account(owner, "anna@sentiers.example")
    provider.be("subject-9")
    come_back(owner, "connect")

    assert good.get(back_from(go_away(good, next="/fr/desk/"))).location == "/fr/desk/"
    landed = bad.get(back_from(go_away(bad, next="https://evil.example/"))).location
    assert landed == "/fr/account/"


@pytest.mark.server
def test_a_link_is_removed_by_its_owner_and_told_by_mail(
    server: Server, provider: IdentityProvider
) -> None:
    """AUT-04: whoever came in by it is out; the owner's own session goes on."""
    owner, inside = server.visitor(), server.visitor()
    new_account(owner, "lucie@sentiers.example")
    provider.be("subject-4")
    come_back(owner, "connect")
    come_back(inside)
    assert signed_in(inside)

    owner.post("/fr/account/linked/")

    assert signed_in(owner)
    assert not signed_in(inside)
    assert UNKNOWN in come_back(server.visitor())
    box = owner.get("/fr/rehearsal/mailbox/?to=lucie@sentiers.example").text
    assert box.count("Changement dans l’accès à votre compte") == 2


@pytest.mark.server
def test_a_provider_out_of_reach_is_said_on_the_page(
    server: Server, provider: IdentityProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(provider, "description", lambda: {"issuer": provider.url})
    visitor = server.visitor()
    visitor.get("/fr/account/login/")

    landed = visitor.post(LOGIN).location

    assert NOT_CONFIRMED in visitor.get(landed).text


@pytest.mark.django_db
def test_a_recovered_account_opens_to_no_identity_linked_before(at: Any) -> None:
    """Who had got in may have linked their own."""
    person, first, second = PersonFactory(), PersonFactory(), PersonFactory()
    for one in (first, second):
        grant_role(one, "officer", by=SYSTEM, at=at)
    SocialAccount.objects.create(user=person, provider="oidc", uid="x")
    asked = vouch_for(person, "again@cordata.example", by=first, at=at, because="lost")

    confirm_recovery(asked.pid, by=second, at=at)

    assert not SocialAccount.objects.filter(user=person).exists()


TROUBLES = [
    ({}, "CORDATA_OIDC_CLIENT_ID is missing"),
    ({"CLIENT_ID": "x"}, "CORDATA_OIDC_CLIENT_SECRET is missing"),
    ({"CLIENT_ID": "x", "CLIENT_SECRET": "y"}, "https://"),
]


@pytest.mark.parametrize(("told", "words"), TROUBLES)
def test_half_a_configuration_is_refused_in_words(
    monkeypatch: pytest.MonkeyPatch, told: dict[str, str], words: str
) -> None:
    monkeypatch.setenv("CORDATA_OIDC_URL", "http://id.example.eu")
    for name, value in told.items():
        monkeypatch.setenv(f"CORDATA_OIDC_{name}", value)

    with pytest.raises(Misconfigured, match=re.escape(words)):
        identity.configured()
    assert "doctor.oidc" in [code for _level, code, _params in doctor.environment_remarks()]


def test_the_secret_may_come_from_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    kept = tmp_path / "secret"
    kept.write_text("from-a-file\n")
    monkeypatch.setenv("CORDATA_OIDC_URL", "https://id.example.eu/realm/")
    monkeypatch.setenv("CORDATA_OIDC_CLIENT_ID", "cordata")
    monkeypatch.setenv("CORDATA_OIDC_CLIENT_SECRET_FILE", str(kept))

    chosen = identity.configured()

    assert chosen["secret"] == "from-a-file"
    assert chosen["url"] == "https://id.example.eu/realm"


def test_without_a_provider_nothing_is_offered(client: Any, db: None) -> None:
    assert not settings.OIDC
    assert "openid" not in client.get("/fr/account/login/").content.decode().lower()
