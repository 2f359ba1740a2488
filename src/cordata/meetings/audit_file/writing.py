"""The audit file of a meeting as one archive (`documents.bundling`)."""

from __future__ import annotations

from datetime import datetime
from typing import IO

from django.utils.translation import override

from cordata.documents import bundling
from cordata.documents.bundling import Cover, Written
from cordata.kernel.localised import pick
from cordata.meetings.audit_file.chapters import contents
from cordata.meetings.models import Meeting
from cordata.meetings.sheets import facts_of_sheet, sheet_languages
from cordata.web.catalogue import sentence


def name_of(meeting: Meeting, language: str) -> str:
    return f"{meeting.code}-{sentence('meetings.audit.name', language)}.zip"


def write(meeting: Meeting, target: IO[bytes], language: str, *, at: datetime) -> Written:
    """The whole file into `target`, its lists and names in `language`, its index in every language
    of the programme's countries."""
    cover = Cover(
        title=lambda code: _title(meeting, code),
        facts=lambda code: facts_of_sheet(meeting, code),
        languages=sheet_languages(meeting, language),
        zone=meeting.zone,
        at=at,
    )
    with override(language):
        chapters = contents(meeting, language, at)
    return bundling.write(cover, chapters, target, language)


def _title(meeting: Meeting, language: str) -> str:
    name = pick(meeting.definition.names, language)
    return sentence("meetings.audit.title", language, meeting=name)
