"""Partner searches on the board, introductions asked for and answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any

from cordata.matching.actions import (
    accept_introduction,
    ask_introduction,
    decline_introduction,
    mark_matched,
    publish_search,
    withdraw_search,
    write_search,
)
from cordata.matching.cards import Card
from cordata.matching.models import PartnerSearch
from cordata.programme.models import Call
from cordata.rehearsal.scenario.people import editor, organisation, signatory
from cordata.rehearsal.scenario.reading import Book
from cordata.rehearsal.scenario.step import Act, made

Told = Mapping[str, Any]
ENDS = {"matched": mark_matched, "withdrawn": withdraw_search}


def acts(book: Book) -> Iterator[Act]:
    for search in book.table("searches").get("search", ()):
        key = f"search:{search['key']}"
        yield Act(search["at"], key, partial(publish, book, search))
        for asked in search.get("introduction", ()):
            meeting = f"introduction:{search['key']}:{asked['by']}"
            yield Act(asked["at"], meeting, partial(ask, book, key, asked))
            if "answered" in asked:
                answer = partial(answer_introduction, book, search, asked, meeting)
                yield Act(asked["answered"], f"{meeting}:answer", answer)
        if "ends" in search:
            yield Act(search["ends"], f"{key}:end", partial(end, book, search))


def publish(book: Book, search: Told, at: datetime) -> str:
    author = editor(book, search["by"])
    written = write_search(
        call=Call.objects.get(code=search["call"]),
        organisation=organisation(search["by"]),
        card=card_of(search),
        by=author,
        at=at,
    )
    publish_search(written.pid, by=author, at=at)
    return str(written.pid)


def card_of(search: Told) -> Card:
    budget = search.get("budget")
    return Card(
        theme=search["theme"],
        titles=search["titles"],
        ideas=search["ideas"],
        brings=search.get("brings", {}),
        wanted=search.get("wanted", {}),
        wanted_countries=tuple(search.get("countries", ())),
        wanted_territories=tuple(search.get("territories", ())),
        wanted_types=tuple(search.get("types", ())),
        concepts=tuple(search.get("concepts", ())),
        languages=tuple(search.get("languages", ())),
        budget_idea=Decimal(budget) if budget else None,
    )


def ask(book: Book, search_key: str, asked: Told, at: datetime) -> str:
    own = asked.get("own_search")
    introduction = ask_introduction(
        made(search_key),
        organisation=organisation(asked["by"]),
        message=asked["message"],
        by=editor(book, asked["by"]),
        at=at,
        own_search=None if own is None else search_of(own),
    )
    return str(introduction.pid)


def search_of(key: str) -> PartnerSearch:
    return PartnerSearch.objects.get(pid=made(f"search:{key}"))


def answer_introduction(book: Book, search: Told, asked: Told, key: str, at: datetime) -> str:
    answer = accept_introduction if asked["how"] == "accepted" else decline_introduction
    introduction = answer(made(key), by=signatory(book, search["by"]), at=at)
    return str(introduction.pid)


def end(book: Book, search: Told, at: datetime) -> str:
    ended = ENDS[search["how"]](
        made(f"search:{search['key']}"), by=editor(book, search["by"]), at=at
    )
    return str(ended.pid)
