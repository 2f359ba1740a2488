"""Who else is on a page of the draft: said in words at its head, without a script."""

from __future__ import annotations

from datetime import datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cordata.applications.actions import save_answer
from cordata.applications.actions.being_there import note_presence
from cordata.applications.models import Presence
from cordata.applications.presence import AGAIN, RECENT, others_on
from cordata.kernel.clock import held_at
from cordata.kernel.models import Event
from tests.applications.test_pages import signed_in
from tests.factories.applications import Cast, started

pytestmark = pytest.mark.django_db
MINUTE, TICK = timedelta(minutes=1), timedelta(microseconds=1)


def open_page(cast: Cast, person: Any, at: datetime, rest: str = "texts/need/", language="fr"):
    with held_at(at):
        where = f"/{language}/applications/{cast.application.pid}/{rest}"
        answer = signed_in(person).get(where)
    assert answer.status_code == 200
    return unescape(answer.content.decode()).replace("\xa0", " ")


def test_who_has_the_page_open_is_said_to_the_others_in_their_language(
    call: Any, at: datetime
) -> None:
    cast = started(call, at)
    mine = open_page(cast, cast.editor, at)
    assert "page ouverte" not in mine
    shown = open_page(cast, cast.partner_editor, at + 2 * MINUTE, language="it")
    assert "Lucie (Association Sentiers du Semnoz) ha aperto questa pagina 2 minuti fa." in shown
    assert "Marco" in open_page(cast, cast.editor, at + 2 * MINUTE)


def test_another_page_of_the_draft_is_another_page(call: Any, at: datetime) -> None:
    cast = started(call, at)
    open_page(cast, cast.editor, at, "texts/change/")
    assert "Lucie" not in open_page(cast, cast.partner_editor, at)
    for rest in ("project/", f"partners/{cast.partners[1].pid}/", "activities/new/"):
        open_page(cast, cast.editor, at + MINUTE, rest)
        assert "Lucie (" in open_page(cast, cast.partner_editor, at + MINUTE, rest)
    assert Presence.objects.count() == 2  # a page, never a trail


@pytest.mark.parametrize(
    ("later", "there"), [(RECENT - TICK, True), (RECENT, False), (RECENT + MINUTE, False)]
)
def test_after_five_minutes_nobody_is_expected_there(
    call: Any, at: datetime, later: timedelta, there: bool
) -> None:
    cast = started(call, at)
    open_page(cast, cast.editor, at)
    assert ("Lucie" in open_page(cast, cast.partner_editor, at + later)) is there


def test_who_saves_is_writing_whatever_page_was_loaded_when(call: Any, at: datetime) -> None:
    """Read from the answer itself: the save while typing notes nothing more."""
    cast = started(call, at)
    open_page(cast, cast.editor, at)
    later = at + 20 * MINUTE
    place = {"field": "need", "language": "fr"}
    save_answer(cast.application, text="Un", by=cast.editor, at=later, **place)
    shown = open_page(cast, cast.partner_editor, later)
    assert "Lucie (Association Sentiers du Semnoz) écrit sur cette page en ce moment." in shown
    assert "en ce moment" not in open_page(cast, cast.editor, later)
    assert "Lucie" not in open_page(cast, cast.partner_editor, later, "texts/change/")


def test_a_sheet_s_writer_writes_on_that_sheet_alone(call: Any, at: datetime) -> None:
    cast = started(call, at)
    first, second = cast.partners
    place = {"field": "contribution", "language": "it", "partner": second}
    save_answer(cast.application, text="Uno", by=cast.partner_editor, at=at, **place)
    assert "Marco (" in open_page(cast, cast.editor, at, f"partners/{second.pid}/")
    fields = ("contribution",)
    page = f"partners/{first.pid}/"
    assert others_on(cast.application, page, cast.editor, at, fields, first) == []


def test_an_open_page_is_noted_once_a_minute_and_outside_the_journal(
    call: Any, at: datetime
) -> None:
    cast = started(call, at)
    events = Event.objects.count()
    for later, noted in ((timedelta(0), at), (AGAIN - TICK, at), (AGAIN, at + AGAIN)):
        note_presence(cast.application, "texts/need/", by=cast.editor, at=at + later)
        assert Presence.objects.get().seen_at == noted
    assert Event.objects.count() == events


@pytest.mark.counting
def test_ten_people_on_a_page_cost_as_much_as_two(call: Any, at: datetime) -> None:
    """REL-20."""
    cast = started(call, at)
    page, others = "texts/need/", (cast.signatory, cast.partner_signatory, cast.partner_editor)
    note_presence(cast.application, page, by=cast.editor, at=at)
    counts = []
    for some in (others[:1], others):
        for person in some:
            note_presence(cast.application, page, by=person, at=at)
        with CaptureQueriesContext(connection) as queries:
            assert len(others_on(cast.application, page, cast.editor, at, ("need",))) == len(some)
        counts.append(len(queries))
    assert counts[0] == counts[1]
