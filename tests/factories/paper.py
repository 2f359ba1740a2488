"""An application that came on paper, as an officer notes it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from cordata.accounts.models import Person
from cordata.applications.actions.paper import Arrival, note_paper
from cordata.applications.models import PaperFiling
from cordata.documents import storing
from cordata.programme.models import Call
from tests.documents import files
from tests.factories.applications import SEMNOZ


def arrival(at: datetime, **changed: Any) -> Arrival:
    """What was noted, but for what a test changes."""
    said: dict[str, Any] = {
        "way": "post",
        "body": SEMNOZ.name,
        "signed_by": "Jeanne Favre",
        "language": "fr",
        "address": "1, Grande Rue\n74000 Annecy",
        "email": "jeanne@favre.example",
    }
    return Arrival(at, **(said | changed))


def paper_noted(
    call: Call, arrived: datetime, *, by: Person, at: datetime | None = None, **more: Any
) -> PaperFiling:
    """An arrival with the scan of a small PDF."""
    at = at or arrived
    scan = storing.store_bytes(
        files.pdf(), name="papier.pdf", media_type="application/pdf", by=by, at=at
    )
    key = more.pop("key", f"k{PaperFiling.objects.count()}")
    return note_paper(call, arrival(arrived, **more), scan, key=key, by=by, at=at)
