"""The line beside the name at the head of every mail; the programme says it."""

from __future__ import annotations

from collections.abc import Callable

Provider = Callable[[str], str]
_providers: list[Provider] = []


def provide(provider: Provider) -> None:
    """Have `provider(language)` give the head's line, such as the programme's name."""
    if provider not in _providers:
        _providers.append(provider)


def line(language: str) -> str:
    """The first line a provider gives, or nothing."""
    return next((text for provider in _providers if (text := provider(language))), "")
