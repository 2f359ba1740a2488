"""The list of people registered as a table to take away, one line a person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import get_language, override

from cordata.kernel.localised import pick
from cordata.meetings import queries
from cordata.meetings.models import ELSEWHERE, ItemPlace, Meeting, Registration
from cordata.meetings.presenting import answer_words
from cordata.web import moments
from cordata.web.catalogue import label, sentence

AT_ONCE = 200  # registrations read together
COLUMNS = (
    "name",
    "email",
    "organisation",
    "role",
    "country",
    "nuts3",
    "theme",
    "has_idea",
    "seeks_partner_in",
    "language",
    "state",
    "registered_at",
    "attended_at",
    "walked_in",
    "photo_consent",
    "sharing_consent",
    "follow_up_consent",
    "meal",
    "access_needs",
)


def rows_of(
    registrations: QuerySet[Registration], meeting: Meeting, columns: tuple[str, ...] = ()
) -> Iterator[list[str]]:
    """The head, then everybody, in the language that is spoken now; read as they are written.

    Where `columns` are named, these alone.
    """
    if columns:
        return _named(registrations, meeting, columns, get_language())
    return _rows(registrations, meeting, get_language())


def _named(
    registrations: QuerySet[Registration],
    meeting: Meeting,
    columns: tuple[str, ...],
    language: str | None,
) -> Iterator[list[str]]:
    with override(language):
        yield [sentence(f"meetings.column.{name}") for name in columns]
        for registration in registrations.iterator(AT_ONCE):
            yield [_cell(registration, name, meeting.zone) for name in columns]


def _rows(
    registrations: QuerySet[Registration], meeting: Meeting, language: str | None
) -> Iterator[list[str]]:
    with override(language):
        titles = [pick(question.texts) for question in meeting.definition.questions]
        names = [*COLUMNS, "party", "choices"]
        yield [*(sentence(f"meetings.column.{name}") for name in names), *titles]
        for registration, places in _with_choices(registrations.iterator(AT_ONCE)):
            cells = [_cell(registration, name, meeting.zone) for name in COLUMNS]
            yield [*cells, *_chosen_cells(registration, places, meeting)]


def _with_choices(
    people: Iterator[Registration],
) -> Iterator[tuple[Registration, list[ItemPlace]]]:
    """Everybody with what they chose of the agenda. Nothing is prefetched: it would point back at
    whom it belongs to, and the memory of a long list would come back late, if at all."""
    while batch := list(islice(people, AT_ONCE)):
        places = queries.items_chosen_by(batch)
        for registration in batch:
            yield registration, places.get(registration.pk, [])


def _chosen_cells(
    registration: Registration, places: Iterable[ItemPlace], meeting: Meeting
) -> list[str]:
    """With whom somebody comes, what was chosen of the agenda, the answers to own questions."""
    party = registration.party.name if registration.party else ""
    titles = {item.code: pick(item.titles) for item in meeting.definition.agenda}
    chosen = [
        f"{titles.get(place.item, place.item)} ({label(place.state, 'meetings.item_state')})"
        for place in places
    ]
    answers = [
        answer_words(question, registration.own_answers.get(question.code, ""))
        for question in meeting.definition.questions
    ]
    return [party, "; ".join(chosen), *answers]


def _cell(registration: Registration, name: str, zone: Any) -> str:
    value = getattr(registration, name)
    if isinstance(value, bool):
        return sentence("meetings.yes") if value else sentence("meetings.no")
    if isinstance(value, datetime):
        return f"{moments.local(value, zone):%Y-%m-%d %H:%M}"
    if name == "state":
        return label(value, "meetings.state")
    if name == "meal":
        return label(value, "meetings.meal") if value else ""
    if name == "country" and value == ELSEWHERE:
        return ""
    return str(value or "")
