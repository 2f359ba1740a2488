"""Attendance certificates: for who was checked in, and nobody else."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from cordata.documents import pdf
from cordata.kernel.localised import pick
from cordata.meetings.models import Meeting, Registration
from cordata.meetings.sheets import facts_of_sheet, sheet_languages
from cordata.web import moments
from cordata.web.catalogue import sentence


def certificates(
    meeting: Meeting, people: Iterable[Registration], language: str, *, at: datetime
) -> bytes:
    """A page for each of `people`, all of them checked in, as PDF/UA.

    Raises ValueError for somebody who was not there.
    """
    programme, lead = meeting.programme.definition, meeting.definition.lead_organiser
    issuer = pick(lead.names if lead else programme.names, language)
    data = {
        "programme": pick(programme.names, language),
        "title": sentence("meetings.certificate.title", language),
        "facts": facts_of_sheet(meeting, language),
        "people": [_page(one, meeting, language) for one in people],
        "issued": sentence("meetings.certificate.issued", language, issuer=issuer, at=at),
        "statements": [
            [code, pick(programme.brand.funding_statements, code)]
            for code in sheet_languages(meeting, language)
        ],
    }
    return pdf.render("meetings/certificate.typ", data, language=language, title=str(data["title"]))


def _page(person: Registration, meeting: Meeting, language: str) -> dict[str, object]:
    code = "meetings.certificate.of_body" if person.organisation else "meetings.certificate.text"
    if person.attended_at is None:
        raise ValueError("nobody absent gets one")
    arrival = moments.clock_words(person.attended_at, meeting.zone, language)
    return {
        "text": sentence(code, language, name=person.name, organisation=person.organisation),
        "facts": [[sentence("meetings.sheet.arrival", language), arrival]],
    }
