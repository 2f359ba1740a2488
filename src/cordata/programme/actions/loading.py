"""A pack becomes a programme with calls, each call frozen and hashed."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cordata.kernel.journal import Actor
from cordata.kernel.transitions import move, tell
from cordata.packs import CallDefinition, Pack
from cordata.packs.canonical import digest
from cordata.packs.freezing import freeze
from cordata.packs.provenance import Text
from cordata.programme.actions.envelopes import add_decided_envelopes
from cordata.programme.models import Call, CallVersion, Programme
from cordata.programme.queries import local_day, says_the_same
from cordata.programme.states import ANNOUNCE, CLOSE, DECIDE, OPEN, CallState

NOT_YET_OPEN = frozenset({CallState.DRAFT, CallState.SCHEDULED})


@transaction.atomic
def load_pack(
    pack: Pack, *, by: Actor, at: datetime, reasons: Text | None = None, draft: bool = False
) -> Programme:
    """Take the pack's programme and calls in, each call as a frozen, hashed version.

    A call that was already opened keeps its version, whatever the pack says now, unless
    `reasons` (language -> why it changes, shown publicly) asks for a new one; its closing then
    stays, `closing.propose_closing` moves it. A call seen for
    the first time is in the state the clock says; with `draft` it waits to be announced.
    """
    programme = _load_programme(pack, by=by, at=at)
    for definition in pack.calls:
        call = (
            Call.objects.select_for_update()
            .filter(programme=programme, code=definition.code)
            .first()
        )
        if call is None:
            _add_call(programme, definition, by=by, at=at, draft=draft)
        else:
            _renew_call(call, definition, by=by, at=at, reasons=reasons or {})
    return programme


def _load_programme(pack: Pack, *, by: Actor, at: datetime) -> Programme:
    data = freeze(pack.programme)
    seal = digest(data)
    programme = Programme.objects.select_for_update().filter(code=pack.programme.code).first()
    if programme is None:
        programme = Programme(code=pack.programme.code)
    elif programme.digest == seal:
        return programme
    programme.data, programme.digest, programme.loaded_at = data, seal, at
    programme.save()
    tell(programme, "loaded", by=by, at=at, digest=seal, version=pack.version)
    return programme


def _add_call(
    programme: Programme, definition: CallDefinition, *, by: Actor, at: datetime, draft: bool
) -> None:
    rules = definition.ruleset
    call = Call.objects.create(
        programme=programme,
        code=definition.code,
        opens_at=rules.opens_at,
        closes_at=rules.closes_at,
    )
    since = min(at, rules.opens_at)  # a call taken in after its opening stood since then
    _freeze_version(call, definition, number=1, by=by, at=at, reasons={}, since=since)
    add_decided_envelopes(call, by=by, at=at)
    if not draft:
        _bring_to_the_clock(call, by=by, at=at)


def _bring_to_the_clock(call: Call, *, by: Actor, at: datetime) -> None:
    """Announce, open, close or decide a call seen for the first time, as of `at`."""
    move(call, ANNOUNCE, by=by, at=at)
    if call.opens_at <= at:
        move(call, OPEN, by=by, at=at)
    if call.closes_at < at:
        move(call, CLOSE, by=by, at=at)
        if any(result.on <= local_day(call, at) for result in call.definition.results):
            move(call, DECIDE, by=by, at=at)


def _renew_call(
    call: Call, definition: CallDefinition, *, by: Actor, at: datetime, reasons: Text
) -> None:
    if says_the_same(call.current_version, definition):
        return
    if call.state not in NOT_YET_OPEN and not reasons:
        return
    if call.state in NOT_YET_OPEN:  # later, only two persons move a closing (TIM-06)
        call.opens_at, call.closes_at = definition.ruleset.opens_at, definition.ruleset.closes_at
    number = call.current_version.number + 1
    _freeze_version(call, definition, number=number, by=by, at=at, reasons=reasons)
    add_decided_envelopes(call, by=by, at=at)


def _freeze_version(
    call: Call,
    definition: CallDefinition,
    *,
    number: int,
    by: Actor,
    at: datetime,
    reasons: Text,
    since: datetime | None = None,
) -> None:
    data = freeze(definition)
    call.version = CallVersion.objects.create(
        call=call,
        number=number,
        data=data,
        digest=digest(data),
        reasons=dict(reasons),
        published_at=since or at,
    )
    call.save()
    because = " / ".join(reasons.values())
    tell(
        call,
        "version_frozen",
        by=by,
        at=at,
        because=because,
        number=number,
        digest=call.version.digest,
    )
