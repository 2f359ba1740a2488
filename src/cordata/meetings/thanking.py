"""The mail after a meeting: thanks, and what was shown (NOT-01)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from cordata.kernel.localised import pick
from cordata.meetings.calendars import place_line
from cordata.meetings.models import MeetingDocument, Registration
from cordata.meetings.notices import personal_link, survey_link
from cordata.meetings.told import told
from cordata.notify import outbox


def thanks(
    registration: Registration, documents: Iterable[MeetingDocument], *, at: datetime
) -> None:
    """To who came, in their language; the documents wait on their own page."""
    meeting, language = registration.meeting, registration.language
    context = {
        "letterhead": pick(meeting.programme.definition.names, language),
        "registration": registration,
        "meeting": meeting,
        "definition": meeting.definition,
        "zone": meeting.zone,
        "place": place_line(meeting.definition.venue, language),
        "connection": "",
        "documents": [pick(one.titles, language) for one in documents],
        "link": personal_link(registration),
        "survey_link": survey_link(registration),
    }
    outbox.post(
        "meetings.thanks",
        registration,
        registration,
        context,
        once=f"meetings.thanks:{registration.pid}",
        kept=told(meeting, registration, context),
        at=at,
    )
