"""Places, choices and waits in the reader's words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from cordata.kernel.localised import pick
from cordata.kernel.verdicts import NotPossible
from cordata.meetings.guest_lists import GuestRow, Judged
from cordata.meetings.models import ItemPlace, MailingCopy, Meeting, Registration
from cordata.meetings.presenting import SideWords, capital, side_words
from cordata.meetings.queries import ItemLeft, WaitEntry
from cordata.notify.queries import message_states
from cordata.web import moments
from cordata.web.catalogue import label, sentence
from cordata.web.moments import Zone


@dataclass(frozen=True, slots=True)
class ItemWords:
    """An item with places of its own: what is left of it, in words."""

    code: str
    title: str
    sides: list[SideWords]
    waiting: int


def items_words(items: Iterable[ItemLeft], meeting: Meeting) -> list[ItemWords]:
    """Every item that has places of its own."""
    return [
        ItemWords(
            left.item.code,
            capital(pick(left.item.titles)),
            [side_words(meeting, side) for side in left.sides],
            left.waiting,
        )
        for left in items
    ]


@dataclass(frozen=True, slots=True)
class ChosenItem:
    """What somebody chose of the agenda, and where that stands."""

    place: ItemPlace
    title: str
    state: str
    held: str


def chosen_by(registration: Registration, places: Iterable[ItemPlace]) -> list[ChosenItem]:
    """The items chosen, in the order of the agenda."""
    zone, of_item = registration.meeting.zone, {place.item: place for place in places}
    return [
        ChosenItem(
            place := of_item[item.code],
            capital(pick(item.titles)),
            label(place.state, "meetings.item_state"),
            short_moment(place.held_until, zone),
        )
        for item in registration.meeting.definition.items_with_places
        if item.code in of_item
    ]


@dataclass(frozen=True, slots=True)
class WaitLine:
    """One who waits, with the reason in words."""

    entry: WaitEntry
    words: str


def waiting_words(
    meeting: Meeting, entries: Iterable[WaitEntry]
) -> list[tuple[str, list[WaitLine]]]:
    """The waiting list of the meeting and of each item, each under its title."""
    titles = {item.code: capital(pick(item.titles)) for item in meeting.definition.agenda}
    lists: dict[str, list[WaitLine]] = {}
    for entry in entries:
        lists.setdefault(entry.item, []).append(WaitLine(entry, _why(meeting, entry)))
    return [(titles.get(item, item), lines) for item, lines in lists.items()]


def _why(meeting: Meeting, entry: WaitEntry) -> str:
    return sentence(
        f"meetings.why.{entry.reason}",
        seats=entry.seats,
        free=entry.free,
        count=entry.count,
        until=short_moment(entry.until, meeting.zone),
    )


def refusal_words(refusal: NotPossible) -> str:
    """An action's refusal as a sentence."""
    return sentence(refusal.code, **refusal.params)


def short_moment(instant: datetime | None, zone: Zone) -> str:
    """An instant without the name of its zone; empty for none."""
    return moments.moment_words(instant, zone, named=False) if instant else ""


def rows_left_out(found: Judged) -> list[tuple[GuestRow, str]]:
    """The lines of a list that add nobody, each with its reason in words."""
    return [(row, sentence(f"guest.row.{row.reason}", **row.params)) for row in found.left_out]


def copy_lines(copies: Sequence[MailingCopy]) -> list[tuple[str, str, str, str]]:
    """Name, address, language and what became of each copy; one query for all."""
    states = message_states("mailingcopy", [copy.pid for copy in copies])
    return [_copy_line(copy, states.get(copy.pid, "")) for copy in copies]


def _copy_line(copy: MailingCopy, state: str) -> tuple[str, str, str, str]:
    reader = copy.registration or copy.invitee
    code = state or ("left_out" if copy.posted_at else "being_written")
    words = sentence(f"meetings.copy.{code}")
    if reader is None or reader.erased_at:
        return "", sentence("meetings.copy.erased"), "", words
    return reader.name, reader.email, reader.language, words
