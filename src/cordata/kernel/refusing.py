"""What somebody tried by hand, too late or alone and was refused stands in the journal, once a day
and reason."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, time
from typing import Any

from django.db import transaction

from cordata.kernel.journal import Actor
from cordata.kernel.models import Event
from cordata.kernel.transitions import kind_of, tell

ATTEMPT = "attempt_refused"


@transaction.atomic
def note_refusal(
    thing: Any,
    code: str,
    *,
    params: Mapping[str, Any] | None = None,
    by: Actor,
    at: datetime,
    **facts: str,
) -> None:
    """No page offers what was tried, or no longer; `code` and `params` are the refusal's, so that
    the journal can say its sentence."""
    midnight = datetime.combine(at.astimezone(UTC), time.min, UTC)
    noted = Event.objects.filter(
        subject_type=thing._meta.model_name,
        subject_id=thing.pid,
        kind=kind_of(thing, ATTEMPT),
        actor=by.actor_key,
        at__gte=midnight,
        data__code=code,
    )
    if not noted.exists():
        told: dict[str, Any] = {"code": code, "params": dict(params or {}), **facts}
        tell(thing, ATTEMPT, by=by, at=at, because="", **told)
