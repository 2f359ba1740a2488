"""Panels that later steps hang on the home page; the programme knows none of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest

from cordata.programme.models import Call

Provider = Callable[[HttpRequest, Call, datetime], Mapping[str, Any] | None]

MAIN, ASIDE, WIDE = "main", "aside", "wide"


@dataclass(frozen=True, slots=True)
class Panel:
    """A piece of the home page: its template gets what its provider answers as `panel`."""

    order: int
    template: str
    provider: Provider
    slot: str


@dataclass(frozen=True, slots=True)
class Filled:
    """A panel with its content."""

    template: str
    content: Mapping[str, Any]
    slot: str


_panels: dict[str, Panel] = {}


def add_panel(order: int, template: str, provider: Provider, slot: str = MAIN) -> None:
    """Hang `template` on the home page of an announced call.

    `provider(request, call, at)` answers the template's `panel`, or None to show nothing; it
    may take one query. `slot` is "main" or "aside" of the band beside the meetings, or "wide".
    """
    _panels[template] = Panel(order, template, provider, slot)


def panels(request: HttpRequest, call: Call, at: datetime) -> dict[str, list[Filled]]:
    """Slot -> the panels that have something to say, in their order."""
    filled: dict[str, list[Filled]] = {MAIN: [], ASIDE: [], WIDE: []}
    for panel in sorted(_panels.values(), key=lambda known: known.order):
        content = panel.provider(request, call, at)
        if content is not None:
            filled[panel.slot].append(Filled(panel.template, content, panel.slot))
    return filled
