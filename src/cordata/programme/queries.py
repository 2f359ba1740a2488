"""What anyone may read of the programme and its calls."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q, QuerySet

from cordata.kernel.prepared import NOW, Given, Prepared
from cordata.packs import CallDefinition, MilestoneKind, Pack
from cordata.packs.call import Milestone
from cordata.packs.canonical import digest
from cordata.packs.freezing import freeze
from cordata.programme import pack_files, wording
from cordata.programme.models import (
    Call,
    CallVersion,
    ClosingMove,
    EnvelopeVersion,
    Programme,
    Publication,
    kept,
)
from cordata.programme.states import CallState


def current_programme() -> Programme | None:
    """The programme of this site: the one the configuration names, else the first loaded."""
    programmes = Programme.objects.defer("data").order_by("pk")
    code = settings.PROGRAMME
    return (programmes.filter(code=code) if code else programmes).first()


def calls() -> QuerySet[Call]:
    """All calls with programme and version, but not their frozen data: `definition` keeps it."""
    return Call.objects.select_related("programme", "version").defer(
        "programme__data", "version__data"
    )


def public_calls(programme: Programme | None = None) -> QuerySet[Call]:
    """Calls that were announced, the latest first; of one programme or of all."""
    found = calls().exclude(state=CallState.DRAFT).order_by("-opens_at", "code")
    return found.filter(programme=programme) if programme else found


def open_calls(at: datetime) -> QuerySet[Call]:
    """Calls whose window holds `at`, both ends included (TIM-01)."""
    return public_calls().filter(opens_at__lte=at, closes_at__gte=at)


def call_or_none(code: str) -> Call | None:
    """The announced call with this code, of the first programme that has one."""
    return public_calls().filter(code=code).order_by("programme_id").first()


def featured_call(found: Iterable[Call], at: datetime) -> Call | None:
    """The call a visitor came for: one that is open, else the next, else the last one closed."""
    known = list(found)
    opened = [call for call in known if call.is_open(at)]
    coming = [call for call in known if at < call.opens_at]
    past = [call for call in known if call.closes_at < at]
    if opened:
        return min(opened, key=lambda call: call.closes_at)
    if coming:
        return min(coming, key=lambda call: call.opens_at)
    return max(past, key=lambda call: call.closes_at, default=None)


def local_day(call: Call, at: datetime) -> date:
    """The day it is at `at` where the call has its deadlines."""
    return at.astimezone(ZoneInfo(call.definition.zone)).date()


def dates_of(call: Call, day: date) -> list[Milestone]:
    """What the call has announced by `day`, its closing as it stands after every extension."""
    return [
        replace(item, at=call.closes_at, on=local_day(call, call.closes_at))
        if item.kind == MilestoneKind.CLOSING
        else item
        for item in call.definition.timetable_on(day)
    ]


def closing_moves(call: Call) -> QuerySet[ClosingMove]:
    """Every later closing that was asked for, the latest first."""
    return call.closing_moves.select_related("proposed_by", "settled_by").order_by("-proposed_at")


def envelopes_of(call: Call) -> list[EnvelopeVersion]:
    """Every decided envelope of the call, theme by theme, the latest decision last."""
    return _envelopes.rows(call=call.pk)


_envelopes = Prepared(
    lambda: EnvelopeVersion.objects.filter(call=Given("call")).order_by("theme", "number")
)


def envelope_of(call: Call, theme: str) -> EnvelopeVersion | None:
    """What the theme has since the last decision."""
    return call.envelopes.filter(theme=theme).order_by("-number").first()


def publications(programme: Programme, at: datetime) -> QuerySet[Publication]:
    """What was published by `at`, the latest first."""
    return programme.publications.filter(published_at__lte=at, withdrawn_at=None).order_by(
        "-published_at", "-pk"
    )


def publications_for(call: Call, at: datetime) -> list[Publication]:
    """What concerns this call, or all calls of its programme."""
    return _publications.rows(call=call.pk, programme=call.programme_id, at=at)


def _published_for_call() -> QuerySet[Publication]:
    concerned = Q(call=Given("call")) | Q(call=None)
    published = Publication.objects.filter(
        programme=Given("programme"), published_at__lte=NOW, withdrawn_at=None
    )
    return published.filter(concerned).order_by("-published_at", "-pk")


_publications = Prepared(_published_for_call)


def versions_of(call: Call, at: datetime) -> list[tuple[CallVersion, datetime]]:
    """The versions of a call, the latest first, each with the instant since which it holds.

    What was announced before the opening is fixed by it: that version holds since then.
    """
    found = [call.current_version]
    if found[0].number > 1:
        found = list(call.versions.defer("data").order_by("-number"))
    fixed = next((one for one in found if one.published_at <= call.opens_at <= at), None)
    return [(one, call.opens_at if one == fixed else one.published_at) for one in found]


def definition_with(digest: str) -> CallDefinition:
    """The frozen call with this digest. Raises IndexError where there is none."""
    return kept(f"call:{digest}", lambda: CallVersion.objects.filter(digest=digest)[0].definition)


def changed_calls(pack: Pack) -> list[CallDefinition]:
    """The calls of a pack whose data differ from the version in force here, apart from words
    that were corrected on a screen."""
    found = Call.objects.filter(programme__code=pack.programme.code).select_related("version")
    current = {call.code: call for call in found.prefetch_related("wordings")}
    return [
        definition
        for definition in pack.calls
        if (call := current.get(definition.code)) and _differs(call, definition, pack.files)
    ]


def _differs(call: Call, of_pack: CallDefinition, contents: Mapping[str, bytes]) -> bool:
    """Whether the pack says something new of the call, or of words that a screen corrected."""
    definition = pack_files.as_given_out(of_pack, contents, pack_files.kept_files(call))
    screens = list(call.wordings.all())
    wanted = wording.over(definition, screens)
    return not says_the_same(call.current_version, wanted) or bool(
        wording.disputed(definition, screens)
    )


def says_the_same(version: CallVersion, definition: CallDefinition) -> bool:
    """Whether a call froze as this definition; what an older release did not know yet, and now
    has as its default, is no change of the call."""
    wanted = call_digest(definition)
    return wanted in {version.digest, call_digest(version.definition)}


def call_digest(definition: CallDefinition) -> str:
    """SHA-256 of the frozen call."""
    return digest(freeze(definition))
