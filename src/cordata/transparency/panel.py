"""What the home page says of the operations."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Count, Sum
from django.http import HttpRequest

from cordata.programme.models import Call
from cordata.transparency.queries import funded


def operations_panel(request: HttpRequest, call: Call, at: datetime) -> Mapping[str, Any] | None:
    """How many operations run and what they are granted; nothing before the first notification."""
    sums = funded(call.programme, at).aggregate(count=Count("pk"), erdf=Sum("grant"))
    return sums if sums["count"] else None
