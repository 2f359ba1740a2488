"""Panels that later steps hang on the home page; the programme knows none of them."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.utils.safestring import SafeString

from cordata.programme.models import Call
from cordata.web.drawn import drawn

Provider = Callable[[HttpRequest, Call, datetime], Mapping[str, Hashable] | None]

MAIN, ASIDE, WIDE = "main", "aside", "wide"


@dataclass(frozen=True, slots=True)
class Panel:
    """A piece of the home page: its template gets what its provider answers as `panel`."""

    order: int
    template: str
    provider: Provider
    slot: str


_panels: dict[str, Panel] = {}


def add_panel(order: int, template: str, provider: Provider, slot: str = MAIN) -> None:
    """Hang `template` on the home page of an announced call.

    `provider(request, call, at)` answers the template's `panel`, or None to show nothing; it
    may take one query. The panel is drawn once for the same values (`web/drawn.py`), so they are
    hashable and all that the template knows. `slot` is "main" or "aside" of the band beside the
    meetings, or "wide".
    """
    _panels[template] = Panel(order, template, provider, slot)


def panels(request: HttpRequest, call: Call, at: datetime) -> dict[str, list[SafeString]]:
    """Slot -> the panels that have something to say, in their order."""
    filled: dict[str, list[SafeString]] = {MAIN: [], ASIDE: [], WIDE: []}
    for panel in sorted(_panels.values(), key=lambda known: known.order):
        content = panel.provider(request, call, at)
        if content is not None:
            filled[panel.slot].append(_drawn(panel.template, content))
    return filled


def _drawn(template: str, content: Mapping[str, Hashable]) -> SafeString:
    return drawn(template, tuple(content.items()), lambda: {"panel": content})
