"""A passkey from the first touch to its removal, with an authenticator the browser makes up.

AUT-01: a passkey or a mailed code, never a password; AUT-03: the staff's second factor.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from tests.journeys.cast import Somebody
from tests.journeys.steps_public import open_account
from tests.journeys.walking import Walker, code_in
from tests.journeys.world import World

pytestmark = [pytest.mark.journey, pytest.mark.server]
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
OWNERS = [
    Somebody("key-fr", "Nathalie Brun", "nathalie@cles.example"),
    Somebody("key-it", "Marta Bianco", "marta@chiavi.example", "it"),
    Somebody("key-en", "Ann Field", "ann@keys.example", "en"),
]


class Device:
    """What a laptop's fingerprint reader is to a page: it makes keys and proves it has them."""

    def __init__(self, walker: Walker) -> None:
        self.session = walker.page.context.new_cdp_session(walker.page)
        self.session.send("WebAuthn.enable", {"enableUI": False})
        made = self.session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
        self.of = {"authenticatorId": made["authenticatorId"]}

    def keys(self) -> list[dict[str, Any]]:
        return list(self.session.send("WebAuthn.getCredentials", self.of)["credentials"])

    def forget(self) -> None:
        self.session.send("WebAuthn.clearCredentials", self.of)

    def refuse(self, refused: bool = True) -> None:
        """The finger is not recognised, or the person says no."""
        verified = {**self.of, "isUserVerified": not refused}
        self.session.send("WebAuthn.setUserVerified", verified)


def named(world: World, who: Somebody) -> Walker:
    """A window on the instance by its name: a browser makes no passkey for a number."""
    origin = world.origin.replace("127.0.0.1", "localhost")
    return world.walker(who.key, who.language, width=390, base_url=origin)


def add_key(walker: Walker, name: str) -> None:
    """The first key brings recovery codes along: they are shown once it is kept."""
    walker.go("/account/2fa/webauthn/add/").fill("Name of this key", name)
    touch(walker, "Add this key", "**/recovery-codes/")


def touch(walker: Walker, button: str, arrives: str) -> None:
    """Press what asks the device; the page sends the answer by itself."""
    walker.page.get_by_role("button", name=walker.like(button)).first.click()
    walker.page.wait_for_url(arrives)


def sign_out(walker: Walker) -> None:
    walker.go("/account/logout/").press("Sign out", within="main")


@pytest.fixture(params=OWNERS, ids=lambda who: who.language)
def owner(world: World, request: pytest.FixtureRequest) -> Iterator[tuple[Walker, Somebody]]:
    test = request.function.__name__.replace("_", "-")
    who = replace(request.param, email=f"{test[:40]}@{request.param.language}.example")
    walker = named(world, who)
    open_account(walker, who)
    yield walker, who
    assert walker.trouble == []


def test_a_passkey_is_added_opens_the_account_and_is_removed(
    owner: tuple[Walker, Somebody],
) -> None:
    walker, who = owner
    device = Device(walker)

    add_key(walker, "Portable")
    assert len(device.keys()) == 1
    assert device.keys()[0]["rpId"] == "localhost"
    walker.go("/account/2fa/webauthn/").sees("Portable")

    sign_out(walker)
    walker.go("/account/login/")
    touch(walker, "Passkey", "**/account/")
    walker.sees(who.name)

    walker.go("/account/2fa/webauthn/").follow("Remove", within="main")
    walker.press("Remove this key")
    walker.go("/account/2fa/webauthn/").reads("No passkey yet.")


def test_a_lost_passkey_leaves_the_mailed_code_and_says_so(
    owner: tuple[Walker, Somebody],
) -> None:
    """The device is gone: the page says what to do, and a recovery code opens the account."""
    walker, who = owner
    device = Device(walker)
    add_key(walker, "Portable")
    codes = recovery_codes(walker)
    sign_out(walker)
    device.forget()
    walker.trouble.clear()

    walker.go("/account/login/").page.get_by_role("button", name=walker.like("Passkey")).click()
    walker.page.locator("#passkey_trouble").wait_for(state="visible")
    walker.reads("No passkey opened your account. Try again, or receive a code by e-mail.")
    assert walker.trouble == []

    walker.go("/account/login/").fill("E-mail", who.email, within="main")
    walker.press("Receive a code by e-mail")
    enter_code(walker, who)
    walker.reads("Second step").fill("Code of the app, or a recovery code", codes[0])
    walker.press("Go on")
    walker.go("/account/").sees(who.name)


def test_a_refused_finger_adds_nothing_and_the_page_says_so(
    owner: tuple[Walker, Somebody],
) -> None:
    walker, _who = owner
    device = Device(walker)
    device.refuse()

    walker.go("/account/2fa/webauthn/add/")
    walker.page.get_by_role("button", name=walker.like("Add this key")).click()

    walker.page.locator("#passkey_trouble").wait_for(state="visible")
    assert device.keys() == []
    walker.go("/account/2fa/webauthn/").reads("No passkey yet.")


def test_the_mailed_code_is_followed_by_the_key(owner: tuple[Walker, Somebody]) -> None:
    """AUT-03: who has a key is asked for it after the code, too."""
    walker, who = owner
    Device(walker)
    add_key(walker, "Portable")
    sign_out(walker)

    walker.go("/account/login/").fill("E-mail", who.email, within="main")
    walker.press("Receive a code by e-mail")
    enter_code(walker, who)
    walker.reads("Second step")
    touch(walker, "Use my passkey", "**/account/")

    walker.sees(who.name)


def test_at_a_number_the_page_says_that_a_name_is_needed(world: World) -> None:
    walker = world.walker("number")
    Device(walker)

    walker.go("/account/login/").page.get_by_role("button", name=walker.like("Passkey")).click()

    walker.page.locator("#passkey_trouble [data-number]").wait_for(state="visible")
    walker.sees("localhost")


def recovery_codes(walker: Walker) -> list[str]:
    walker.go("/account/2fa/recovery-codes/")
    return list(walker.page.locator("main li.code").all_inner_texts())


def enter_code(walker: Walker, who: Somebody) -> None:
    walker.page.locator('main [name="code"]').fill(code_in(walker.mail_to(who.email)))
    with walker.page.expect_navigation():
        walker.page.locator('main [name="code"]').press("Enter")
