"""The papers the audit file makes itself: agenda, mails and figures, as PDF/UA."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from cordata.documents import pdf
from cordata.kernel.localised import pick
from cordata.meetings import notices
from cordata.meetings.audit_file.figures import Figures
from cordata.meetings.invitation import invitation_data
from cordata.meetings.models import Letter, Mailing, Meeting
from cordata.meetings.sheets import facts_of_sheet
from cordata.web import moments
from cordata.web.catalogue import sentence
from cordata.web.context import OWN_NAMES
from cordata.web.numerals import listed

Sent = dict[str, Any]  # a line of `notify.queries.messages_counted`


def paper(
    meeting: Meeting, title: str, parts: Sequence[dict[str, Any]], language: str, at: datetime
) -> bytes:
    """A document under this title; `parts` have title, texts and a table."""
    data = {
        "programme": pick(meeting.programme.definition.names, language),
        "title": sentence(f"meetings.audit.paper.{title}", language),
        "facts": facts_of_sheet(meeting, language),
        "parts": list(parts),
        "closing": sentence("meetings.audit.made", language, at=at),
    }
    return pdf.render("meetings/record.typ", data, language=language, title=str(data["title"]))


def part(
    title: str = "",
    texts: Iterable[tuple[str, str]] = (),
    heads: Sequence[str] = (),
    rows: Sequence[Sequence[str]] = (),
    numeric: Sequence[int] = (),
    columns: Sequence[int] = (),
) -> dict[str, Any]:
    """One part of a paper; `texts` are pairs of language and text."""
    return {
        "title": title,
        "texts": [{"language": code, "text": text} for code, text in texts],
        "heads": list(heads),
        "rows": [list(row) for row in rows],
        "numeric": list(numeric),
        "columns": list(columns) or [1] * len(heads),
    }


def agenda(meeting: Meeting, language: str, at: datetime) -> bytes:
    """The agenda as it was announced, with rooms and speakers."""
    items = invitation_data(meeting, language)["agenda"]
    rows = [[one["hour"] or "–", one["title"], "; ".join(one["more"]) or "–"] for one in items]
    heads = [sentence(f"meetings.audit.agenda.{name}", language) for name in AGENDA]
    return paper(meeting, "agenda", [part(heads=heads, rows=rows, columns=(1, 4, 3))], language, at)


AGENDA = ("hour", "item", "who")


def figures_paper(meeting: Meeting, found: Figures, language: str, at: datetime) -> bytes:
    numbers = range(1, len(found.heads))
    table = part(
        heads=found.heads, rows=found.lines, numeric=numbers, columns=(4, *(2 for _ in numbers))
    )
    return paper(meeting, "figures", [table], language, at)


def mails(
    meeting: Meeting,
    sent: Sequence[Sent],
    mailings: Sequence[Mailing],
    language: str,
    at: datetime,
) -> bytes:
    """What each kind of mail was, to how many and when; the organisers' own with their text."""
    parts = [_counted(meeting, sent, language), *_letters(meeting, sent, language)]
    parts += [_written(meeting, one, language) for one in mailings]
    return paper(meeting, "mails", parts, language, at)


def _counted(meeting: Meeting, sent: Sequence[Sent], language: str) -> dict[str, Any]:
    heads = ("mail", "language", "count", "left", "first", "last")
    rows = [
        [
            one["title"],
            OWN_NAMES.get(one["language"], one["language"]),
            str(one["count"]),
            str(one["left"]),
            _day(one["first"], meeting, language),
            _day(one["last"], meeting, language),
        ]
        for one in sent
    ]
    return part(
        sentence("meetings.audit.mails.counted", language),
        heads=[sentence(f"meetings.audit.mails.{name}", language) for name in heads],
        rows=rows,
        numeric=(2, 3),
        columns=(6, 2, 2, 2, 3, 3),
    )


def _letters(meeting: Meeting, sent: Sequence[Sent], language: str) -> Iterator[dict[str, Any]]:
    """What invitation and reminder say, in each language, where guests were written to."""
    kinds = {one["notice"] for one in sent}
    for letter in Letter:
        code = "invitation" if letter == Letter.INVITATION else "invitation_reminder"
        if f"meetings.{code}" in kinds:
            texts = [
                (code, f"{preview.subject}\n\n{preview.text}")
                for code, preview in notices.letter_previews(meeting, letter)
            ]
            yield part(sentence(f"meetings.audit.mails.{letter}", language), texts)


def _written(meeting: Meeting, mailing: Mailing, language: str) -> dict[str, Any]:
    groups = [sentence(f"meetings.audit.group.{group}", language) for group in mailing.audiences]
    when = sentence(
        "meetings.audit.mails.went",
        language,
        at=moments.moment_words(mailing.sent_at, meeting.zone, language)
        if mailing.sent_at
        else "–",
        count=mailing.recipients,
        groups=listed(groups, language),
    )
    texts = [
        (code, f"{mailing.subjects.get(code, '')}\n\n{mailing.bodies.get(code, '')}".strip())
        for code in meeting.programme.definition.languages
    ]
    title = pick(mailing.subjects, language)
    return part(title, [(language, when), *(pair for pair in texts if pair[1])])


def _day(instant: datetime, meeting: Meeting, language: str) -> str:
    return moments.day_words(moments.local(instant, meeting.zone).date(), "short", language)
