"""Every request of a rehearsal instance lives at the instance's shifted instant."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.http import HttpRequest, HttpResponse

from cordata.kernel import clock
from cordata.kernel.models import RehearsalClock
from cordata.kernel.prepared import Prepared


class ShiftedClock:
    """Sets the clock's offset for this request from the instance's one row."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        shift_clock()
        return self.get_response(request)


def shift_clock() -> None:
    """Read the instance's offset into this context; workers call it before each job."""
    clock.set_offset(timedelta(seconds=next(iter(_seconds.rows()), 0)))


_seconds: Prepared[int] = Prepared(
    lambda: RehearsalClock.objects.filter(pk=1).values_list("seconds", flat=True)
)
