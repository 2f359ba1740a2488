"""Axe finds nothing on the pages people use most (A11-01); `make audit` looks at all of them."""

from __future__ import annotations

import pytest

from tests.journeys.looking import axe
from tests.journeys.world import DESK, PHONE, World

pytestmark = pytest.mark.journey

SAMPLE = (
    ("", "/"),
    ("", "/calls/microprojets-2/"),
    ("", "/eligible/"),
    ("", "/meetings/{meeting}/"),
    ("", "/partners/"),
    ("", "/account/login/"),
    ("lead", "/applications/{application}/"),
    ("lead", "/applications/{application}/texts/need/"),
    ("lead", "/applications/{application}/activities/{activity}/"),
    ("lead", "/applications/{application}/budget/"),
    ("lead", "/applications/{application}/review/"),
    ("organiser", "/meetings/{meeting}/people/"),
)


@pytest.mark.parametrize(
    ("language", "width", "scheme"), [("fr", PHONE, "light"), ("it", DESK, "dark")]
)
def test_axe_finds_nothing(world: World, language: str, width: int, scheme: str) -> None:
    wrong: dict[str, tuple[str, ...]] = {}
    for who, path in SAMPLE:
        walker = world.signed_in(who) if who else world.walker("visitor")
        walker.language = language
        walker.page.set_viewport_size({"width": width, "height": 900})
        walker.page.emulate_media(color_scheme=scheme)
        found = axe(walker.go(path.format(**world.pids)).page)
        if found.violations:
            wrong[path] = found.violations
    assert wrong == {}
