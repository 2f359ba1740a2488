"""AUT-09: an outside identity (OpenID Connect) opens an account by its subject, never by e-mail.

Real processes: our web server, and a provider that speaks the protocol.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from cordata.config import identity
from cordata.config.environment import Misconfigured
from tests.servers import Server, Visitor, running, sqlite

CAMILLE = "camille@sentiers.example"
LOGIN = "/fr/account/oidc/oidc/login/"
UNKNOWN = "liée à aucun compte"


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    mock = pytest.importorskip("oidc_provider_mock")
    with mock.run_server_in_thread() as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture(scope="module")
def server(provider: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("outside")
    told = {
        "CORDATA_MODE": "rehearsal",  # its mailbox can be read
        "CORDATA_OIDC_URL": provider,
        "CORDATA_OIDC_CLIENT_ID": "cordata",
        "CORDATA_OIDC_CLIENT_SECRET": "a-secret",
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


def come_back(visitor: Visitor, subject: str, process: str = "login", **claims: str) -> str:
    """Go to the provider, be `subject` there, come back; the page one lands on."""
    import httpx

    visitor.get("/fr/account/linked/" if process == "connect" else "/fr/account/login/")
    away = visitor.post(f"{LOGIN}?process={process}").location
    at = urlsplit(away)
    httpx.put(f"{at.scheme}://{at.netloc}/users/{subject}", json=claims)
    answer = httpx.post(away, data={"sub": subject})
    back = urlsplit(answer.headers["location"])
    landed = visitor.get(f"{back.path}?{back.query}").location
    return visitor.get(landed).text


@pytest.mark.server
def test_a_linked_subject_opens_the_account_and_no_other_does(server: Server) -> None:
    owner = server.visitor()
    new_account(owner, CAMILLE)

    assert "Agence Alpine" in come_back(owner, "subject-1", "connect")

    again, stranger = server.visitor(), server.visitor()
    come_back(again, "subject-1")
    assert CAMILLE in again.get("/fr/account/").text
    # the same address at the provider, another subject: nothing opens
    refused = come_back(stranger, "subject-2", email=CAMILLE, email_verified="true")
    assert UNKNOWN in refused
    assert not signed_in(stranger)


@pytest.mark.server
def test_a_subject_linked_to_nobody_makes_no_account(server: Server) -> None:
    """AUT-05: it reads alike whether its address is known here or not."""
    visitor = server.visitor()

    assert UNKNOWN in come_back(visitor, "subject-3", email="new@nowhere.example")

    assert not signed_in(visitor)
    assert "new@nowhere.example" not in visitor.get("/fr/rehearsal/mailbox/").text


@pytest.mark.server
def test_a_link_is_removed_by_its_owner_and_told_by_mail(server: Server) -> None:
    owner = server.visitor()
    new_account(owner, "lucie@sentiers.example")
    page = come_back(owner, "subject-4", "connect")
    number = re.search(r'name="remove" value="(\d+)"', page)
    assert number

    owner.post("/fr/account/linked/", {"remove": number[1]})

    assert UNKNOWN in come_back(server.visitor(), "subject-4")
    box = owner.get("/fr/rehearsal/mailbox/?to=lucie@sentiers.example").text
    assert box.count("Changement dans l’accès à votre compte") == 2


@pytest.mark.server
def test_another_persons_link_cannot_be_removed(server: Server) -> None:
    stranger = server.visitor()
    new_account(stranger, "stranger@nowhere.example")
    stranger.get("/fr/account/linked/")

    assert stranger.post("/fr/account/linked/", {"remove": "1"}).status == 404


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({}, "CORDATA_OIDC_CLIENT_ID is missing"),
        ({"CLIENT_ID": "x"}, "CORDATA_OIDC_CLIENT_SECRET is missing"),
        ({"CLIENT_ID": "x", "CLIENT_SECRET": "y"}, "https://"),
    ],
)
def test_half_a_configuration_is_refused_in_words(
    monkeypatch: pytest.MonkeyPatch, told: dict[str, str], words: str
) -> None:
    monkeypatch.setenv("CORDATA_OIDC_URL", "http://id.example.eu")
    for name, value in told.items():
        monkeypatch.setenv(f"CORDATA_OIDC_{name}", value)

    with pytest.raises(Misconfigured, match=re.escape(words)):
        identity.configured()


def test_the_secret_may_come_from_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    kept = tmp_path / "secret"
    kept.write_text("from-a-file\n")
    monkeypatch.setenv("CORDATA_OIDC_URL", "https://id.example.eu/realm/")
    monkeypatch.setenv("CORDATA_OIDC_CLIENT_ID", "cordata")
    monkeypatch.setenv("CORDATA_OIDC_CLIENT_SECRET_FILE", str(kept))

    chosen: dict[str, Any] = identity.configured()

    assert chosen["secret"] == "from-a-file"
    assert chosen["url"] == "https://id.example.eu/realm"
    assert chosen["origin"] == "https://id.example.eu"


def test_without_a_provider_nothing_is_offered(client: Any, db: None) -> None:
    assert "openid" not in client.get("/fr/account/login/").content.decode().lower()
