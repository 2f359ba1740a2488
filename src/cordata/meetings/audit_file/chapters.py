"""What each chapter of the audit file holds, and what it lacks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import partial
from typing import Any

from django.db.models import QuerySet

from cordata.documents.bundles import (
    Chapter,
    Gap,
    Piece,
    Words,
    ending_of,
    safe_name,
    stored_piece,
)
from cordata.kernel.localised import pick
from cordata.meetings import notices, queries, sheets
from cordata.meetings.audit_file import papers, tables
from cordata.meetings.audit_file.figures import figures
from cordata.meetings.audit_file.pieces import Asked, chapter_of, gap, note, said
from cordata.meetings.invitation import invitation_sheet
from cordata.meetings.models import Meeting, MeetingRecord, Registration
from cordata.meetings.presenting import spoken
from cordata.meetings.states import QuestionState, RecordKind, RegistrationState
from cordata.meetings.surveying import survey_rows
from cordata.notify.letters import LetterState
from cordata.notify.wordings import wordings_of
from cordata.packs.provenance import Text
from cordata.rules.half_days import HalfDay
from cordata.web.catalogue import label, sentence
from cordata.web.moments import day_words
from cordata.web.spreadsheets import as_csv, as_xlsx

Found = Iterator[Piece | Gap]


def contents(meeting: Meeting, language: str, at: datetime) -> list[Chapter]:
    """Every chapter in order; nothing is made yet. The number of queries is always the same."""
    asked = Asked(
        meeting,
        language,
        at,
        queries.names_of(meeting),
        list(queries.records_of(meeting)),
        queries.records_erased(meeting),
    )
    return [chapter_of(code, chapter(asked)) for code, chapter in CHAPTERS.items()]


def _invitation(asked: Asked) -> Found:
    for code in asked.meeting.programme.definition.languages:
        yield _made(asked, "invitation", code, partial(_once, invitation_sheet, asked, code))


def _agenda(asked: Asked) -> Found:
    if not asked.meeting.definition.agenda:
        yield gap("agenda")
        return
    for code in asked.meeting.programme.definition.languages:
        yield _made(asked, "agenda", code, partial(_once, papers.agenda, asked, code))


def _once(render: Callable[..., bytes], asked: Asked, code: str) -> Iterable[bytes]:
    return [render(asked.meeting, code, at=asked.at)]


def _made(asked: Asked, code: str, spoken_in: str, content: Callable[[], Iterable[bytes]]) -> Piece:
    """A paper in one of the programme's languages."""

    def words(language: str) -> str:
        name = spoken((spoken_in,), language)
        return sentence(f"meetings.audit.what.{code}", language, spoken=name)

    name = f"{_word(code, asked)}-{spoken_in}.pdf"
    return Piece(name, words, content, asked.at, packed=True)


def _people(asked: Asked) -> Found:
    meeting = asked.meeting
    if asked.names.named:
        everyone = queries.people_of(meeting)
        lists = {
            "registered": everyone,
            "came": everyone.filter(state=RegistrationState.ATTENDED),
        }
        for code, people in lists.items():
            yield _table(asked, code, "xlsx", partial(_workbook, people, meeting))
    yield from _names_gone(asked)
    if not asked.names.named and not asked.names.erased:
        yield note("nobody")


def _workbook(people: QuerySet[Registration], meeting: Meeting) -> Iterable[bytes]:
    return as_xlsx(tables.people(people, meeting))


def _names_gone(asked: Asked) -> Found:
    gone = asked.names
    if gone.erased_at:
        yield note("names_erased", count=gone.erased, on=gone.erased_at)


def _table(asked: Asked, code: str, ending: str, content: Callable[[], Iterable[bytes]]) -> Piece:
    name = f"{_word(code, asked)}.{ending}"
    return Piece(name, said(f"what.{code}"), content, asked.at, packed=ending == "xlsx")


def _sheets(asked: Asked) -> Found:
    """As generated for each half-day, then as signed."""
    for half in queries.half_days_of(asked.meeting):
        if asked.names.named:
            name = f"{_word('sheet', asked)}-{half.code}.pdf"
            words = partial(_of_half, "what.sheet", half, asked.meeting)
            content = partial(_sheet, asked, half)
            yield Piece(name, words, content, asked.at, packed=True)
    yield from _names_gone(asked)
    for number, (record, file) in enumerate(asked.of_kind(RecordKind.SHEET), 1):
        name = f"{_word('signed', asked)}-{_half_of(record, asked)}-{number}.{ending_of(file)}"
        words = partial(signed_words, record, asked.meeting)
        yield stored_piece(file, name, words, record.added_at, record)
    yield from _erased(asked, RecordKind.SHEET)
    for half in queries.halves_unsigned(asked.meeting, asked.records):
        yield Gap(partial(_of_half, "gap.unsigned", half, asked.meeting))


def _sheet(asked: Asked, half: HalfDay) -> Iterable[bytes]:
    people = queries.attendance(asked.meeting).filter(erased_at=None)
    return [sheets.attendance_sheet(asked.meeting, people, asked.language, at=asked.at, half=half)]


def _of_half(code: str, half: HalfDay, meeting: Meeting, language: str) -> str:
    name = f"{label(half.half, 'meetings.half', language)}, {day_words(half.day, '', language)}"
    return sentence(f"meetings.audit.{code}", language, half=name)


def _half_of(record: MeetingRecord, asked: Asked) -> str:
    return record.half or _word("whole", asked)


def signed_words(record: MeetingRecord, meeting: Meeting, language: str) -> str:
    """`Signed sheet: morning, 13 February 2025`; a half-day the meeting lost goes by its code."""
    if not record.half:
        return sentence("meetings.audit.what.signed_whole", language)
    halves = {half.code: half for half in queries.half_days_of(meeting)}
    if record.half in halves:
        return _of_half("what.signed", halves[record.half], meeting, language)
    return sentence("meetings.audit.what.signed", language, half=record.half)


def _erased(asked: Asked, *kinds: str) -> Found:
    when = [asked.erased[kind] for kind in kinds if kind in asked.erased]
    if when:
        yield note("records_erased", on=max(when))


def _mails(asked: Asked) -> Found:
    meeting = asked.meeting
    sent = tables.mails_sent(meeting)
    mailings = list(queries.mailings_of(meeting).filter(state=LetterState.SENT))
    if not sent:
        yield note("no_mail")
        return
    told = list(wordings_of(meeting))
    make = partial(papers.mails, meeting, sent, told, mailings, asked.language, asked.at)
    yield Piece(
        f"{_word('mails', asked)}.pdf", said("what.mails"), lambda: [make()], asked.at, packed=True
    )
    yield from _unworded(sent)
    if mailings:
        yield _table(asked, "readers", "csv", lambda: as_csv(tables.readers(meeting)))


def _unworded(sent: Iterable[dict[str, Any]]) -> Found:
    """Mails that went before their words were kept: how many is said, not what."""
    own_text = f"meetings.{notices.ORGANISERS}"
    count = sum(one["unworded"] for one in sent if one["notice"] != own_text)
    if count:
        yield note("unworded", count=count)


def _photos(asked: Asked) -> Found:
    found = asked.of_kind(RecordKind.PHOTO)
    for number, (record, file) in enumerate(found, 1):
        name = f"{number:02d}-{safe_name(file.name)}"
        yield stored_piece(file, name, photo_words(record), record.added_at, record)
    yield from _erased(asked, RecordKind.PHOTO)
    if not found and RecordKind.PHOTO not in asked.erased:
        yield gap("no_photo")


def photo_words(record: MeetingRecord) -> Words:
    """What it shows, who took it, who is on it, what it may be used for."""

    def words(language: str) -> str:
        return sentence(
            "meetings.audit.what.photo",
            language,
            title=record.title or sentence("meetings.audit.what.untitled", language),
            author=record.author,
            shown=label(record.shown, "meetings.audit.shown", language),
            licence=label(record.licence, "meetings.audit.licence", language),
        )

    return words


def _documents(asked: Asked) -> Found:
    found = list(queries.documents_of(asked.meeting))
    for number, one in enumerate(found, 1):
        name = f"{number:02d}-{safe_name(one.file.name)}"
        yield stored_piece(one.file, name, partial(pick, one.titles), one.added_at)
    for awaited in queries.awaited(asked.meeting, {one.code for one in found}):
        yield Gap(partial(_awaited, awaited.titles))
    if not found:
        yield note("no_document")


def _awaited(titles: Text, language: str) -> str:
    return sentence("meetings.audit.gap.awaited", language, title=pick(titles, language))


def _questions(asked: Asked) -> Found:
    counts = tables.question_counts(asked.meeting)
    if counts:
        content = partial(tables.questions, asked.meeting)
        yield _table(asked, "questions", "csv", lambda: as_csv(content()))
    else:
        yield note("no_question")
    if still := counts.get(QuestionState.OPEN, 0):
        yield gap("open_questions", count=still)


def _survey(asked: Asked) -> Found:
    """What those who came answered, counted; as long as few answered, how many did."""
    if not asked.meeting.programme.definition.meetings.survey:
        yield note("no_survey")
        return
    rows = partial(survey_rows, asked.meeting, asked.language)
    yield _table(asked, "survey", "csv", lambda: as_csv(rows()))


def _figures(asked: Asked) -> Found:
    found = figures(asked.meeting, asked.language)
    make = partial(papers.figures_paper, asked.meeting, found, asked.language, asked.at)
    name = f"{_word('figures', asked)}.pdf"
    yield Piece(name, said("what.figures"), lambda: [make()], asked.at, packed=True)
    rows = [list(found.heads), *found.lines]
    yield _table(asked, "figures_table", "csv", lambda: as_csv(rows))


def _proofs(asked: Asked) -> Found:
    found = asked.of_kind(RecordKind.PROOF)
    for number, (record, file) in enumerate(found, 1):
        name = f"{number:02d}-{safe_name(file.name)}"
        yield stored_piece(file, name, _plain(record.title), record.added_at, record)
    yield from _erased(asked, RecordKind.PROOF)
    if not found and RecordKind.PROOF not in asked.erased:
        yield note("no_proof")


def _plain(text: str) -> Words:
    return lambda _language: text


def _word(code: str, asked: Asked) -> str:
    """The stable name of a file, in the reader's language."""
    return sentence(f"meetings.audit.file.{code}", asked.language)


CHAPTERS: dict[str, Callable[[Asked], Found]] = {
    "invitation": _invitation,
    "agenda": _agenda,
    "people": _people,
    "sheets": _sheets,
    "mails": _mails,
    "photos": _photos,
    "documents": _documents,
    "questions": _questions,
    "survey": _survey,
    "figures": _figures,
    "proofs": _proofs,
}
