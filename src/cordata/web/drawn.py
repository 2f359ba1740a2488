"""Pieces of a page that say the same to everybody: drawn once for what they are drawn from.

A kept piece is told apart by its template, its language and its key. The key names all that it
says: the digest of a frozen definition, or the very values. A piece knows nothing else, neither
the request nor the person, so nothing of one reader is ever shown to another.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from threading import Lock
from typing import Any

from django.conf import settings
from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

KEPT = 4_000_000  # characters a process
_kept: OrderedDict[Hashable, SafeString] = OrderedDict()
_lock = Lock()


def drawn(
    template: str, key: Hashable = (), context: Callable[[], Mapping[str, Any]] = dict
) -> SafeString:
    """`template` with what `context()` gives; the next time with the same key it is not asked."""
    place = (template, get_language(), key)
    with _lock:
        found = _kept.get(place)
        if found is not None:
            _kept.move_to_end(place)
            return found
    made = mark_safe(get_template(template).render(dict(context())))
    if not settings.DEBUG:
        _keep(place, made)
    return made


def _keep(place: Hashable, piece: SafeString) -> None:
    """The pieces nobody has asked for longest make room."""
    with _lock:
        _kept[place] = piece
        while sum(map(len, _kept.values())) > KEPT:
            _kept.popitem(last=False)
