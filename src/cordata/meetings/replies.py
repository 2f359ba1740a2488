"""The mail that brings an answer to who asked, in the language of the question (NOT-01)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from cordata.kernel.localised import pick
from cordata.meetings.models import Question
from cordata.meetings.told import left_open, told
from cordata.notify import links, outbox
from cordata.notify.outbox import Address
from cordata.notify.wordings import Kept


def question_answered(question: Question, *, at: datetime) -> None:
    """To the asker, once; nothing where nobody left an address."""
    if not question.email:
        return
    about, language, published = question.about, question.language, question.publication
    reader = Address(question.email, question.name, language)
    context = {
        "letterhead": pick(about.programme.definition.names, language),
        "definition": about.definition,
        "question": question,
        "answer": pick(published.texts, language) if published else question.answer,
        "published": published,
        "link": _link(question),
    }
    outbox.post(
        "meetings.question_answered",
        reader,
        question,
        context,
        once=f"meetings.answer:{question.pid}",
        kept=_told(question, reader, context),
        at=at,
    )


def _told(question: Question, reader: Address, context: dict[str, Any]) -> Kept | None:
    """What was asked and answered is told elsewhere: the wording says only what stands around."""
    if question.meeting is None:
        return None
    asked = Question(text=left_open("question", reader.language), draft=question.draft)
    kept = told(question.meeting, reader, context)
    return replace(kept, values={**kept.values, "question": asked})


def _link(question: Question) -> str:
    """Where the published answer stands; else the draft it was asked from, or the meeting."""
    call = question.about_call
    if call and (question.publication or not (question.draft or question.meeting)):
        return links.page("programme:call", question.language, fragment="faq", code=call.code)
    if question.meeting is None:
        return links.page("applications:detail", question.language, pid=question.draft)
    return links.page("meetings:detail", question.language, pid=question.meeting.pid)
