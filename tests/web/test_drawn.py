"""A piece kept is told apart by all that it says, and knows nothing of who reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from django.template import engines
from django.test import RequestFactory
from django.utils.translation import override

from cordata.web import drawn as kept
from cordata.web.drawn import drawn

PIECE = "web/nav.html"


def link(label: str) -> Mapping[str, Any]:
    return {"nav": [{"label": label, "url": "/", "current": False}]}


def never() -> Mapping[str, Any]:
    raise AssertionError("it was drawn again")


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    kept._kept.clear()


def test_a_piece_is_drawn_once_for_its_key() -> None:
    first = drawn(PIECE, "a", lambda: link("Appels"))

    assert "Appels" in first
    assert drawn(PIECE, "a", never) == first


def test_another_key_or_another_language_is_another_piece() -> None:
    drawn(PIECE, "a", lambda: link("Appels"))

    assert "Réunions" in drawn(PIECE, "b", lambda: link("Réunions"))
    with override("it"):
        assert "Menu" not in drawn(PIECE, "a", lambda: link("Bandi"))
        assert "Bandi" in drawn(PIECE, "a", never)


def test_a_piece_knows_neither_request_nor_person(rf: RequestFactory) -> None:
    """PRI: what is kept can show nothing of one reader to another."""
    page = engines["django"].from_string('{% drawn "web/nav.html" "k" nav=nav %}')
    request = rf.get("/")
    request.user = type("Somebody", (), {"is_authenticated": True, "name": "Elena"})()

    shown = page.render({"nav": link("{{ request.user }}")["nav"], "account": [1]}, request)

    assert "Elena" not in shown
    assert 'class="only-m"' in shown  # the link of whoever is not signed in


@pytest.mark.parametrize("limit", [0, 400])
def test_the_oldest_pieces_make_room(limit: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "KEPT", limit)
    for number in range(10):
        drawn(PIECE, number, lambda: link("Appels"))

    assert sum(map(len, kept._kept.values())) <= limit


def test_while_one_writes_templates_nothing_is_kept(settings: Any) -> None:
    settings.DEBUG = True
    labels = iter(["one", "two"])
    draw: Callable[[], str] = lambda: drawn(PIECE, "a", lambda: link(next(labels)))  # noqa: E731

    assert "one" in draw()
    assert "two" in draw()
