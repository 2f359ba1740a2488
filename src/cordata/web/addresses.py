"""Addresses of pages and static files: worked out once, for they hold as long as a process runs."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import get_script_prefix, get_urlconf, reverse
from django.utils.translation import get_language

KEPT = 4096
Place = tuple[str, str, str | None]


def address(name: str, args: tuple[Any, ...] = (), kwargs: tuple[tuple[str, Any], ...] = ()) -> str:
    """As `reverse`, in the reader's language. Raises NoReverseMatch where there is no such page."""
    return _reversed(place(), name, args, kwargs)


def place() -> Place:
    """All that an address depends on beside its name: the site's root and the language."""
    return get_urlconf() or settings.ROOT_URLCONF, get_script_prefix(), get_language()


@lru_cache(KEPT, typed=True)
def _reversed(
    place: Place, name: str, args: tuple[Any, ...], kwargs: tuple[tuple[str, Any], ...]
) -> str:
    return str(reverse(name, args=args, kwargs=dict(kwargs)))


@cache
def static_address(path: str) -> str:
    """As `{% static %}`: the name of a file with its fingerprint, as it was collected."""
    return str(static(path))
