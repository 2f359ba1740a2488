"""A pack becomes a programme with calls, each call frozen and hashed."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cordata.kernel.journal import Actor
from cordata.kernel.transitions import move, tell
from cordata.kernel.verdicts import NotPossible
from cordata.packs import CallDefinition, Pack
from cordata.packs.canonical import digest
from cordata.packs.freezing import freeze
from cordata.packs.provenance import Text
from cordata.packs.wording import words_of
from cordata.programme import wording
from cordata.programme.actions.envelopes import add_decided_envelopes
from cordata.programme.actions.pack_files import give_out
from cordata.programme.actions.versions import announce_version, freeze_version
from cordata.programme.models import Call, Programme, Wording
from cordata.programme.queries import local_day, says_the_same
from cordata.programme.states import ANNOUNCE, CLOSE, DECIDE, OPEN, CallState

NOT_YET_OPEN = frozenset({CallState.DRAFT, CallState.SCHEDULED})
SCREEN, PACK = "screen", "pack"  # whose words hold where both were changed


class WordsDisputed(NotPossible):
    """The pack has new words where a screen has others: whoever loads says which hold."""

    def __init__(self, definition: CallDefinition, disputed: list[Wording]) -> None:
        super().__init__("pack.words_disputed", call=definition.code, count=len(disputed))
        said = words_of(definition)
        self.call = definition.code
        self.differences = [(one.path, one.texts, said.get(one.path, {})) for one in disputed]


@transaction.atomic
def load_pack(
    pack: Pack,
    *,
    by: Actor,
    at: datetime,
    reasons: Text | None = None,
    draft: bool = False,
    hold: str = "",
) -> Programme:
    """Take the pack's programme and calls in, each call as a frozen, hashed version.

    A call that was already opened keeps its version, whatever the pack says now, unless
    `reasons` (language -> why it changes, shown publicly) asks for a new one; its closing then
    stays, `closing.propose_closing` moves it. A call seen for
    the first time is in the state the clock says; with `draft` it waits to be announced.

    Words corrected on a screen stay where the pack still says what it said then. Where it says
    something else, `WordsDisputed` is raised, unless `hold` (`SCREEN` or `PACK`) decides.
    """
    programme = _load_programme(pack, by=by, at=at)
    for definition in pack.calls:
        call = (
            Call.objects.select_for_update()
            .filter(programme=programme, code=definition.code)
            .first()
        )
        if call is None:
            _add_call(programme, definition, pack, by=by, at=at, draft=draft)
        else:
            may_change = call.state in NOT_YET_OPEN or bool(reasons)
            given = give_out(call, definition, pack, by=by, at=at, new=may_change)
            _renew_call(call, given, by=by, at=at, reasons=reasons or {}, hold=hold)
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
    programme: Programme,
    of_pack: CallDefinition,
    pack: Pack,
    *,
    by: Actor,
    at: datetime,
    draft: bool,
) -> None:
    rules = of_pack.ruleset
    call = Call.objects.create(
        programme=programme,
        code=of_pack.code,
        opens_at=rules.opens_at,
        closes_at=rules.closes_at,
    )
    definition = give_out(call, of_pack, pack, by=by, at=at)
    since = min(at, rules.opens_at)  # a call taken in after its opening stood since then
    freeze_version(call, definition, by=by, at=at, reasons={}, since=since)
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
    call: Call,
    definition: CallDefinition,
    *,
    by: Actor,
    at: datetime,
    reasons: Text,
    hold: str,
) -> None:
    wordings = list(call.wordings.order_by("path"))
    disputed = wording.disputed(definition, wordings)
    kept = [one for one in wordings if hold != PACK or one not in disputed]
    wanted = wording.over(definition, kept)
    same = says_the_same(call.current_version, wanted)
    may_change = call.state in NOT_YET_OPEN or reasons
    if disputed and not hold:
        if may_change:
            raise WordsDisputed(definition, disputed)
        return
    if not (same or may_change):
        return
    _settle_words(call, definition, kept)
    if same:
        return
    if call.state in NOT_YET_OPEN:  # later, only two persons move a closing (TIM-06)
        call.opens_at, call.closes_at = definition.ruleset.opens_at, definition.ruleset.closes_at
    version = freeze_version(call, wanted, by=by, at=at, reasons=reasons)
    add_decided_envelopes(call, by=by, at=at)
    announce_version(version, by=by, at=at)


def _settle_words(call: Call, definition: CallDefinition, kept: list[Wording]) -> None:
    """What a screen still says against the pack, and what the pack says there by now; words that
    the pack has taken over are its own again."""
    of_pack = words_of(definition)
    against = [one for one in kept if of_pack.get(one.path) != one.texts]
    call.wordings.exclude(pk__in=[one.pk for one in against]).delete()
    for one in against:
        one.of_pack = dict(of_pack.get(one.path, {}))
        one.save(update_fields=["of_pack"])
