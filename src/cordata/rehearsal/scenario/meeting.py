"""What happens around a meeting besides registrations: questions and their answers, what is handed
out, the thanks, and what those who came say of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from cordata.documents.storing import store_file
from cordata.meetings.actions import (
    add_document,
    answer_privately,
    answer_survey,
    assign_question,
    note_question,
    publish_answer,
    set_aside,
    thank,
)
from cordata.meetings.forms import HANDED_OUT
from cordata.meetings.models import Meeting, Question, Registration
from cordata.rehearsal.scenario.applying import paper
from cordata.rehearsal.scenario.people import staff
from cordata.rehearsal.scenario.reading import Book, Row
from cordata.rehearsal.scenario.step import Act, made

Told = Mapping[str, Any]
ASKED = frozenset({"useful", "clear", "project", "partner", "missing"})  # of the pack's survey


def acts(book: Book) -> Iterator[Act]:
    told = book.table("meetings")
    for question in told.get("question", ()):
        yield from _of_question(question)
    for document in told.get("document", ()):
        key = f"document:{document['meeting']}:{document['file']}"
        yield Act(document["at"], key, partial(hand_out, book, document))
    for one in told.get("thanks", ()):
        yield Act(one["at"], f"thanks:{one['meeting']}", partial(give_thanks, one))
    for row in book.rows("survey"):
        yield Act(row["at"], f"survey:{row['key']}", partial(say, row))


def _of_question(told: Told) -> Iterator[Act]:
    key = f"question:{told['key']}"
    if "text" in told:
        yield Act(told["at"], key, partial(ask, told))
    yield Act(told["assigned"], f"{key}:assign", partial(assign, told))
    yield Act(told["answered"], f"{key}:answer", partial(answer, told))


def ask(told: Told, at: datetime) -> str:
    """Typed in by who heard it."""
    question = note_question(
        Meeting.objects.get(code=told["meeting"]),
        told["text"],
        language=told["language"],
        channel=told["channel"],
        name=told.get("name", ""),
        email=told.get("email", ""),
        by=staff(told["owner"]),
        at=at,
    )
    return str(question.pid)


def asked(told: Told) -> str:
    """The question of the tables, or the one that somebody asked when they registered."""
    if "text" in told:
        return made(f"question:{told['key']}")
    return str(Question.objects.get(registration__pid=made(f"registration:{told['key']}")).pid)


def assign(told: Told, at: datetime) -> str:
    pid, owner = asked(told), staff(told["owner"])
    stand_in = staff(told["stand_in"]) if "stand_in" in told else None
    assign_question(pid, owner=owner, stand_in=stand_in, by=owner, at=at)
    return pid


def answer(told: Told, at: datetime) -> str:
    """For all, for the asker alone, or set aside with a reason."""
    pid, by = asked(told), staff(told["owner"])
    if "titles" in told:
        field = told["field"]
        publish_answer(
            pid, titles=told["titles"], texts=told["texts"], form_field=field, by=by, at=at
        )
    elif "because" in told:
        set_aside(pid, told["because"], by=by, at=at)
    else:
        answer_privately(pid, told["answer"], by=by, at=at)
    return pid


def hand_out(book: Book, told: Told, at: datetime) -> str:
    by = staff(told["by"])
    document = add_document(
        Meeting.objects.get(code=told["meeting"]).pid,
        store_file(paper(book, told["file"]), by=by, at=at, kinds=HANDED_OUT),
        titles=told["titles"],
        moment=told["moment"],
        audience=told["audience"],
        code=told.get("code", ""),
        by=by,
        at=at,
    )
    return str(document.pid)


def give_thanks(told: Told, at: datetime) -> str:
    meeting = Meeting.objects.get(code=told["meeting"])
    return str(thank(meeting.pid, by=staff(told["by"]), at=at).pid)


def say(row: Row, at: datetime) -> str:
    """The survey by who came. Nothing is remembered of it: the answers are nobody's."""
    person = Registration.objects.get(pid=made(f"registration:{row['key']}"))
    answers = {code: row[code] for code in row if code in ASKED and row[code]}
    answer_survey(person.pid, answers, language=person.language, at=at)
    return ""
