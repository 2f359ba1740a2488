"""What falls due for a call: its opening, its closing, an envelope decided later."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from cordata.kernel.due import DueAct
from cordata.kernel.journal import SYSTEM
from cordata.programme import actions, queries
from cordata.programme.extending import untold
from cordata.programme.models import Call
from cordata.programme.states import CallState

AFTER = timedelta(microseconds=1)  # the closing instant itself is still in (TIM-01)
ENDED = (CallState.DECIDED, CallState.ARCHIVED)


def due_acts(until: datetime) -> Iterable[DueAct]:
    """Openings, closings and envelope decisions up to `until`."""
    for call in queries.calls().exclude(state__in=ENDED):
        yield from _openings(call, until)
        yield from _closings(call, until)
        yield from _envelopes(call, until)
    yield from _outages(until)


def _outages(until: datetime) -> Iterator[DueAct]:
    """The hour in which it is seen is the hour in which it is told."""
    for found in untold(until):
        yield DueAct(until, "programme.extension", found.call.pid, partial(_told, found.call.pk))


def _openings(call: Call, until: datetime) -> Iterator[DueAct]:
    if call.state == CallState.SCHEDULED and call.opens_at <= until:
        run = partial(_open, call.pk)
        yield DueAct(call.opens_at, "programme.open_call", call.pid, run)


def _closings(call: Call, until: datetime) -> Iterator[DueAct]:
    closing = call.closes_at + AFTER
    if call.state in {CallState.SCHEDULED, CallState.OPEN} and closing <= until:
        yield DueAct(closing, "programme.close_call", call.pid, partial(_close, call.pk))


def _envelopes(call: Call, until: datetime) -> Iterator[DueAct]:
    zone = ZoneInfo(call.definition.zone)
    days = {version.decided_on for _theme, version in actions.pending_envelopes(call)}
    for day in days:
        at = datetime.combine(day, time(), zone).astimezone(UTC)
        if at <= until:
            yield DueAct(at, "programme.change_envelope", call.pid, partial(_decide, call.pk))


def _told(pk: int, at: datetime) -> object:
    return actions.tell_of_outage(pk, at=at)


def _open(pk: int, at: datetime) -> object:
    return actions.open_call(pk, by=SYSTEM, at=at)


def _close(pk: int, at: datetime) -> object:
    return actions.close_call(pk, by=SYSTEM, at=at)


def _decide(pk: int, at: datetime) -> None:
    actions.add_decided_envelopes(queries.calls().get(pk=pk), by=SYSTEM, at=at)
