"""What the home page says of the operations."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, QuerySet, Sum
from django.http import HttpRequest

from cordata.kernel.prepared import NOW, Given, Prepared
from cordata.programme.models import Call
from cordata.projects.models import Project
from cordata.transparency.queries import funded


def operations_panel(
    request: HttpRequest, call: Call, at: datetime
) -> Mapping[str, Hashable] | None:
    """How many operations run and what they are granted; nothing before the first notification."""
    rows = _sums.rows(programme=call.programme_id, at=at)
    return {"count": rows[0][0], "erdf": rows[0][1]} if rows else None


def _granted() -> QuerySet[Project, tuple[int, Decimal]]:
    found = funded(Given("programme"), NOW).order_by().values("application__call__programme")
    return found.annotate(count=Count("pk"), erdf=Sum("grant")).values_list("count", "erdf")


_sums = Prepared(_granted)
