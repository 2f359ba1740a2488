"""The mails about a meeting, each in the language its reader chose (NOT-01, NOT-04).

Every link leads to the person's own page, where a button does what the mail speaks of.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from cordata.kernel.localised import pick
from cordata.meetings.calendars import MEDIA_TYPE, calendar_of, place_line
from cordata.meetings.models import Meeting, Registration
from cordata.meetings.queries import position_of
from cordata.meetings.states import RegistrationState
from cordata.notify import links, outbox
from cordata.notify.outbox import Attachment


def confirm_registration(registration: Registration, *, at: datetime) -> None:
    """Please confirm: the place is kept for half an hour, if there is one."""
    _post("confirm_registration", registration, at=at, held_until=registration.held_until)


def registration_link(registration: Registration, *, at: datetime) -> None:
    """Somebody asked again with this address: the personal link, at most once an hour."""
    once = f"meetings.link:{registration.pid}:{at:%Y%m%d%H}"
    if registration.state == RegistrationState.PENDING:
        _post(
            "confirm_registration",
            registration,
            at=at,
            once=once,
            held_until=registration.held_until,
        )
    else:
        _post("registration_link", registration, at=at, once=once)


def registration_confirmed(registration: Registration, *, at: datetime) -> None:
    """A place is yours; the calendar entry is attached."""
    _post("registration_confirmed", registration, at=at, calendar=True)


def registration_waitlisted(registration: Registration, *, at: datetime) -> None:
    """You wait, at this position on your side."""
    _post("registration_waitlisted", registration, at=at, position=position_of(registration))


def place_offered(registration: Registration, *, at: datetime) -> None:
    """A place is free for you until then: accept or decline. Exactly one mail an offer."""
    until = registration.held_until
    once = f"meetings.offer:{registration.pid}:{until.isoformat() if until else ''}"
    _post("place_offered", registration, at=at, once=once, held_until=until)


def offer_expired(registration: Registration, *, at: datetime) -> None:
    """The offer ran out; the place went to the next."""
    _post("offer_expired", registration, at=at)


def registration_cancelled(registration: Registration, *, at: datetime) -> None:
    """You gave your place or your turn back."""
    _post("registration_cancelled", registration, at=at)


def reminder(registration: Registration, kind: str, *, at: datetime) -> None:
    """A week and a day ahead; with the calendar entry once more."""
    once = f"meetings.reminder:{registration.pid}:{kind}"
    _post(f"reminder_{kind}", registration, at=at, once=once, calendar=True)


def meeting_changed(registration: Registration, meeting: Meeting, *, at: datetime) -> None:
    """Day, hours or place moved."""
    registration.meeting = meeting
    _post("meeting_changed", registration, at=at, calendar=True)


def meeting_cancelled(registration: Registration, *, at: datetime) -> None:
    """The meeting does not take place; the entry leaves the calendar."""
    once = f"meetings.cancelled:{registration.pid}"
    _post("meeting_cancelled", registration, at=at, once=once, calendar=True)


def _post(
    code: str,
    registration: Registration,
    *,
    at: datetime,
    once: str = "",
    calendar: bool = False,
    **context: Any,
) -> None:
    meeting = registration.meeting
    attached = []
    if calendar:
        content = calendar_of(meeting, registration.language, at=at)
        attached.append(Attachment("meeting.ics", MEDIA_TYPE, content))
    outbox.post(
        notice=f"meetings.{code}",
        to=registration,
        about=registration,
        context={
            "letterhead": pick(meeting.programme.definition.names, registration.language),
            "registration": registration,
            "meeting": meeting,
            "definition": meeting.definition,
            "zone": meeting.zone,
            "place": place_line(meeting.definition.venue, registration.language),
            "link": personal_link(registration),
            "meeting_link": links.page("meetings:detail", registration.language, pid=meeting.pid),
            **context,
        },
        attachments=attached,
        once=once,
        at=at,
    )


def personal_link(registration: Registration) -> str:
    """The address of the registrant's own page, in the language of the registration."""
    return links.page(
        "meetings:registration",
        registration.language,
        pid=registration.pid,
        key=registration.key,
    )
