"""What a kind of mail said, kept once per wording and without any reader's own values.

A mail to a person is erased with the person; what everybody was told outlives it, for an auditor.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Count, Max

from cordata.notify import rendering
from cordata.notify.models import MailWording, Message

if TYPE_CHECKING:
    from django.db.models import Model


@dataclass(frozen=True, slots=True)
class Kept:
    """Of which thing the wording tells, and the words that stand where a reader's own stood:
    `values` by their name in the context, `addresses` by the address a button leads to."""

    of: Model
    values: Mapping[str, Any] = field(default_factory=dict)
    addresses: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Said:
    """A wording, the domain time it first and last went, and in how many mails."""

    notice: str
    language: str
    subject: str
    text: str
    first_at: datetime
    last_at: datetime
    count: int


def said(notice: str, language: str, context: Mapping[str, Any], kept: Kept) -> dict[str, Any]:
    """What a mail carries of its wording, so that writing it costs no query more."""
    subject, text = rendering.wording(notice, language, {**context, **kept.values})
    for address in sorted(kept.addresses, key=len, reverse=True):  # one may begin another
        text = text.replace(address, kept.addresses[address])
    return {"said_of": _key(kept.of), "said": {"subject": subject, "text": text}}


def _key(thing: Model) -> str:
    return f"{thing._meta.model_name}:{getattr(thing, 'pid', thing.pk)}"


@transaction.atomic
def _gather(thing: Model) -> None:
    """Mails written since join the wording they have, a new one where none said it before; as many
    queries as there are wordings, whatever the mails."""
    joining: dict[tuple[str, str, str, str], list[Message]] = {}
    waiting = Message.objects.filter(said_of=_key(thing), wording=None).order_by("pk")
    for one in waiting.only("notice", "language", "created_at", "said"):
        words = (one.notice, one.language, one.said["subject"], one.said["text"])
        joining.setdefault(words, []).append(one)
    for (notice, language, subject, text), messages in joining.items():
        wording, _new = MailWording.objects.get_or_create(
            about_type=thing._meta.model_name or "",
            about_id=str(getattr(thing, "pid", thing.pk)),
            notice=notice,
            language=language,
            sha256=hashlib.sha256(f"{subject}\n\n{text}".encode()).hexdigest(),
            defaults={"subject": subject, "text": text, "first_at": messages[0].created_at},
        )
        joined = Message.objects.filter(pk__in=[one.pk for one in messages])
        joined.update(wording=wording, said={})


def wordings_of(thing: Model) -> list[Said]:
    """Every wording of the mails about a thing, in the order they first went. What was taken back
    before it left was told nobody."""
    _gather(thing)
    identity = str(getattr(thing, "pid", thing.pk))
    found = MailWording.objects.filter(about_type=thing._meta.model_name, about_id=identity)
    counted = found.annotate(count=Count("messages"), last=Max("messages__created_at"))
    columns = ("notice", "language", "subject", "text", "first_at", "last", "count")
    rows = counted.filter(count__gt=0).order_by("first_at", "pk").values_list(*columns)
    return [Said(*row) for row in rows]
