"""What a registered person gave us, for that person to take away, each field with what it serves
and until when it is kept (PRI-01, PRI-03).

The same for everybody who holds the mailed link; who signs in has more in `desk.own_data`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from cordata.kernel.localised import pick
from cordata.meetings import queries
from cordata.meetings.keeping import kept_until, purpose_of
from cordata.meetings.models import ItemPlace, Question, Registration
from cordata.notify.models import Message
from cordata.packs.canonical import plain
from cordata.web.catalogue import sentence

FORMAT = "cordata.registration/1"
FIELDS = (
    *("name", "email", "organisation", "role", "country", "nuts3", "theme", "has_idea"),
    *("seeks_partner_in", "language", "meal", "access_needs"),
)
CONSENTS = ("photo_consent", "sharing_consent", "follow_up_consent")
MOMENTS = ("registered_at", "confirmed_at", "waiting_since", "held_until", "attended_at")
OF_COMPANIONS = ("name", "meal", "access_needs")


def own_file(registration: Registration, at: datetime) -> dict[str, Any]:
    """Everything this registration holds of who holds its link, as plain values for JSON. Keys
    never change; purposes are in the reader's language."""
    meeting = registration.meeting
    asked = list(queries.asked_by(registration))
    told = {
        "format": FORMAT,
        "made_at": at,
        "meeting": {
            "code": meeting.code,
            "name": pick(meeting.definition.names),
            "starts_at": meeting.starts_at,
            "ends_at": meeting.ends_at,
        },
        "registration": {
            "id": registration.pid,
            "state": registration.state,
            "walked_in": registration.walked_in,
            "decline_reason": registration.decline_reason,
            "survey_answered": registration.survey_answered,
            **{name: getattr(registration, name) for name in MOMENTS},
        },
        "fields": [_field(registration, name) for name in FIELDS],
        "consents": [_field(registration, name) for name in CONSENTS],
        "own_answers": _own_answers(registration),
        "party": [_companion(one) for one in queries.companions_of(registration)],
        "choices": [_choice(registration, one) for one in queries.item_places_of(registration)],
        "hand_over": _hand_overs(registration),
        "questions": [_question(registration, one) for one in asked],
        "mails": [_mail(one) for one in queries.mails_to(registration, asked)],
        "not_kept": [sentence("meetings.own_file.opened"), sentence("meetings.own_file.survey")],
    }
    return dict(plain(told))


def _field(registration: Registration, name: str) -> dict[str, Any]:
    """`kept_until` null: the answer stays as a figure once the name is gone."""
    meeting = registration.meeting
    return {
        "field": name,
        "value": getattr(registration, name),
        "purpose": purpose_of(name, meeting),
        "kept_until": kept_until(name, meeting),
    }


def _own_answers(registration: Registration) -> list[dict[str, Any]]:
    """The organisers' own questions with what was answered."""
    meeting = registration.meeting
    return [
        {
            "field": question.code,
            "question": pick(question.texts),
            "value": answer,
            "purpose": pick(question.purposes),
            "kept_until": kept_until("own_answers", meeting),
        }
        for question in meeting.definition.questions
        if (answer := registration.own_answers.get(question.code))
    ]


def _companion(companion: Registration) -> dict[str, Any]:
    """Somebody whom this person brings, as they were named by them."""
    meeting = companion.meeting
    return {
        "state": companion.state,
        "purpose": purpose_of("companion", meeting),
        "fields": [
            {
                "field": name,
                "value": getattr(companion, name),
                "kept_until": kept_until(name, meeting),
            }
            for name in OF_COMPANIONS
        ],
    }


def _choice(registration: Registration, place: ItemPlace) -> dict[str, Any]:
    item = registration.meeting.definition.item(place.item)
    return {
        "item": place.item,
        "title": pick(item.titles) if item else "",
        "state": place.state,
        "purpose": purpose_of("items", registration.meeting),
        "kept_until": None,
    }


def _hand_overs(registration: Registration) -> list[dict[str, Any]]:
    """The colleague asked to come instead, as long as they have not answered."""
    return [
        {
            "name": one.name,
            "email": one.email,
            "language": one.language,
            "asked_at": one.asked_at,
            "withdrawn_at": one.withdrawn_at,
            "kept_until": kept_until("name", registration.meeting),
        }
        for one in registration.hand_overs.order_by("asked_at", "pk")
    ]


def _question(registration: Registration, question: Question) -> dict[str, Any]:
    """Parted from the name when that is erased; the words stay."""
    published = question.publication
    return {
        "text": question.text,
        "language": question.language,
        "channel": question.channel,
        "asked_at": question.asked_at,
        "state": question.state,
        "answer": pick(published.texts, question.language) if published else question.answer,
        "purpose": purpose_of("question", registration.meeting),
        "kept_until": None,
    }


def _mail(message: Message) -> dict[str, Any]:
    """That it was sent, not its words: they hold the link that opens the registration."""
    return {
        "notice": message.notice,
        "subject": message.subject,
        "language": message.language,
        "state": message.state,
        "written_at": message.created_at,
        "sent_at": message.sent_at,
    }
