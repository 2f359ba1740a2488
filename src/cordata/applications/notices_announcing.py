"""What the secretariat writes to everybody with a draft, as it arrives and as it is looked at."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from cordata.kernel.localised import pick
from cordata.notify import links, outbox, rendering
from cordata.notify.outbox import Address
from cordata.programme.models import Announcement, AnnouncementCopy
from cordata.programme.wording import all_languages

NOTICE = "applications.announcement"


def announced(letter: Announcement, copy: AnnouncementCopy, *, at: datetime) -> None:
    """To one reader, in the reader's language; one of many, it waits for its turn."""
    outbox.post(
        NOTICE,
        copy.person,
        copy,
        _written(letter, copy.person.language),
        at=at,
        once=f"announcement:{copy.pid}",
        bulk=True,
    )


def previews(letter: Announcement) -> list[tuple[str, rendering.Letter]]:
    """The mail in each language of the programme, to a reader without a name."""
    found = []
    for language in all_languages(letter.call):
        context = {"reader": Address("", language=language), **_written(letter, language)}
        found.append((language, rendering.render(NOTICE, language, context)))
    return found


def _written(letter: Announcement, language: str) -> dict[str, Any]:
    """A language nobody wrote reads the first one that applications are written in."""
    order = all_languages(letter.call)
    return {
        "call": letter.call,
        "call_names": letter.call.definition.names,
        "closes_at": letter.call.closes_at,
        "topic": pick(letter.subjects, language, order),
        "body": pick(letter.bodies, language, order),
        "link": links.page("applications:mine", language),
    }
