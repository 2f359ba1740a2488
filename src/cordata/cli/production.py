"""What the database of a production installation must be before anything works on it."""

from __future__ import annotations

from django.conf import settings
from django.db import DatabaseError

from cordata.config.environment import Misconfigured
from cordata.kernel.models import RehearsalClock


def refuse_danger() -> None:
    """Raise `Misconfigured` for a database that is not ready, or has lived in a rehearsal (CFG-04).

    Its journal tells of days that never were, and its people are made up.
    """
    try:
        rehearsed = RehearsalClock.objects.exists()
    except DatabaseError as error:
        raise Misconfigured(
            f"The database is not ready ({error}). `cordata init` makes a new one; "
            "`cordata doctor` says more."
        ) from error
    if rehearsed and not settings.REHEARSAL:
        raise Misconfigured(
            "This database has lived in a rehearsal, whose clock was moved: production needs one "
            "of its own. Change CORDATA_DATABASE_URL or CORDATA_DATA_DIR."
        )
