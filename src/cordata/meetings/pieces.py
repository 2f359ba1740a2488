"""Parts of a meeting's pages that follow from its frozen invitation: drawn once per version and
language (`web.drawn`). What is left of places is among them only where it is in the key."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import datetime

from django.utils.safestring import SafeString
from django.utils.translation import get_language

from cordata.meetings import announcing, presenting
from cordata.meetings.forms import RegistrationForm
from cordata.meetings.models import Meeting
from cordata.meetings.presenting import Line
from cordata.meetings.queries import PlacesLeft
from cordata.web.drawn import drawn


def version_of(meeting: Meeting) -> Hashable:
    """All that the invitation says and that its form offers."""
    call = meeting.call.current_version.digest if meeting.call else ""
    frozen = meeting.digest, meeting.programme.digest, call
    return meeting.pid, meeting.starts_at, meeting.ends_at, meeting.max_party, *frozen


def invitation(meeting: Meeting) -> SafeString:
    """For whom and what for, the agenda, the organisers, how to come."""
    return drawn(
        "meetings/detail_invitation.html",
        version_of(meeting),
        lambda: {
            "meeting": meeting,
            "agenda": presenting.agenda_of(meeting),
            **presenting.facts_of(meeting, meeting.starts_at),
        },
    )


def meta(meeting: Meeting) -> SafeString:
    """Day, hours, place and languages under the title."""
    return drawn(
        "meetings/detail_meta.html",
        version_of(meeting),
        lambda: presenting.facts_of(meeting, meeting.starts_at),
    )


def places(meeting: Meeting, left: PlacesLeft, at: datetime, *, may_register: bool) -> SafeString:
    """What is left of places on each side as of this minute, and how many wait."""
    minute = at.replace(second=0, microsecond=0)
    return drawn(
        "meetings/places.html",
        (version_of(meeting), meeting.state, left, minute, may_register),
        lambda: presenting.facts_of(meeting, minute, left) | {"open": may_register},
    )


def texts(meeting: Meeting) -> SafeString:
    """The documents, then what the programme and the call say of themselves."""
    return drawn(
        "meetings/detail_texts.html",
        version_of(meeting),
        lambda: {
            "definition": meeting.definition,
            "programme_texts": presenting.backgrounds(meeting),
        },
    )


def structured(meeting: Meeting) -> SafeString:
    """The meeting for machines."""
    return drawn(
        "meetings/detail_data.html",
        (version_of(meeting), meeting.state, meeting.places),
        lambda: {"data": announcing.structured_data(meeting, get_language() or "")},
    )


def empty_fields(meeting: Meeting) -> SafeString:
    """The form's fields for somebody we know nothing of."""
    return drawn(
        "meetings/register_fields.html",
        version_of(meeting),
        lambda: {"form": RegistrationForm(meeting)},
    )


def line(one: Line) -> SafeString:
    """A meeting in a list, with what is left of it."""
    return drawn(
        "meetings/line.html",
        (version_of(one.meeting), one.meeting.state, one.left, one.programme),
        lambda: {"line": one},
    )
