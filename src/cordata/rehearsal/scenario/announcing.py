"""The programme itself: its calls appear, their examination starts, their decisions are known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from functools import partial

from cordata.kernel.journal import SYSTEM
from cordata.meetings.actions import load_meetings
from cordata.packs import load
from cordata.programme.actions import load_pack, move_call
from cordata.programme.models import Call
from cordata.programme.states import ASSESS, DECIDE, PUT_BEFORE_COMMITTEE
from cordata.rehearsal.scenario.reading import Book
from cordata.rehearsal.scenario.step import Act

MOVES = {"assess": ASSESS, "committee": PUT_BEFORE_COMMITTEE, "decide": DECIDE}


def acts(book: Book) -> Iterator[Act]:
    """Calendar rows: the calls loaded from the pack on their day, then moved on."""
    for row in book.rows("calendar"):
        if row["act"] == "announce":
            perform = partial(announce, book, tuple(row["call"].split(";")))
        else:
            perform = partial(move_on, row["call"], row["act"])
        yield Act(row["at"], f"call:{row['call']}:{row['act']}", perform)


def announce(book: Book, codes: tuple[str, ...], at: datetime) -> str:
    """Load the programme with the calls known by then and their meetings."""
    whole = load(book.pack)
    known = {*codes, *Call.objects.values_list("code", flat=True)}
    pack = replace(whole, calls=tuple(call for call in whole.calls if call.code in known))
    programme = load_pack(pack, by=SYSTEM, at=at)
    load_meetings(programme, pack, by=SYSTEM, at=at)
    return str(programme.pid)


def move_on(code: str, act: str, at: datetime) -> str:
    call = Call.objects.get(code=code)
    move_call(call.pk, MOVES[act], by=SYSTEM, at=at)
    return str(call.pid)
