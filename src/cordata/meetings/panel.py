"""The meetings to come on the home page."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from datetime import datetime

from django.http import HttpRequest

from cordata.meetings import pieces, queries
from cordata.meetings.presenting import line_of
from cordata.programme.models import Call

SHOWN = 3


def home_panel(request: HttpRequest, call: Call, at: datetime) -> Mapping[str, Hashable] | None:
    """The next meetings of the call, in one query; None when none is announced."""
    coming = queries.coming_with_places(call, at, SHOWN)
    lines = tuple(pieces.line(line_of(meeting, left)) for meeting, left in coming)
    return {"lines": lines} if lines else None
