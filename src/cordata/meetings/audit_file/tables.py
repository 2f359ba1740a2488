"""The lists of the audit file, line by line: nothing is kept that was written."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.db.models import Count, QuerySet

from cordata.kernel.localised import pick
from cordata.meetings import queries
from cordata.meetings.listing import rows_of
from cordata.meetings.models import MailingCopy, Meeting, Question, Registration
from cordata.meetings.wording import copy_lines
from cordata.notify.letters import LetterState
from cordata.notify.queries import messages_counted
from cordata.web import moments
from cordata.web.catalogue import sentence
from cordata.web.context import OWN_NAMES

AT_ONCE = 500
# What a controller needs; addresses, meals, needs and wishes stay where they are (PRI-04).
OF_PEOPLE = (
    *("name", "organisation", "role", "country", "nuts3", "state", "registered_at"),
    *("attended_at", "walked_in", "photo_consent"),
)


def people(registrations: QuerySet[Registration], meeting: Meeting) -> Iterator[list[str]]:
    """Who registered, or who came, in the language that is spoken now."""
    return rows_of(registrations, meeting, OF_PEOPLE)


def mails_sent(meeting: Meeting) -> list[dict[str, Any]]:
    """Kind and language of each mail about the meeting with number and days, in one query."""
    copies = MailingCopy.objects.filter(mailing__meeting=meeting)
    return messages_counted(
        registration=meeting.registrations.values("pid"),
        invitee=meeting.invitees.values("pid"),
        mailingcopy=copies.values("pid"),
        question=Question.objects.filter(meeting=meeting).values("pid"),
    )


def readers(meeting: Meeting) -> Iterator[list[str]]:
    """To whom the organisers' own mails went, and what became of each."""
    heads = ("mail", "went_at", "name", "email", "language", "state")
    yield [sentence(f"meetings.audit.reader.{name}") for name in heads]
    copies = MailingCopy.objects.filter(
        mailing__meeting=meeting, mailing__state=LetterState.SENT
    ).select_related("mailing", "registration", "invitee")
    found = copies.order_by("mailing__sent_at", "mailing", "pk").iterator(AT_ONCE)
    while some := list(islice(found, AT_ONCE)):
        for copy, line in zip(some, copy_lines(some), strict=True):
            sent_at = copy.mailing.sent_at
            when = f"{moments.local(sent_at, meeting.zone):%Y-%m-%d %H:%M}" if sent_at else ""
            yield [pick(copy.mailing.subjects), when, *line]


def question_counts(meeting: Meeting) -> dict[str, int]:
    """State -> number of questions heard."""
    rows = Question.objects.heard().filter(meeting=meeting).order_by().values_list("state")
    return dict(rows.annotate(Count("pk")))


def questions(meeting: Meeting) -> Iterator[list[str]]:
    """What was asked and what was answered for all, in every language; never who asked."""
    languages = meeting.programme.definition.languages
    heads = ("asked_at", "channel", "language", "question", "state", "answered_at")
    yield [
        *(sentence(f"meetings.audit.question.{name}") for name in heads),
        *(
            sentence(f"meetings.audit.question.{name}", spoken=OWN_NAMES.get(code, code))
            for code in languages
            for name in ("published", "answer")
        ),
    ]
    for one in queries.questions_of(meeting).iterator(AT_ONCE):
        yield [*_asked(one, meeting), *_answered(one, languages)]


def _asked(one: Question, meeting: Meeting) -> list[str]:
    return [
        f"{moments.local(one.asked_at, meeting.zone):%Y-%m-%d}",
        str(one.get_channel_display()),
        one.language,
        one.text,
        str(one.get_state_display()),
        f"{moments.local(one.answered_at, meeting.zone):%Y-%m-%d}" if one.answered_at else "",
    ]


def _answered(one: Question, languages: tuple[str, ...]) -> Iterator[str]:
    """Published titles and texts; an answer to the asker alone only says that it went."""
    published = one.publication
    for code in languages:
        yield published.titles.get(code, "") if published else ""
        if published:
            yield published.texts.get(code, "")
        else:
            yield sentence("meetings.audit.question.private") if one.answer else ""
