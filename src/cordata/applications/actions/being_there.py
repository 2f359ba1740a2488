"""Note that somebody has a page of a draft open: outside the journal, once a minute at most."""

from __future__ import annotations

from datetime import datetime

from django.db import OperationalError, transaction

from cordata.accounts.models import Person
from cordata.applications.models import Application, Presence
from cordata.applications.presence import AGAIN


def note_presence(application: Application, page: str, *, by: Person, at: datetime) -> None:
    """One row a person and draft, written over. A database that is busy keeps nobody from
    reading: then it is not noted."""
    rows = Presence.objects.filter(application=application, person=by, page=page)
    if rows.filter(seen_at__gt=at - AGAIN, seen_at__lte=at).exists():
        return
    try:
        with transaction.atomic():
            Presence.objects.bulk_create(
                [Presence(application=application, person=by, page=page, seen_at=at)],
                update_conflicts=True,
                unique_fields=["application", "person"],
                update_fields=["page", "seen_at"],
            )
    except OperationalError:
        return
