"""What this installation holds about a person, for that person to take away (PRI-03).

Rows about the person come whole; where the person only acted on the programme's things, what was
acted on and when. Every table is asked, so one that is added later is in it, too.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import models

from cordata.accounts.models import Person
from cordata.kernel.models import Event
from cordata.meetings.models import Registration
from cordata.notify.models import Message
from cordata.packs.canonical import plain

FORMAT = "cordata.own-data/1"
OUTSIDE = frozenset({"account.emailaddress", "mfa.authenticator", "socialaccount.socialaccount"})
# Rows that are about a person, and the fields that name that person. Named by another field, or
# in another table, the person only acted: the row may be about somebody else.
ABOUT = {
    "accounts.person": {"pid", "email"},
    "accounts.membership": {"person_id"},
    "accounts.grant": {"person_id"},
    "accounts.joinrequest": {"person_id"},
    "accounts.invitation": {"email"},
    "accounts.recovery": {"person_id"},
    "applications.guest": {"person_id", "email"},
    "applications.follower": {"email"},
    "applications.comment": {"by_id"},
    "applications.help": {"consented_by_id"},
    "applications.paperfiling": {"email"},
    "notify.message": {"to"},
    "meetings.registration": {"person_id", "email"},
    "meetings.handover": {"email"},
    "meetings.invitee": {"email"},
    "meetings.question": {"registration_id", "asker_id", "asker_email"},
    "meetings.itemplace": {"registration_id"},
    "account.emailaddress": {"user_id", "email"},
}
SECRET = frozenset({"password", "secret_digest"})
IN_THE_MAILBOX = frozenset({"text", "html", "attachments"})  # of a message: it may hold a code
SAID_OF_ACTS = frozenset({"kind", "subject_type", "subject_id", "number", "type"})


def own_data(person: Person, at: datetime) -> dict[str, Any]:
    """Everything with this person's id, key or address, as plain values for JSON."""
    places = Registration.objects.filter(models.Q(person=person) | models.Q(email=person.email))
    marks = Marks(person, {place.pk: place.actor_key for place in places})
    rows = [row for model in asked_models() for row in rows_of(model, marks)]
    return {
        "format": FORMAT,
        "made_at": plain(at),
        "person": {"id": person.pid, "name": person.name, "email": person.email},
        "rows": rows,
    }


class Marks:
    """By what rows can name a person: account and registrations at meetings."""

    def __init__(self, person: Person, places: dict[int, str]) -> None:
        self.person, self.email = frozenset({person.pk}), frozenset({person.email})
        self.places = frozenset(places)
        self.pid = person.pid
        self.keys = frozenset({person.actor_key, person.pid, *places.values()})

    def by(self, field: Any) -> frozenset[Any]:
        """What this field holds where it names the person; empty where it cannot."""
        if field.is_relation:
            return {Person: self.person, Registration: self.places}.get(
                field.related_model, frozenset()
            )
        if isinstance(field, models.EmailField):
            return self.email
        plain_text = isinstance(field, models.CharField) and not field.choices
        return self.keys if plain_text else frozenset()


def asked_models() -> Iterator[type[models.Model]]:
    """Our own tables, and those that keep addresses, keys and links of an account."""
    for model in apps.get_models():
        ours = model.__module__.startswith("cordata.")
        if ours or model._meta.label_lower in OUTSIDE:
            yield model


def rows_of(model: type[models.Model], marks: Marks) -> Iterator[dict[str, Any]]:
    """The rows of one table that name the person, with the fields that do."""
    ways = {field.attname: marks.by(field) for field in model._meta.concrete_fields}
    ways = {name: values for name, values in ways.items() if values}
    if not ways:
        return
    asked = models.Q(*((f"{name}__in", values) for name, values in ways.items()), _connector="OR")
    for row in model._default_manager.filter(asked).order_by("pk").iterator(chunk_size=500):
        named_by = [name for name, values in ways.items() if getattr(row, name) in values]
        yield told(row, named_by, marks)


def told(row: models.Model, named_by: list[str], marks: Marks) -> dict[str, Any]:
    """A row in plain values: whole where it is about the person, else as an act."""
    about = not ABOUT.get(row._meta.label_lower, set()).isdisjoint(named_by)
    fields = whole_fields(row) if about else act_fields(row, marks)
    return {
        "what": row._meta.label_lower,
        "id": str(getattr(row, "pid", row.pk)),
        "as": [name.removesuffix("_id") for name in named_by],
        "data": {field.name: value_of(row, field, marks) for field in fields},
    }


def whole_fields(row: models.Model) -> Iterator[Any]:
    kept_back = SECRET | IN_THE_MAILBOX if row._meta.label_lower == "notify.message" else SECRET
    for field in row._meta.concrete_fields:
        if not field.is_relation and field.name not in kept_back:
            yield field


def act_fields(row: models.Model, marks: Marks) -> Iterator[Any]:
    """When, and what the row says of an act; the journal's reason, unless about another person."""
    said = SAID_OF_ACTS | ({"reason"} if isinstance(row, Event) else set())
    if isinstance(row, Event | Message) and row.subject_type == "person":
        said -= {"reason", "subject_id"} if row.subject_id != marks.pid else set()
    for field in row._meta.concrete_fields:
        if isinstance(field, models.DateField) or field.name in said:
            yield field


def value_of(row: models.Model, field: Any, marks: Marks) -> Any:
    """The plain value; of another person's key only that it is a person's."""
    value = plain(getattr(row, field.attname))
    is_key = isinstance(value, str) and value.startswith(("person:", "registrant:"))
    return value.partition(":")[0] if is_key and value not in marks.keys else value
