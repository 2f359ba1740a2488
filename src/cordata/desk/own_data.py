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
from cordata.packs.canonical import plain

FORMAT = "cordata.own-data/1"
OUTSIDE = frozenset({"account.emailaddress", "mfa.authenticator", "socialaccount.socialaccount"})
# The person is what these rows are about; in all others the person only acted.
ABOUT = frozenset(
    {
        *("accounts.person", "accounts.membership", "accounts.grant", "accounts.joinrequest"),
        *("accounts.invitation", "accounts.recovery", "applications.guest", "notify.message"),
        *("meetings.registration", "meetings.handover", "account.emailaddress"),
    }
)
KEPT_BACK = frozenset({"password", "secret_digest", "text", "html", "attachments"})
SAID_OF_ACTS = frozenset({"kind", "reason", "subject_type", "subject_id", "number", "type", "uid"})


def own_data(person: Person, at: datetime) -> dict[str, Any]:
    """Everything with this person's id, key or address, as plain values for JSON."""
    rows = [row for model in asked_models() for row in rows_of(model, person)]
    return {
        "format": FORMAT,
        "made_at": plain(at),
        "person": {"id": person.pid, "name": person.name, "email": person.email},
        "rows": rows,
    }


def asked_models() -> Iterator[type[models.Model]]:
    """Our own tables, and those that keep addresses, keys and links of an account."""
    for model in apps.get_models():
        ours = model.__module__.startswith("cordata.")
        if ours or model._meta.label_lower in OUTSIDE:
            yield model


def rows_of(model: type[models.Model], person: Person) -> Iterator[dict[str, Any]]:
    """The rows of one table that name the person, with the fields that do."""
    naming = dict(ways_to_name(model, person))
    if not naming:
        return
    asked = models.Q(*((f"{name}__in", values) for name, values in naming.items()), _connector="OR")
    for row in model._default_manager.filter(asked).order_by("pk").iterator(chunk_size=500):
        yield told(row, [name for name, values in naming.items() if getattr(row, name) in values])


def ways_to_name(
    model: type[models.Model], person: Person
) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """Fields of a table that can hold the person's id, actor key or address, and what they hold."""
    for field in model._meta.concrete_fields:
        if field.is_relation:
            if field.related_model is Person:
                yield field.attname, (person.pk,)
        elif isinstance(field, models.EmailField):
            yield field.name, (person.email,)
        elif isinstance(field, models.CharField) and not field.choices:
            yield field.name, (person.actor_key, person.pid)


def told(row: models.Model, named_by: list[str]) -> dict[str, Any]:
    """A row in plain values: whole, or its instants and what it says of an act.

    What was written to others about the person is theirs: it is told as an act.
    """
    about = row._meta.label_lower in ABOUT and named_by != ["subject_id"]
    return {
        "what": row._meta.label_lower,
        "id": str(getattr(row, "pid", row.pk)),
        "as": [name.removesuffix("_id") for name in named_by],
        "data": {field.name: value_of(row, field) for field in said_fields(row, about)},
    }


def said_fields(row: models.Model, about: bool) -> Iterator[Any]:
    for field in row._meta.concrete_fields:
        if field.name in KEPT_BACK or field.is_relation:
            continue
        if about or isinstance(field, models.DateField) or field.name in SAID_OF_ACTS:
            yield field


def value_of(row: models.Model, field: Any) -> Any:
    return plain(getattr(row, field.attname))
