"""How long what people gave is kept, in words and as instants: the pack sets the terms (PRI-05)."""

from __future__ import annotations

from datetime import datetime

from cordata.meetings.models import Meeting
from cordata.web.catalogue import sentence

NEEDS = frozenset({"meal", "access_needs"})
WITH_THE_NAME = frozenset({"name", "email", "organisation", "role", "own_answers"})


def terms_in_words(meeting: Meeting, language: str | None = None) -> dict[str, str]:
    """`months` for names, `days` for needs, as sentences take them."""
    terms = meeting.programme.definition.meetings
    return {
        "months": sentence("web.months", language, count=terms.registrations_months),
        "days": sentence("web.days", language, count=terms.needs_days),
    }


def purpose_of(name: str, meeting: Meeting, example: object = "", language: str = "") -> str:
    """What a field serves and how long its answer is kept, in the reader's language (PRI-01)."""
    spoken = language or None
    words = terms_in_words(meeting, spoken)
    purpose = sentence(f"meetings.purpose.{name}", spoken, **words)
    return f"{example}. {purpose}" if example else purpose


def kept_until(name: str, meeting: Meeting) -> datetime | None:
    """When the answer to a field is erased; None for what stays, without the name, as a figure."""
    terms = meeting.programme.definition.meetings
    if name in NEEDS:
        return terms.needs_kept_until(meeting.ends_at)
    return terms.names_kept_until(meeting.ends_at) if name in WITH_THE_NAME else None
