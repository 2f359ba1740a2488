"""A meeting for machines: schema.org data in its page, an entry in the Atom feed."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from xml.sax.saxutils import escape, quoteattr
from zoneinfo import ZoneInfo

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from cordata.kernel.localised import pick
from cordata.meetings.calendars import place_line
from cordata.meetings.models import Meeting
from cordata.meetings.states import MeetingState
from cordata.notify import links
from cordata.packs.meeting import MeetingDefinition, MeetingFormat
from cordata.web import moments

SCHEMA = "https://schema.org"
ATTENDANCE = {
    MeetingFormat.ON_SITE: "OfflineEventAttendanceMode",
    MeetingFormat.ONLINE: "OnlineEventAttendanceMode",
    MeetingFormat.HYBRID: "MixedEventAttendanceMode",
}
# In a page no text of a data block may end it or begin another.
SAFE = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}


def structured_data(meeting: Meeting, language: str) -> SafeString:
    """A data block, which is not a script: the browser runs nothing, the policy allows it."""
    text = json.dumps(event_data(meeting, language), ensure_ascii=False).translate(SAFE)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))


def event_data(meeting: Meeting, language: str) -> dict[str, Any]:
    """The meeting as a schema.org Event. The link to take part is not in it."""
    definition, zone = meeting.definition, ZoneInfo(meeting.definition.zone)
    page = links.page("meetings:detail", language, pid=meeting.pid)
    called_off = meeting.state == MeetingState.CANCELLED
    return {
        "@context": SCHEMA,
        "@type": "Event",
        "name": pick(definition.names, language),
        "description": pick(definition.summaries, language),
        "inLanguage": list(definition.languages),
        "startDate": meeting.starts_at.astimezone(zone).isoformat(),
        "endDate": meeting.ends_at.astimezone(zone).isoformat(),
        "eventStatus": f"{SCHEMA}/{'EventCancelled' if called_off else 'EventScheduled'}",
        "eventAttendanceMode": f"{SCHEMA}/{ATTENDANCE[definition.format]}",
        "isAccessibleForFree": True,
        "url": page,
        "location": _locations(definition, page, language),
        "organizer": [
            {"@type": "Organization", "name": pick(who.names, language)}
            for who in definition.organisers
        ],
        **({"maximumAttendeeCapacity": meeting.places} if meeting.places else {}),
    }


def _locations(definition: MeetingDefinition, page: str, language: str) -> list[dict[str, Any]]:
    venue, found = definition.venue, []
    if venue.city:
        address = {
            "@type": "PostalAddress",
            "streetAddress": venue.street,
            "postalCode": venue.postcode,
            "addressLocality": venue.city,
            "addressCountry": venue.country,
        }
        found.append(
            {
                "@type": "Place",
                "name": pick(venue.names, language) or venue.city,
                "address": {name: text for name, text in address.items() if text},
            }
        )
    if definition.format is not MeetingFormat.ON_SITE:
        found.append({"@type": "VirtualLocation", "url": page})
    return found


def atom(meetings: Iterable[Meeting], *, title: str, language: str, at: datetime) -> str:
    """The meetings to come as an Atom feed (RFC 4287); a cancelled one says so."""
    entries = [_entry(meeting, language) for meeting in meetings]
    own, page = links.page("meetings:atom", language), links.page("meetings:list", language)
    head = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang={quoteattr(language)}>',
        f"<title>{escape(title)}</title>",
        f"<id>{escape(own)}</id>",
        f'<link rel="self" href={quoteattr(own)}/>',
        f"<link href={quoteattr(page)}/>",
        f"<updated>{at.isoformat()}</updated>",
        f"<author><name>{escape(title)}</name></author>",
    ]
    return "\n".join([*head, *entries, "</feed>\n"])


def _entry(meeting: Meeting, language: str) -> str:
    definition = meeting.definition
    page = links.page("meetings:detail", language, pid=meeting.pid)
    when = moments.moment_words(meeting.starts_at, meeting.zone, language=language)
    where = place_line(definition.venue, language)
    reason = pick(meeting.cancel_reasons, language)
    words = [reason, when, where, pick(definition.summaries, language)]
    content = "\n".join(part for part in words if part)
    status = "CANCELLED" if meeting.state == MeetingState.CANCELLED else "CONFIRMED"
    changed = (meeting.edited_at or meeting.registration_opens_at).isoformat()
    return (
        f"<entry><title>{escape(pick(definition.names, language))}</title>"
        f"<id>{escape(page)}</id><link href={quoteattr(page)}/>"
        f'<category term="{status}"/><updated>{changed}</updated>'
        f'<content type="text">{escape(content)}</content></entry>'
    )
