"""Absolute links: always from the configured origin, never from a request's Host (CFG-01)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override


def absolute(path: str) -> str:
    """`path` (from the root) under the installation's origin."""
    return f"{settings.ORIGIN}{path}"


def page(url_name: str, language: str, fragment: str = "", **kwargs: Any) -> str:
    """The absolute address of a page in `language`."""
    with override(language):
        address = absolute(reverse(url_name, kwargs=kwargs))
    return f"{address}#{fragment}" if fragment else address


def is_own(url: str) -> bool:
    """Whether `url` leads to this installation: the only links our mails make clickable."""
    return url == settings.ORIGIN or url.startswith(f"{settings.ORIGIN}/")


def in_language(url: str, language: str) -> str:
    """The same own page in another language: its first path part is the language."""
    codes = {code for code, _name in settings.LANGUAGES}
    rest = url.removeprefix(settings.ORIGIN).lstrip("/")
    first, _, tail = rest.partition("/")
    return absolute(f"/{language}/{tail}") if first in codes else absolute(f"/{language}/")
