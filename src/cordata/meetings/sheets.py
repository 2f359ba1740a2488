"""Lists that leave the house: the table for a spreadsheet, the attendance sheet on paper."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from cordata.documents import pdf
from cordata.kernel.localised import pick
from cordata.meetings.calendars import place_line
from cordata.meetings.models import ELSEWHERE, Meeting, Registration
from cordata.meetings.queries.seeking import bare
from cordata.packs.canonical import digest
from cordata.rules.half_days import HalfDay
from cordata.web import moments
from cordata.web.catalogue import sentence

BLANK = 4  # lines for who comes without a registration, until the meeting is over


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
        attendance_data(meeting, by_name(people), language, at=at, half=half),
        language=language,
        title=sentence("meetings.sheet.title", language),
    )


def by_name(people: Iterable[Registration]) -> list[Registration]:
    """As a name is looked up on paper: Élodie stands beside Elisa, on every database."""
    return sorted(people, key=lambda one: (bare(one.name), one.name, one.pk))


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
