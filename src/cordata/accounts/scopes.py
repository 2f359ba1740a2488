"""For what a role may be given: what later steps, which know calls and countries, offer here."""

from __future__ import annotations

from collections.abc import Callable, Iterable

Scopes = Callable[[], Iterable[tuple[str, str]]]  # scope -> its words, in the reader's language
_offered: list[Scopes] = []


def offer(scopes: Scopes) -> None:
    """Have these scopes on the page that gives roles; a step does so when it starts."""
    if scopes not in _offered:
        _offered.append(scopes)


def offered() -> list[tuple[str, str]]:
    """Every scope on offer, in the order of the steps."""
    return [one for scopes in _offered for one in scopes()]
