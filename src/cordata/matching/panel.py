"""What the home page says of the partner board."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from datetime import datetime

from django.http import HttpRequest

from cordata.matching import queries
from cordata.programme.eligible import country_names
from cordata.programme.models import Call


def partner_panel(request: HttpRequest, call: Call, at: datetime) -> Mapping[str, Hashable] | None:
    """How many ideas look for a partner, side by side; nothing once the call has closed."""
    if at > call.closes_at:
        return None
    counts = queries.published_by_country(call, at)
    names = country_names(call.programme.definition)
    sides = tuple((code, names.get(code, code), number) for code, number in counts.items())
    return {"total": sum(counts.values()), "sides": sides}
