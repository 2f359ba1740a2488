"""How long an offer stands, and how long free places are kept for a party."""

from __future__ import annotations

from datetime import datetime, timedelta

OFFER_TERM = timedelta(hours=24)
SHORTEST_OFFER = timedelta(minutes=30)


def offer_ends_at(at: datetime, starts_at: datetime) -> datetime:
    """Until when an offer made at `at` stands: 24 h, from four days before the meeting a
    quarter of the time left, never under half an hour, never past the start."""
    term = max(SHORTEST_OFFER, min(OFFER_TERM, (starts_at - at) / 4))
    return min(at + term, starts_at)
