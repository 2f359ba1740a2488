"""What happens to a programme and its calls: loading, opening, closing, envelopes, news."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from cordata.kernel.journal import Actor
from cordata.kernel.transitions import Transition, can_move, move, tell
from cordata.kernel.verdicts import NotPossible
from cordata.packs import CallDefinition, Pack
from cordata.packs.call import EnvelopeVersion as EnvelopeDefinition
from cordata.packs.canonical import digest
from cordata.packs.freezing import freeze
from cordata.packs.provenance import Basis, Text
from cordata.programme.models import (
    Call,
    CallVersion,
    EnvelopeVersion,
    Programme,
    Publication,
)
from cordata.programme.queries import call_digest, local_day
from cordata.programme.states import ANNOUNCE, CLOSE, DECIDE, OPEN, CallState

NOT_YET_OPEN = frozenset({CallState.DRAFT, CallState.SCHEDULED})


@transaction.atomic
def load_pack(
    pack: Pack, *, by: Actor, at: datetime, reasons: Text | None = None, draft: bool = False
) -> Programme:
    """Take the pack's programme and calls in, each call as a frozen, hashed version.

    A call that was already opened keeps its version, whatever the pack says now, unless
    `reasons` (language -> why it changes, shown publicly) asks for a new one. A call seen for
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
    if call.current_version.digest == call_digest(definition):
        return
    if call.state not in NOT_YET_OPEN and not reasons:
        return
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


@transaction.atomic
def add_decided_envelopes(call: Call, *, by: Actor, at: datetime) -> None:
    """Write the envelopes of the pack that are decided by `at` and not yet known here."""
    for theme, version in pending_envelopes(call):
        if version.decided_on <= local_day(call, at):
            words = dict(version.decisions)
            change_envelope(
                call,
                theme,
                amount=version.amount,
                decided_on=version.decided_on,
                reference=next(iter(words.values()), "")[:200],
                reasons=words,
                basis=version.origin.basis,
                by=by,
                at=at,
            )


def pending_envelopes(call: Call) -> list[tuple[str, EnvelopeDefinition]]:
    """Theme and envelope of the call's pack later than the decision in force here."""
    definition = call.definition
    latest = {row.theme: row.decided_on for row in call.envelopes.order_by("number")}
    of_pack = [("", version) for version in definition.envelopes]
    of_pack += [(theme.code, version) for theme in definition.themes for version in theme.envelopes]
    return [
        (theme, version)
        for theme, version in sorted(of_pack, key=lambda pair: pair[1].decided_on)
        if theme not in latest or version.decided_on > latest[theme]
    ]


@transaction.atomic
def change_envelope(
    call: Call,
    theme: str,
    *,
    amount: Decimal,
    decided_on: date,
    reference: str,
    by: Actor,
    at: datetime,
    reasons: Text | None = None,
    basis: str = Basis.SOURCE,
) -> EnvelopeVersion:
    """Give a theme another envelope of ERDF, by a decision that is named and shown publicly.

    `theme` "" is the call as a whole. Raises NotPossible for an unknown theme, a negative
    amount, a missing reference, or a decision older than the one in force.
    """
    locked = Call.objects.select_for_update().get(pk=call.pk)
    last = call.envelopes.filter(theme=theme).order_by("-number").first()
    _refuse_envelope(call, theme, amount, decided_on, reference, last)
    version = EnvelopeVersion.objects.create(
        call=call,
        theme=theme,
        number=last.number + 1 if last else 1,
        amount=amount,
        decided_on=decided_on,
        reference=reference,
        reasons=dict(reasons or {}),
        basis=basis,
    )
    call.amounts = locked.amounts = {**locked.amounts, theme: str(version.amount)}
    locked.save(update_fields=["amounts"])
    tell(
        call,
        "envelope_changed",
        by=by,
        at=at,
        because=reference,
        theme=theme,
        amount=amount,
        before=last.amount if last else None,
        decided_on=decided_on,
    )
    return version


def _refuse_envelope(
    call: Call,
    theme: str,
    amount: Decimal,
    decided_on: date,
    reference: str,
    last: EnvelopeVersion | None,
) -> None:
    if theme and call.definition.theme(theme) is None:
        raise NotPossible("envelope.theme_unknown", theme=theme)
    if amount < 0:
        raise NotPossible("envelope.negative", amount=amount)
    if not reference.strip():
        raise NotPossible("envelope.reference_missing")
    if last and decided_on < last.decided_on:
        raise NotPossible("envelope.older_than_current", on=last.decided_on)


@transaction.atomic
def publish(
    programme: Programme,
    kind: str,
    *,
    titles: Mapping[str, str],
    texts: Mapping[str, str],
    by: Actor,
    at: datetime,
    call: Call | None = None,
) -> Publication:
    """Publish news, an answer or a correction, in all the programme's languages at once."""
    for language in programme.definition.languages:
        if not titles.get(language, "").strip() or not texts.get(language, "").strip():
            raise NotPossible("publication.language_missing", language=language)
    publication = Publication.objects.create(
        programme=programme,
        call=call,
        kind=kind,
        titles=dict(titles),
        texts=dict(texts),
        published_at=at,
    )
    tell(publication, "published", by=by, at=at, what=kind, titles=dict(titles))
    return publication
