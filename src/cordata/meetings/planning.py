"""A meeting in preparation: its sections, what is missing, what announcing it will do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from cordata.kernel.localised import pick
from cordata.meetings import queries
from cordata.meetings.actions.load import changed, moved
from cordata.meetings.models import Meeting
from cordata.meetings.states import EXPECTED, MeetingState
from cordata.packs.freezing import freeze
from cordata.packs.meeting import MeetingDefinition, MeetingFormat
from cordata.packs.mistakes import Mistake
from cordata.packs.reading.meeting import known_of
from cordata.packs.writing import document_of, read_document
from cordata.programme.models import Call, Programme
from cordata.programme.queries import current_programme
from cordata.web.catalogue import label

# The text by which one of several is known; the others have names.
NAMED_BY = {"agenda": "titles", "document": "titles", "purpose": "texts", "question": "texts"}


def read(
    programme: Programme, call: Call | None, document: Mapping[str, Any]
) -> tuple[MeetingDefinition, tuple[Mistake, ...]]:
    """The document read by the rules of the packs."""
    definition = programme.definition
    known = known_of(definition, call.definition.themes if call else ())
    code = {"code": "new", "basis": "source", "source": "screen"}
    return read_document(code | dict(document), known, definition.languages, definition.zone)


def section_title(section: str) -> str:
    return {
        "texts": gettext("Texts"),
        "when": gettext("Day, hours, languages"),
        "venue": gettext("Place"),
        "link": gettext("Link to take part online"),
        "organiser": gettext("Organisers"),
        "agenda": gettext("Programme of the meeting"),
        "purpose": gettext("What for"),
        "contact": gettext("Contacts"),
        "document": gettext("Documents announced"),
        "question": gettext("Questions asked at registration"),
        "places": gettext("Registration and places"),
    }[section]


def overview(meeting: Meeting) -> dict[str, Any]:
    """Each section with what stands in it."""
    definition = meeting.planned
    document = document_of(definition)
    online = definition.format is not MeetingFormat.ON_SITE
    forms = ["texts", "when", *([] if definition.format is MeetingFormat.ONLINE else ["venue"])]
    return {
        "forms": [_section(code) for code in [*forms, "places"]],
        "lists": [
            _section(code) | {"parts": _parts(code, document.get(code, []))}
            for code in ("organiser", "agenda", "purpose", "question", "contact", "document")
        ],
        "online": online,
        "changed": [label(name, "meetings.field") for name in changes(meeting)],
    }


def _section(code: str) -> dict[str, Any]:
    return {"code": code, "title": section_title(code)}


def _parts(code: str, parts: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    title = NAMED_BY.get(code, "names")
    return [
        {
            "number": number,
            "title": pick(part[title]),
            "starts": part.get("starts"),
            "side": part.get("country", ""),
        }
        for number, part in enumerate(parts, 1)
    ]


def changes(meeting: Meeting) -> list[str]:
    """What was edited and is not announced yet."""
    return changed(meeting.definition, meeting.planned) if meeting.pending else []


def consequences(meeting: Meeting) -> dict[str, Any]:
    """What announcing does: who is told, and whether more people have a place than there are."""
    planned = meeting.planned
    told = meeting.state == MeetingState.PUBLISHED and moved(meeting.definition, planned)
    holding = meeting.registrations.filter(state__in=EXPECTED).count()
    return {
        "told": queries.count_to_tell(meeting) if told else 0,
        "holding": holding,
        "too_many": planned.places is not None and holding > planned.places,
        "changed": [label(name, "meetings.field") for name in changes(meeting)],
        "without_link": planned.format is not MeetingFormat.ON_SITE and not meeting.link,
        "definition": planned,
    }


def as_planned(meeting: Meeting) -> Meeting:
    """The row as it would be once announced; never saved."""
    planned = meeting.planned
    meeting.details, meeting.digest = freeze(planned), meeting.planned_digest
    meeting.starts_at, meeting.ends_at = planned.starts_at, planned.ends_at
    meeting.places = planned.places
    meeting.kept_places = {share.country: share.places for share in planned.shares}
    if meeting.state == MeetingState.DRAFT:
        meeting.state = MeetingState.PUBLISHED
    return meeting


def kept_words(meeting: Meeting) -> str:
    if meeting.state == MeetingState.DRAFT:
        return gettext("Saved. Nobody sees it before you announce it.")
    return gettext("Saved. The public page changes when you announce it.")


def own_first(calls: Iterable[Call]) -> list[Call]:
    """The calls of the programme whose name stands at the head of the page, then the others'."""
    own = current_programme()
    return sorted(calls, key=lambda call: own is not None and call.programme_id != own.pk)


def chosen_call(calls: Sequence[Call], pid: str) -> Call:
    return next((call for call in calls if str(call.pk) == pid), calls[0])


def call_choices(calls: Sequence[Call]) -> list[tuple[str, str]]:
    return [(str(call.pk), pick(call.definition.names)) for call in calls]


def same_hour(meeting: Meeting) -> dict[str, str]:
    return {"starts": f"{meeting.planned.starts:%H:%M}"}


def wall_time(cleaned: Mapping[str, Any]) -> datetime:
    return datetime.combine(cleaned["day"], cleaned["starts"])
