"""AUT-09 in a real browser: our policy lets a reader go to the provider, and no further than asked.

With and without JavaScript; the provider sends people on to a third place before they come back.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.identity_provider import CLIENT, SECRET, IdentityProvider, identity_provider
from tests.journeys.cast import Somebody
from tests.journeys.steps_public import open_account
from tests.journeys.world import PHONE, World, rehearsal

pytestmark = [pytest.mark.journey, pytest.mark.server]
READERS = [
    (Somebody("out-fr", "Nathalie Brun", "nathalie@dehors.example"), True),
    (Somebody("out-it", "Marta Bianco", "marta@fuori.example", "it"), False),
]


@pytest.fixture(scope="module")
def provider() -> Iterator[IdentityProvider]:
    with identity_provider() as opened:
        yield opened


@pytest.fixture(scope="module")
def offering(
    browser: Any, provider: IdentityProvider, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    told = {
        "CORDATA_OIDC_URL": provider.url,
        "CORDATA_OIDC_CLIENT_ID": CLIENT,
        "CORDATA_OIDC_CLIENT_SECRET": SECRET,
        "CORDATA_OIDC_NAME": "Agence Alpine",
    }
    with rehearsal(tmp_path_factory.mktemp("outside"), browser, **told) as world:
        yield world


@pytest.mark.parametrize(("who", "with_script"), READERS, ids=["fr", "it, no script"])
def test_an_identity_is_linked_and_opens_the_account_from_then_on(
    offering: World, provider: IdentityProvider, who: Somebody, with_script: bool
) -> None:
    window = {"width": PHONE, "java_script_enabled": with_script}
    walker = offering.new_walker(who.language, **window)
    open_account(walker, who)
    provider.be(f"subject of {who.key}")

    walker.go("/account/linked/").press("Link %(name)s", within="main", name="Agence Alpine")
    walker.page.wait_for_url("**/account/linked/")
    walker.reads("This identity now opens your account.")

    later = offering.new_walker(who.language, **window)
    later.go("/account/login/").press("Agence Alpine", within="main")
    later.page.wait_for_url(f"**/{who.language}/account/")
    later.sees(who.name)
    assert walker.trouble == later.trouble == []
    for one in (walker, later):
        one.page.context.close()
