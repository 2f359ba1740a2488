"""Who opened a whole file: one line of the journal a person, file and day (ACC-09).

What the partners' own people open is theirs and leaves no line. The journal is asked before it is
written to, so only the first opening of a day takes its lock (docs/decisions/0015).
"""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any

from django.db import transaction

from cordata.accounts.models import Person
from cordata.applications.models import Application
from cordata.kernel import clock
from cordata.kernel.models import Event
from cordata.kernel.transitions import kind_of, tell

READ = "file_read"
KIND = f"application.{READ}"


def note_read(person: Any, application: Application, what: str) -> None:
    """Note that somebody who is no partner opened the file; `what` is the page or file opened.

    Raises what the database raises when it cannot be noted: then nothing is handed out.
    """
    if not isinstance(person, Person) or _own(person, application):
        return
    once_a_day(person, application, READ, what=what)


def once_a_day(person: Person, thing: Any, event: str, **facts: Any) -> None:
    """Write that a person opened a thing with a public id, unless that day has its line."""
    at = clock.now()
    if noted(person, thing, event, at):
        return
    with transaction.atomic():
        tell(thing, event, by=person, at=at, **facts)


def noted(person: Person, thing: Any, event: str, at: datetime) -> bool:
    """Whether this person's opening of the thing stands in the journal already, that day (UTC)."""
    midnight = datetime.combine(at.astimezone(UTC), time.min, UTC)
    lines = Event.objects.filter(
        subject_type=thing._meta.model_name,
        subject_id=thing.pid,
        kind=kind_of(thing, event),
        actor=person.actor_key,
        at__gte=midnight,
        at__lte=at,
    )
    return lines.exists()


def _own(person: Person, application: Application) -> bool:
    if not person.organisation_ids:
        return False
    bodies = {partner.organisation_id for partner in application.partners.all()}
    return bool(bodies & person.organisation_ids)
