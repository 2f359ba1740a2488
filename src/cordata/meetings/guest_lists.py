"""The rows of a list somebody brought, judged before any of them is a guest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.core.exceptions import ValidationError

from cordata.meetings.models import GuestList, Meeting, OptOut
from cordata.meetings.states import LIVE
from cordata.rules import guest_lists as titles
from cordata.web.cleaning import clean_text
from cordata.web.forms import canonical_email

LIMITS = {"name": 150, "organisation": 250}


@dataclass(frozen=True, slots=True)
class GuestRow:
    """One line of the list as it was read; with a reason it stays out."""

    line: int
    email: str
    name: str
    organisation: str
    language: str
    reason: str = ""  # code
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Judged:
    """Who would be added, and who would not, each in the order of the list."""

    taken: list[GuestRow]
    left_out: list[GuestRow]


@dataclass(frozen=True, slots=True)
class Known:
    """Addresses that stay out of a list: each with its reason."""

    invited: set[str]
    registered: set[str]
    opted_out: set[str]

    def reason(self, email: str) -> str:
        for name in ("opted_out", "registered", "invited"):
            if email in getattr(self, name):
                return name
        return ""


def known_of(meeting: Meeting, emails: Sequence[str]) -> Known:
    """What is known of these addresses at this meeting, in three queries at any length."""
    return Known(
        set(meeting.invitees.filter(erased_at=None).values_list("email", flat=True)),
        set(meeting.registrations.filter(state__in=LIVE).values_list("email", flat=True)),
        OptOut.objects.among(meeting.programme, emails),
    )


def judged(guest_list: GuestList, languages: Sequence[str]) -> Judged:
    """Every line of the list but the titles and the empty ones."""
    read = [_readable(row, languages) for row in _rows(guest_list)]
    known = known_of(guest_list.meeting, [row.email for row in read if not row.reason])
    taken: list[GuestRow] = []
    left_out: list[GuestRow] = []
    lines: dict[str, int] = {}
    for row in read:
        if not row.reason:
            row = _not_twice(row, known, lines)
        (left_out if row.reason else taken).append(row)
    return Judged(taken, left_out)


def _rows(guest_list: GuestList) -> Iterator[GuestRow]:
    columns, first = guest_list.columns, 1 if guest_list.has_titles else 0
    for number, cells in enumerate(guest_list.rows[first:], first + 1):
        if not any(cells):
            continue
        said = {name: clean_text(cells[at]) for name, at in columns.items() if at < len(cells)}
        halves = [said.get(titles.FIRST_NAME, ""), said.get(titles.SURNAME, "")]
        name = said.get(titles.NAME) or " ".join(half for half in halves if half)
        language = said.get(titles.LANGUAGE) or guest_list.language
        email, organisation = said.get(titles.EMAIL, ""), said.get(titles.ORGANISATION, "")
        yield GuestRow(number, email, name, organisation, language)


def _readable(row: GuestRow, languages: Sequence[str]) -> GuestRow:
    """The row with its address in canonical form, or with what is wrong in it."""
    if not row.email:
        return replace(row, reason="email_missing")
    try:
        email = canonical_email(row.email)
    except ValidationError:
        return replace(row, reason="email_unreadable")
    for name, limit in LIMITS.items():
        if len(getattr(row, name)) > limit:
            return replace(row, reason=f"{name}_too_long", params={"limit": limit})
    language = titles.language_of(row.language)
    if language not in languages:
        return replace(row, reason="language_unknown", params={"said": row.language})
    return replace(row, email=email, language=language)


def _not_twice(row: GuestRow, known: Known, lines: dict[str, int]) -> GuestRow:
    """Lower and upper case are one address: the first line of it counts."""
    if reason := known.reason(row.email):
        return replace(row, reason=reason)
    if row.email in lines:
        return replace(row, reason="twice", params={"line": lines[row.email]})
    lines[row.email] = row.line
    return row
