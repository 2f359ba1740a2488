"""Lists that leave the house: the table for a spreadsheet, the attendance sheet on paper."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from cordata.documents import pdf
from cordata.kernel.localised import pick
from cordata.meetings.calendars import place_line
from cordata.meetings.models import ELSEWHERE, Meeting, Registration
from cordata.meetings.presenting import answer_words
from cordata.meetings.states import ITEM_LIVE
from cordata.packs.canonical import digest
from cordata.rules.half_days import HalfDay
from cordata.web import moments
from cordata.web.catalogue import label, sentence

BLANK = 4  # lines for who comes without a registration, until the meeting is over
FORMULA_STARTS = "=+-@\t\r\n"
COLUMNS = (
    "name",
    "email",
    "organisation",
    "role",
    "country",
    "nuts3",
    "theme",
    "has_idea",
    "seeks_partner_in",
    "language",
    "state",
    "registered_at",
    "attended_at",
    "walked_in",
    "photo_consent",
    "sharing_consent",
    "meal",
    "access_needs",
)


def safe_cell(text: str) -> str:
    """`text` so that no spreadsheet takes it for a formula, full-width signs included (OUT-02).

    A telephone number keeps its plus behind an apostrophe.
    """
    first = unicodedata.normalize("NFKC", text[:1] + text.lstrip()[:1])
    return f"'{text}" if any(char in FORMULA_STARTS for char in first) else text


def table_of(registrations: QuerySet[Registration], meeting: Meeting) -> bytes:
    """CSV in UTF-8 with BOM and semicolons: opens right by double click in FR and IT Excel."""
    out = io.StringIO(newline="")
    rows = csv.writer(out, delimiter=";", lineterminator="\r\n")
    titles = [safe_cell(pick(question.texts)) for question in meeting.definition.questions]
    names = [*COLUMNS, "party", "choices"]
    rows.writerow([*(sentence(f"meetings.column.{name}") for name in names), *titles])
    for registration in registrations.prefetch_related("item_places"):
        cells = [_cell(registration, name) for name in COLUMNS]
        rows.writerow([*cells, *_chosen_cells(registration, meeting)])
    return out.getvalue().encode("utf-8-sig")


def _chosen_cells(registration: Registration, meeting: Meeting) -> list[str]:
    """With whom somebody comes, what was chosen of the agenda, the answers to own questions."""
    party = safe_cell(registration.party.name) if registration.party else ""
    titles = {item.code: pick(item.titles) for item in meeting.definition.agenda}
    chosen = [
        f"{titles.get(place.item, place.item)} ({label(place.state, 'meetings.item_state')})"
        for place in registration.item_places.all()
        if place.state in ITEM_LIVE
    ]
    answers = [
        safe_cell(answer_words(question, registration.own_answers.get(question.code, "")))
        for question in meeting.definition.questions
    ]
    return [party, safe_cell("; ".join(chosen)), *answers]


def _cell(registration: Registration, name: str) -> str:
    value = getattr(registration, name)
    if isinstance(value, bool):
        return sentence("meetings.yes") if value else sentence("meetings.no")
    if isinstance(value, datetime):
        return f"{moments.local(value):%Y-%m-%d %H:%M}"
    if name == "state":
        return label(value, "meetings.state")
    if name == "meal":
        return label(value, "meetings.meal") if value else ""
    if name == "country" and value == ELSEWHERE:
        return ""
    return safe_cell(str(value or ""))


def attendance_sheet(
    meeting: Meeting,
    people: Iterable[Registration],
    language: str,
    *,
    at: datetime,
    half: HalfDay | None = None,
) -> bytes:
    """The sheet to sign, in the languages of the programme's countries, the reader's first;
    of one half-day or of the whole meeting."""
    return pdf.render(
        "meetings/attendance.typ",
        attendance_data(meeting, list(people), language, at=at, half=half),
        language=language,
        title=sentence("meetings.sheet.title", language),
    )


def attendance_data(
    meeting: Meeting,
    people: list[Registration],
    language: str,
    *,
    at: datetime,
    half: HalfDay | None = None,
) -> dict[str, Any]:
    """What stands on the sheet: heads in each language, facts, one row a person."""
    programme = meeting.programme.definition
    languages = sheet_languages(meeting, language)
    rows = [
        {
            "number": str(number),
            "name": person.name,
            "country": "" if person.country == ELSEWHERE else person.country,
            "organisation": person.organisation,
            "arrival": moments.clock_words(person.attended_at, meeting.zone, language)
            if person.attended_at
            else "",
        }
        for number, person in enumerate(people, 1)
    ]
    return {
        "programme": pick(programme.names, language),
        "languages": languages,
        "statements": [
            [code, pick(programme.brand.funding_statements, code)] for code in languages
        ],
        "heads": {
            name: [[code, sentence(f"meetings.sheet.{name}", code)] for code in languages]
            for name in ("title", "number", "name", "organisation", "arrival", "signature")
        },
        "facts": facts_of_sheet(meeting, language, half),
        "rows": rows,
        "blank": BLANK if at < meeting.ends_at else 0,
        "closing": sentence("meetings.sheet.closed", language, at=at, count=len(rows)),
        "kept": sentence(
            "meetings.sheet.kept",
            language,
            digest=digest({"meeting": meeting.pid, "rows": rows})[:16],
        ),
    }


def sheet_languages(meeting: Meeting, first: str) -> list[str]:
    """The first language of each country of the programme, the reader's own in front."""
    of_countries = [country.languages[0] for country in meeting.programme.definition.countries]
    return list(dict.fromkeys([first, *of_countries]))


def facts_of_sheet(meeting: Meeting, language: str, half: HalfDay | None = None) -> list[list[str]]:
    """What stands at the head of a sheet: meeting, day or half-day, place, organisers."""
    definition = meeting.definition
    starts = half.starts if half else meeting.starts_at
    hours = sentence(
        "meetings.sheet.hours", language, starts=starts, ends=half.ends if half else meeting.ends_at
    )
    day = moments.day_words(moments.local(starts, meeting.zone), "weekday", language)
    if half:
        hours = f"{sentence(f'meetings.half.{half.half}', language)}, {hours}"
    organisers = [
        sentence(f"meetings.organiser.{who.role}", language, name=pick(who.names, language))
        for who in definition.organisers
    ]
    facts = [
        ["meeting", pick(definition.names, language)],
        ["day", f"{day}, {hours}"],
        ["place", place_line(definition.venue, language)],
        ["organisers", "\n".join(organisers)],
    ]
    return [[sentence(f"meetings.sheet.{code}", language), text] for code, text in facts if text]
