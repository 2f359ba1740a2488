"""What the secretariat writes to everybody with a draft."""

from __future__ import annotations

from datetime import datetime

from cordata.accounts.models import Person
from cordata.applications.actions import write_announcement
from cordata.programme.models import Announcement, Call

SUBJECTS = {"fr": "Panne de mardi", "it": "Guasto di martedì", "en": ""}
BODIES = {"fr": "Tout est rétabli.", "it": "Tutto è ripristinato.", "en": ""}


def announcement(call: Call, at: datetime, *audiences: str, by: Person) -> Announcement:
    """A letter in draft, to drafts unless others are named; English is left out."""
    return write_announcement(
        call,
        subjects=SUBJECTS,
        bodies=BODIES,
        audiences=audiences or ("drafts",),
        by=by,
        at=at,
    )
