"""One page of the partner board: everything that is published, or what a filter leaves of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator

from cordata.matching import queries
from cordata.matching.models import PartnerSearch
from cordata.matching.queries import Filter
from cordata.programme.models import Call

PAGE = 24


@dataclass(frozen=True, slots=True)
class Board:
    """What a reader sees; `counts` are of all that is published, by territory."""

    counts: Mapping[str, int]
    page: Page[Any]
    searches: list[PartnerSearch]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def found(self) -> int:
        return self.page.paginator.count

    @property
    def filtered(self) -> bool:
        return self.found != self.total


def board_of(call: Call, at: datetime, by: Filter, number: str | None) -> Board:
    """The page with this number. Without a filter, only its own searches are read."""
    if by != Filter():
        return _narrowed(queries.board(call, at), by, number)
    counts = queries.published_by_territory(call, at)
    page = Paginator(range(sum(counts.values())), PAGE).get_page(number)
    return Board(counts, page, queries.board_page(call, at, page.number, PAGE))


def _narrowed(searches: list[PartnerSearch], by: Filter, number: str | None) -> Board:
    page = Paginator(queries.narrowed(searches, by), PAGE).get_page(number)
    return Board(queries.counts_by_territory(searches), page, list(page))
