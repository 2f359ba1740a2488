"""The mails about a meeting, each in the language its reader chose (NOT-01, NOT-04).

Every link leads to the person's own page, where a button does what the mail speaks of.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from cordata.accounts.models import Person
from cordata.kernel.localised import pick
from cordata.meetings import ticket
from cordata.meetings.calendars import MEDIA_TYPE, calendar_of, place_line
from cordata.meetings.models import (
    HandOver,
    Invitee,
    ItemPlace,
    Letter,
    Mailing,
    MailingCopy,
    Meeting,
    Registration,
)
from cordata.meetings.queries import item_places_of, position_of
from cordata.meetings.states import EXPECTED, RegistrationState
from cordata.meetings.told import told
from cordata.notify import links, outbox, rendering
from cordata.notify.outbox import Attachment
from cordata.web.catalogue import label, sentence
from cordata.web.moments import moment_words

ORGANISERS = "organisers_mail"  # its words stand in the mailing itself


def confirm_registration(registration: Registration, *, at: datetime) -> None:
    """Please confirm: the place is kept for half an hour, if there is one."""
    until = _until(registration.held_until, registration)
    _post("confirm_registration", registration, at=at, held_until=until)


def registration_link(registration: Registration, *, at: datetime) -> None:
    """Somebody asked again with this address: the personal link, at most once an hour."""
    once = f"meetings.link:{registration.pid}:{at:%Y%m%d%H}"
    if registration.state == RegistrationState.PENDING:
        _post(
            "confirm_registration",
            registration,
            at=at,
            once=once,
            held_until=_until(registration.held_until, registration),
        )
    else:
        _post("registration_link", registration, at=at, once=once)


def registration_confirmed(registration: Registration, *, at: datetime) -> None:
    """A place is yours; the calendar entry and the code for the door are attached. With who comes
    along and what of the agenda was chosen."""
    _post(
        "registration_confirmed",
        registration,
        at=at,
        calendar=True,
        attached=[ticket.picture(registration)],
        along=[one.name for one in along(registration)],
        chosen=chosen(registration),
    )


def registration_waitlisted(registration: Registration, *, at: datetime) -> None:
    """You wait, at this position on your side."""
    _post("registration_waitlisted", registration, at=at, position=position_of(registration))


def place_offered(registration: Registration, *, at: datetime) -> None:
    """A place is free for you until then: accept or decline. Exactly one mail an offer."""
    until = registration.held_until
    once = f"meetings.offer:{registration.pid}:{until.isoformat() if until else ''}"
    words = _until(until, registration)
    _post("place_offered", registration, at=at, once=once, held_until=words)


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


def link_changed(registration: Registration, *, at: datetime) -> None:
    """Where to take part online, to who has a place; with the calendar entry."""
    _post("link_changed", registration, at=at, calendar=True)


def connection_of(registration: Registration) -> str:
    """The link to take part online: for who has a place, and for nobody else."""
    return registration.meeting.link if registration.state in EXPECTED else ""


def meeting_cancelled(registration: Registration, *, at: datetime) -> None:
    """The meeting does not take place; the entry leaves the calendar."""
    once = f"meetings.cancelled:{registration.pid}"
    _post("meeting_cancelled", registration, at=at, once=once, calendar=True)


def registration_applied(registration: Registration, *, at: datetime) -> None:
    """The organisers decide; they will write."""
    _post("registration_applied", registration, at=at)


def registration_declined(registration: Registration, *, at: datetime) -> None:
    """The organisers said no, and why."""
    _post("registration_declined", registration, at=at, reason=registration.decline_reason)


def item_offered(place: ItemPlace, *, at: datetime) -> None:
    """A place in an item is free for you until then. Exactly one mail an offer."""
    until = place.held_until
    once = f"meetings.item_offer:{place.pid}:{until.isoformat() if until else ''}"
    titles = {item.code: item.titles for item in place.registration.meeting.definition.agenda}
    title = pick(titles.get(place.item, {}), place.registration.language)
    words = _until(until, place.registration)
    _post("item_offered", place.registration, at=at, once=once, held_until=words, title=title)


def hand_over_asked(hand_over: HandOver, *, at: datetime) -> None:
    """To the colleague: somebody gives you a place, take it with this link."""
    link = links.page(
        "meetings:take_over", hand_over.language, pid=hand_over.pid, key=hand_over.key
    )
    once = f"meetings.hand_over:{hand_over.pid}"
    giver = hand_over.registration
    _post("hand_over_asked", giver, to=hand_over, at=at, once=once, link=link)


def handed_over(registration: Registration, name: str, *, at: datetime) -> None:
    """To who gave the place: it is the colleague's now, your link no longer opens."""
    _post("handed_over", registration, at=at, colleague=name)


def _until(held_until: datetime | None, reader: Registration) -> str:
    """Until when a place is held, in the words of who reads it."""
    return moment_words(held_until, reader.meeting.zone, reader.language) if held_until else ""


def along(registration: Registration) -> list[Registration]:
    """Who comes along and stands as the one who registered does; no query where nobody can."""
    if registration.meeting.max_party == 1:
        return []
    return list(registration.companions.filter(state=registration.state).order_by("pk"))


def chosen(registration: Registration) -> list[str]:
    """Each item chosen with its state, in the registrant's language."""
    items = registration.meeting.definition.items_with_places
    if not items:
        return []
    language = registration.language
    titles = {item.code: pick(item.titles, language) for item in items}
    return [
        f"{titles[one.item]} ({label(one.state, 'meetings.item_state', language).lower()})"
        for one in item_places_of(registration)
        if one.item in titles
    ]


def _post(
    code: str,
    registration: Registration,
    *,
    at: datetime,
    once: str = "",
    calendar: bool = False,
    to: Registration | HandOver | None = None,
    attached: Sequence[Attachment] = (),
    **context: Any,
) -> None:
    """Who comes along with somebody has no address of their own: the party gets one mail."""
    if registration.party_id:
        return
    meeting, reader = registration.meeting, to or registration
    link = connection_of(registration) if to is None else ""
    files = list(attached)
    if calendar:
        content = calendar_of(meeting, registration.language, at=at, link=link)
        files.insert(0, Attachment("meeting.ics", MEDIA_TYPE, content))
    context = {
        "letterhead": pick(meeting.programme.definition.names, reader.language),
        "registration": registration,
        "meeting": meeting,
        "definition": meeting.definition,
        "zone": meeting.zone,
        "place": place_line(meeting.definition.venue, reader.language),
        "link": personal_link(registration),
        "connection": link,
        "meeting_link": links.page("meetings:detail", reader.language, pid=meeting.pid),
        **context,
    }
    outbox.post(
        notice=f"meetings.{code}",
        to=reader,
        about=registration,
        context=context,
        attachments=files,
        once=once,
        kept=told(meeting, reader, context),
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


def survey_link(registration: Registration) -> str:
    """Where who came says what they think; empty where the programme asks nothing."""
    if not registration.meeting.programme.definition.meetings.survey:
        return ""
    return links.page(
        "meetings:survey", registration.language, pid=registration.pid, key=registration.key
    )


def helper_invited(meeting: Meeting, person: Person, *, at: datetime) -> None:
    """You help at the door of this meeting, on this day."""
    outbox.post(
        "meetings.helper_invited",
        person,
        meeting,
        {
            "letterhead": pick(meeting.programme.definition.names, person.language),
            "meeting": meeting,
            "definition": meeting.definition,
            "zone": meeting.zone,
            "place": place_line(meeting.definition.venue, person.language),
            "link": links.page("meetings:check_in", person.language, pid=meeting.pid),
            "email": person.email,
        },
        at=at,
    )


def invitation(guest: Invitee, *, at: datetime) -> None:
    """You are invited; or a colleague proposes you."""
    code = "invitation_colleague" if guest.sent_by_id else "invitation"
    _invite(code, guest, at=at)


def invitation_reminder(guest: Invitee, *, at: datetime) -> None:
    """The invitation has no answer yet."""
    _invite("invitation_reminder", guest, at=at)


def letter_previews(meeting: Meeting, letter: Letter) -> list[tuple[str, rendering.Letter]]:
    """What a letter says in each language of the programme, to a guest without a name; where a
    link of the guest's own will stand, the preview says so."""
    code = "invitation_reminder" if letter == Letter.REMINDER else "invitation"
    previews = []
    for language in meeting.programme.definition.languages:
        guest = Invitee(meeting=meeting, language=language)
        context = {"reader": guest, **_context(guest)}
        rendered = rendering.render(f"meetings.{code}", language, context)
        previews.append((language, without_links(rendered, context, language)))
    return previews


def without_links(
    letter: rendering.Letter, context: dict[str, Any], language: str
) -> rendering.Letter:
    """The letter as it is read before it is sent: no address of a page that is nobody's yet."""
    text = letter.text.partition("\n-- \n")[0]
    own = sentence("meetings.personal_link", language)
    for name in ("unsubscribe", "link"):  # the longer one first
        if address := context.get(name):
            text = text.replace(address, own)
    return replace(letter, text=text)


def organisers_mail(
    mailing: Mailing, copy: MailingCopy, reader: Registration | Invitee, *, at: datetime
) -> None:
    """What the organisers wrote, to one reader, in the reader's language; one copy each."""
    context = _written(mailing, reader)
    outbox.post(
        f"meetings.{ORGANISERS}",
        reader,
        copy,
        context,
        at=at,
        once=f"meetings.mailing:{copy.pid}",
        bulk=True,
        unsubscribe=context.get("unsubscribe", ""),
    )


def mailing_previews(mailing: Mailing) -> list[tuple[str, rendering.Letter]]:
    """The mail in each language of the programme, to a reader without a name."""
    previews = []
    for language in mailing.meeting.programme.definition.languages:
        reader = Registration(meeting=mailing.meeting, language=language)
        context = {"reader": reader, **_written(mailing, reader)}
        rendered = rendering.render(f"meetings.{ORGANISERS}", language, context)
        previews.append((language, without_links(rendered, context, language)))
    return previews


def _written(mailing: Mailing, reader: Registration | Invitee) -> dict[str, Any]:
    meeting, language = mailing.meeting, reader.language
    own = _context(reader) if isinstance(reader, Invitee) else {"link": personal_link(reader)}
    return own | {
        "letterhead": pick(meeting.programme.definition.names, language),
        "meeting": meeting,
        "definition": meeting.definition,
        "zone": meeting.zone,
        "place": place_line(meeting.definition.venue, language),
        "topic": pick(mailing.subjects, language),
        "body": pick(mailing.bodies, language),
        "is_guest": isinstance(reader, Invitee),
    }


def _invite(code: str, guest: Invitee, *, at: datetime) -> None:
    """One of many: it waits for its turn in the outbox, and may be ended for good."""
    context = _context(guest)
    outbox.post(
        f"meetings.{code}",
        guest,
        guest,
        context,
        at=at,
        bulk=not guest.sent_by_id,
        unsubscribe=context["unsubscribe"],
        kept=told(guest.meeting, guest, context),
    )


def _context(guest: Invitee) -> dict[str, Any]:
    meeting, link = guest.meeting, {"pid": guest.pid, "key": guest.key}
    return {
        "letterhead": pick(meeting.programme.definition.names, guest.language),
        "meeting": meeting,
        "definition": meeting.definition,
        "zone": meeting.zone,
        "place": place_line(meeting.definition.venue, guest.language),
        "colleague": guest.sent_by.name if guest.sent_by else "",
        "link": links.page("meetings:invited", guest.language, **link),
        "unsubscribe": links.page("meetings:invited_unsubscribe", guest.language, **link),
    }
