"""Meetings and the people who register for them. Names are invented."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signing import TimestampSigner, b62_encode

from cordata.accounts.models import Person
from cordata.documents.spreadsheets import read_table
from cordata.documents.storing import store_file
from cordata.kernel.ids import public_id
from cordata.kernel.journal import SYSTEM
from cordata.meetings import actions
from cordata.meetings.actions import Answers
from cordata.meetings.forms import HANDED_OUT
from cordata.meetings.models import (
    GuestList,
    HandOver,
    Invitee,
    Letter,
    Mailing,
    Meeting,
    MeetingDocument,
    MeetingRecord,
    Question,
    Registration,
)
from cordata.meetings.states import (
    Audience,
    DocumentMoment,
    Licence,
    MeetingState,
    QuestionChannel,
    RecordKind,
    Shown,
)
from cordata.packs.canonical import digest
from cordata.programme.models import Call, read
from tests.documents import files

_numbers = count(1)


def meeting_with(
    model: Meeting,
    *,
    places: int | None = 10,
    sides: dict[str, int] | None = None,
    released_at: datetime | None = None,
    **fields: Any,
) -> Meeting:
    """A meeting like `model` (one of a pack) with its own places and nobody in it."""
    number = next(_numbers)
    values = {
        "programme": model.programme,
        "call": model.call,
        "code": f"meeting-{number}",
        "state": MeetingState.PUBLISHED,
        "starts_at": model.starts_at,
        "ends_at": model.ends_at,
        "details": model.details,
        "digest": model.digest,
        "places": places,
        "kept_places": sides or {},
        "released_at": (released_at or model.starts_at - timedelta(hours=69)) if sides else None,
        "registration_opens_at": model.registration_opens_at,
        "registration_closes_at": model.registration_closes_at,
    }
    return Meeting.objects.create(**(values | fields))


def answers(**fields: Any) -> Answers:
    """What somebody types; each call somebody else."""
    number = next(_numbers)
    known = {
        "name": f"Camille Favre {number}",
        "email": f"camille{number}@sentiers.example",
        "country": "FR",
        "language": "fr",
        "organisation": f"Association {number}",
    }
    return Answers(**(known | fields))


def asked(meeting: Meeting, at: datetime, **fields: Any) -> Registration:
    """Registered, the mailed link not yet used."""
    return actions.register(meeting.pid, answers(**fields), at=at)


def registered(meeting: Meeting, at: datetime, **fields: Any) -> Registration:
    """Registered and confirmed by mail: with a place, or on the waiting list."""
    return actions.confirm_registration(asked(meeting, at, **fields).pid, at=at)


def hand_over(registration: Registration, at: datetime, **fields: Any) -> HandOver:
    """A place on its way to a colleague."""
    known = {"name": "Paul Marin", "email": f"paul{next(_numbers)}@sentiers.example"}
    asked_for = actions.ask_colleague(
        registration.pid, **(known | {"language": "it"} | fields), at=at
    )
    assert asked_for is not None
    return asked_for


def question(meeting: Meeting, at: datetime, **fields: Any) -> Question:
    """A question asked by phone, noted by an organiser."""
    number = next(_numbers)
    known = {
        "text": f"Qui paie les 20 % restants ? ({number})",
        "language": "fr",
        "channel": QuestionChannel.PHONE,
        "name": "Ines Bertrand",
        "email": f"ines{number}@sentiers.example",
    }
    return actions.note_question(meeting, **(known | fields), by=SYSTEM, at=at)


def question_of_call(call: Call, by: Person, at: datetime, **fields: Any) -> Question:
    """A question asked from beside a field of the call's form."""
    known = {"text": f"Qui signe ? ({next(_numbers)})", "form_field": "need", "language": "fr"}
    known["draft"] = public_id()
    return actions.ask_about_call(call, by=by, at=at, **(known | fields))


def guest(meeting: Meeting, at: datetime, **fields: Any) -> Invitee:
    """Somebody on the list of guests, not written to yet."""
    number = next(_numbers)
    known = {
        "email": f"guest{number}@invites.example",
        "name": f"Chiara Rossi {number}",
        "organisation": "Pro Loco",
        "language": "it",
    }
    return actions.add_guest(meeting.pid, by=SYSTEM, at=at, **(known | fields))


def invited(meeting: Meeting, at: datetime, **fields: Any) -> Invitee:
    """A guest with the invitation in the mailbox."""
    made = guest(meeting, at, **fields)
    actions.order_letters(meeting.pid, Letter.INVITATION, by=SYSTEM, at=at)
    while actions.post_letters(meeting.pid, at=at):
        pass
    made.refresh_from_db()
    return made


def brought(
    meeting: Meeting, text: str | bytes, by: Person, at: datetime, language: str = "fr"
) -> GuestList:
    """A list looked at and not taken yet."""
    content = text.encode() if isinstance(text, str) else text
    rows = read_table(content)
    return actions.bring_list(meeting, rows, name="liste.csv", language=language, by=by, at=at)


def mailing(meeting: Meeting, by: Person, at: datetime, *audiences: str, text: str = "") -> Mailing:
    """A draft of the organisers' own mail."""
    body = text or "Le car part à 7 h 30."
    return actions.write_mailing(
        meeting,
        subjects={"fr": "Car", "it": "Pullman", "en": "Coach"},
        bodies=dict.fromkeys(("fr", "it", "en"), body),
        audiences=audiences or ("coming",),
        by=by,
        at=at,
    )


def document(meeting: Meeting, at: datetime, **fields: Any) -> MeetingDocument:
    """The slides, handed out afterwards to those registered."""
    file = store_file(
        SimpleUploadedFile("diapositives.pdf", files.pdf()), by=SYSTEM, at=at, kinds=HANDED_OUT
    )
    known = {
        "titles": {"fr": "Les diapositives", "it": "Le diapositive", "en": "The slides"},
        "moment": DocumentMoment.AFTER,
        "audience": Audience.REGISTERED,
    }
    return actions.add_document(meeting.pid, file, **(known | fields), by=SYSTEM, at=at)


def came(meeting: Meeting, at: datetime, **fields: Any) -> Registration:
    """Registered, confirmed, and checked in when the meeting began."""
    coming = registered(meeting, at, **fields)
    return actions.check_in(coming.pid, by=SYSTEM, at=meeting.starts_at)


def surveyed(meeting: Meeting, at: datetime, answers: dict[str, str], **fields: Any) -> None:
    """Somebody who came, with what they say of the meeting an hour after its end."""
    person = came(meeting, at, **fields)
    after = meeting.ends_at + timedelta(hours=1)
    actions.answer_survey(person.pid, answers, language=person.language, at=after)


def signed_sheet(meeting: Meeting, at: datetime, half: str = "", **fields: Any) -> MeetingRecord:
    """A signed sheet scanned back in, of one half-day or of all."""
    upload = SimpleUploadedFile("Feuille signée (été).pdf", files.pdf())
    file = store_file(upload, by=SYSTEM, at=at)
    return actions.add_record(
        meeting.pid, file, kind=RecordKind.SHEET, half=half, **fields, by=SYSTEM, at=at
    )


def photo(meeting: Meeting, at: datetime, **fields: Any) -> MeetingRecord:
    """A photograph whose people agreed."""
    upload = SimpleUploadedFile("così è la sala.jpg", files.jpeg())
    file = store_file(upload, by=SYSTEM, at=at, bare=True)
    known = {
        "title": "La salle pleine",
        "author": "Antoine Favre",
        "shown": Shown.AGREED,
        "licence": Licence.PROGRAMME,
    }
    return actions.add_record(
        meeting.pid, file, kind=RecordKind.PHOTO, **(known | fields), by=SYSTEM, at=at
    )


def proof(meeting: Meeting, at: datetime, title: str = "L’affiche") -> MeetingRecord:
    """Something else that shows the meeting was held."""
    file = store_file(SimpleUploadedFile("affiche.png", files.png()), by=SYSTEM, at=at, bare=True)
    return actions.add_record(
        meeting.pid, file, kind=RecordKind.PROOF, title=title, by=SYSTEM, at=at
    )


def with_items(model: Meeting, *items: dict[str, Any], **fields: Any) -> Meeting:
    """A meeting whose agenda has these items to choose: `{"code": "mobility", "places": 2}`."""
    agenda = [
        {"kind": "workshop", "titles": {"fr": item["code"], "it": item["code"]}} | item
        for item in items
    ]
    return with_details(model, {"agenda": agenda}, **fields)


def with_details(model: Meeting, details: dict[str, Any], **fields: Any) -> Meeting:
    """A meeting like `model` but for parts of its frozen definition."""
    changed = model.details | details
    return meeting_with(model, details=changed, digest=digest(changed), **fields)


def cancelled(meeting: Meeting, at: datetime) -> Meeting:
    return actions.cancel_meeting(
        meeting.pid, reasons={"fr": "Neige", "it": "Neve", "en": "Snow"}, by=SYSTEM, at=at
    )


class _Earlier(TimestampSigner):
    def __init__(self, seconds: int) -> None:
        super().__init__(salt="meetings.form")
        self.seconds = seconds

    def timestamp(self) -> str:
        return b62_encode(int(datetime.now(UTC).timestamp()) - self.seconds)


def shown(meeting: Meeting, seconds_ago: int = 20) -> str:
    """The sealed note of a form that was shown so many seconds ago."""
    return _Earlier(seconds_ago).sign(meeting.pid)


def typed(meeting: Meeting, **fields: Any) -> dict[str, Any]:
    """The form as a browser sends it."""
    number = next(_numbers)
    return {
        "name": f"Elena Marchetti {number}",
        "email": f"elena{number}@valfredda.example",
        "organisation": "Comune di Valfredda",
        "country": "IT",
        "language": "it",
        "theme": "",
        "seeks_partner_in": "",
        "nuts3": "",
        "meal": "",
        "website": "",
        "shown": shown(meeting),
    } | fields


def with_logos(meeting: Meeting, *pictures: tuple[str, bytes]) -> None:
    """The programme brings these pictures: the first is its own, the others the organisers'."""
    programme = read(meeting.programme.data)
    programme["brand"]["logos"] = [
        {"name": name, "data": base64.b64encode(content).decode()} for name, content in pictures
    ]
    programme["brand"]["programme_logo"] = pictures[0][0]
    meeting.programme.data, meeting.programme.digest = programme, digest(programme)
    for who, (name, _content) in zip(meeting.details["organisers"], pictures[1:], strict=False):
        who["logo"] = name
    meeting.digest = digest(meeting.details)
