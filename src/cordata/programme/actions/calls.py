"""A call is announced, opens and closes by the clock; later steps move it on."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cordata.kernel.journal import Actor
from cordata.kernel.transitions import Transition, can_move, move
from cordata.kernel.verdicts import NotPossible
from cordata.programme.models import Call
from cordata.programme.states import ANNOUNCE, CLOSE, OPEN


@transaction.atomic
def announce_call(call_id: int, *, by: Actor, at: datetime) -> Call:
    """Show a call in preparation; it opens at its hour."""
    return _move_call(call_id, ANNOUNCE, by=by, at=at)


@transaction.atomic
def open_call(call_id: int, *, by: Actor, at: datetime) -> Call:
    """Open a call whose opening instant has come."""
    return _move_call(call_id, OPEN, by=by, at=at)


@transaction.atomic
def close_call(call_id: int, *, by: Actor, at: datetime) -> Call:
    """Close a call; `at` is later than its closing instant, which still counts (TIM-01)."""
    return _move_call(call_id, CLOSE, by=by, at=at)


@transaction.atomic
def move_call(call_id: int, transition: Transition, *, by: Actor, at: datetime) -> Call:
    """For later steps: assessment started, put before the committee, decided, archived.

    Nothing happens when the call has already got there.
    """
    call = Call.objects.select_for_update().get(pk=call_id)
    if call.state != transition.target:
        move(call, transition, by=by, at=at)
    return call


def _move_call(call_id: int, transition: Transition, *, by: Actor, at: datetime) -> Call:
    call = Call.objects.select_for_update().get(pk=call_id)
    if can_move(call, transition):
        _refuse_before_its_hour(call, transition, at)
    move(call, transition, by=by, at=at)
    return call


def _refuse_before_its_hour(call: Call, transition: Transition, at: datetime) -> None:
    if transition is OPEN and at < call.opens_at:
        raise NotPossible("call.opens_later", at=call.opens_at)
    if transition is CLOSE and at <= call.closes_at:
        raise NotPossible("call.closes_later", at=call.closes_at)
