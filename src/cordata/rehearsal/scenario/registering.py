"""People who register for a meeting, cancel, and come in on the day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from cordata.meetings.actions import (
    Answers,
    cancel_registration,
    check_in,
    confirm_registration,
    register,
)
from cordata.meetings.models import Meeting
from cordata.rehearsal.scenario.people import staff
from cordata.rehearsal.scenario.reading import Book, Row
from cordata.rehearsal.scenario.step import Act, made


def acts(book: Book) -> Iterator[Act]:
    door = book.table("scenario").get("door", "")
    for row in book.rows("registrations"):
        key = f"registration:{row['key']}"
        yield Act(row["at"], key, partial(ask, row))
        yield Act(row["confirmed"], f"{key}:confirm", partial(confirm, key))
        if row["cancelled"]:
            yield Act(row["cancelled"], f"{key}:cancel", partial(cancel, key))
        if row["arrived"]:
            yield Act(row["arrived"], f"{key}:arrive", partial(arrive, key, door))


def ask(row: Row, at: datetime) -> str:
    meeting = Meeting.objects.get(code=row["meeting"])
    answers = Answers(
        name=row["name"],
        email=row["email"],
        country=row["country"],
        language=row["language"],
        organisation=row["organisation"],
        nuts3=row["nuts3"],
        role=row["role"],
        theme=row["theme"],
        has_idea=row["idea"] == "yes",
        seeks_partner_in=row["seeks"],
        meal=row["meal"],
        sharing_consent=row["shares"] == "yes",
        follow_up_consent=row["follow_up"] == "yes",
        question=row["question"],
    )
    return str(register(meeting.pid, answers, at=at).pid)


def confirm(key: str, at: datetime) -> str:
    return str(confirm_registration(made(key), at=at).pid)


def cancel(key: str, at: datetime) -> str:
    pid = made(key)
    cancel_registration(pid, at=at)
    return pid


def arrive(key: str, door: str, at: datetime) -> str:
    return str(check_in(made(key), by=staff(door), at=at).pid)
