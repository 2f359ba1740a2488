"""Tell the secretariat what was measured before a closing, once for each closing."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cordata.kernel.journal import SYSTEM
from cordata.kernel.transitions import tell
from cordata.programme import notices
from cordata.programme.extending import measured
from cordata.programme.models import Call


@transaction.atomic
def tell_of_outage(pk: int, *, at: datetime) -> bool:
    """Write to officers and authority, and to the journal; False where there is nothing to tell."""
    calls = Call.objects.select_for_update(of=("self",)).select_related("programme", "version")
    call = calls.get(pk=pk)
    found = measured(call, at)
    if found is None or found.extension is None or call.extension_told_for == call.closes_at:
        return False
    call.extension_told_for = call.closes_at
    call.save(update_fields=["extension_told_for"])
    tell(
        call,
        "outage_measured",
        by=SYSTEM,
        at=at,
        unavailable=found.extension.unavailable,
        failing=found.minutes.failing,
        missing=found.minutes.missing,
        proposed=found.extension.after,
    )
    notices.extension_proposed(found, found.extension, at=at)
    return True
