"""Whom the organisers invite to a meeting, and what those answer who do not register."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from cordata.meetings.actions import (
    add_guest,
    decline_invitation,
    order_letters,
    send_colleague,
    unsubscribe,
)
from cordata.meetings.models import Invitee, Letter, Meeting
from cordata.rehearsal.scenario.people import staff
from cordata.rehearsal.scenario.reading import Book, Row
from cordata.rehearsal.scenario.step import Act


def acts(book: Book) -> Iterator[Act]:
    organiser = book.table("scenario").get("organiser", "")
    lists: dict[tuple[str, str], list[Row]] = {}
    for row in book.rows("guests"):
        lists.setdefault((row["meeting"], row["invited"]), []).append(row)
        if row["answer"]:
            key = f"guest:{row['key']}:{row['answer']}"
            yield Act(row["answered"], key, partial(answer, row))
    for (meeting, invited), rows in lists.items():
        yield Act(invited, f"guests:{meeting}:{invited}", partial(invite, meeting, rows, organiser))


def invite(meeting_code: str, rows: list[Row], organiser: str, at: datetime) -> str:
    """The whole list, then one order for all letters."""
    meeting, by = Meeting.objects.get(code=meeting_code), staff(organiser)
    for row in rows:
        add_guest(
            meeting.pid,
            email=row["email"],
            name=row["name"],
            organisation=row["organisation"],
            language=row["language"],
            by=by,
            at=at,
        )
    order_letters(meeting.pid, Letter.INVITATION, by=by, at=at)
    return str(meeting.pid)


def answer(row: Row, at: datetime) -> str:
    """No, a colleague, or no more invitations; a yes is a registration of its own."""
    guest = Invitee.objects.get(meeting__code=row["meeting"], email=row["email"])
    if row["answer"] == "colleague":
        name, email, language = row["colleague"], row["colleague_email"], row["language"]
        sent = send_colleague(guest.pid, name=name, email=email, language=language, at=at)
        return str(sent.pid)
    if row["answer"] == "no":
        decline_invitation(guest.pid, at=at)
    elif row["answer"] == "stop":
        unsubscribe(guest.pid, at=at)
    return str(guest.pid)
