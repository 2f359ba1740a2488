"""The papers the audit file makes itself: agenda, mails and figures, as PDF/UA."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from cordata.documents import pdf
from cordata.kernel.localised import pick
from cordata.meetings.audit_file.figures import Figures
from cordata.meetings.invitation import invitation_data
from cordata.meetings.models import Mailing, Meeting
from cordata.meetings.sheets import facts_of_sheet
from cordata.notify.wordings import Said
from cordata.web import moments
from cordata.web.catalogue import sentence
from cordata.web.context import OWN_NAMES
from cordata.web.numerals import listed

Told = tuple[str, str, bool]  # language, text, whether it is quoted
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
        "closing": sentence("documents.bundle.made", language, at=at),
    }
    return pdf.render("meetings/record.typ", data, language=language, title=str(data["title"]))


def part(
    title: str = "",
    texts: Iterable[Told] = (),
    heads: Sequence[str] = (),
    rows: Sequence[Sequence[str]] = (),
    numeric: Sequence[int] = (),
    columns: Sequence[int] = (),
) -> dict[str, Any]:
    """One part of a paper; `texts` have their language, and whether they are quoted."""
    return {
        "title": title,
        "texts": [
            {"language": code, "text": text, "quoted": quoted} for code, text, quoted in texts
        ],
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
    told: Sequence[Said],
    mailings: Sequence[Mailing],
    language: str,
    at: datetime,
) -> bytes:
    """What each kind of mail was, to how many, when and in which words."""
    parts = [_counted(meeting, sent, language), *_told(told, meeting, language)]
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


def _told(told: Sequence[Said], meeting: Meeting, language: str) -> Iterator[dict[str, Any]]:
    """What each kind of mail said, under the subject its reader saw: every wording with when it
    went and how often."""
    by_notice: dict[str, list[Said]] = {}
    for one in told:
        by_notice.setdefault(one.notice, []).append(one)
    for wordings in by_notice.values():
        own = next((one for one in wordings if one.language == language), wordings[0])
        yield part(own.subject, _versions(wordings, meeting, language))


def _versions(wordings: Sequence[Said], meeting: Meeting, language: str) -> Iterator[Told]:
    """By language, then in the order they went."""
    codes = list(dict.fromkeys([*meeting.programme.definition.languages, *OWN_NAMES]))
    for one in sorted(wordings, key=lambda one: codes.index(one.language)):
        first, last = (_day(at, meeting, language) for at in (one.first_at, one.last_at))
        code = f"meetings.audit.mails.{'once' if first == last else 'between'}"
        spoken = OWN_NAMES.get(one.language, one.language)
        when = {"first": first, "last": last, "count": one.count}
        yield (language, sentence(code, language, spoken=spoken, **when), False)
        yield (one.language, f"{one.subject}\n\n{one.text}", True)


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
        (code, f"{mailing.subjects.get(code, '')}\n\n{mailing.bodies.get(code, '')}".strip(), True)
        for code in meeting.programme.definition.languages
    ]
    title = pick(mailing.subjects, language)
    return part(title, [(language, when, False), *(pair for pair in texts if pair[1])])


def _day(instant: datetime, meeting: Meeting, language: str) -> str:
    return moments.day_words(moments.local(instant, meeting.zone).date(), "short", language)
