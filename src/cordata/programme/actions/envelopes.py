"""What a theme has: every change is a decision that is named, dated and shown."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from cordata.kernel.journal import Actor
from cordata.kernel.refusing import note_refusal
from cordata.kernel.transitions import tell
from cordata.kernel.verdicts import NotPossible
from cordata.packs.call import EnvelopeVersion as EnvelopeDefinition
from cordata.packs.provenance import Basis, Text
from cordata.programme.models import Call, EnvelopeVersion
from cordata.programme.queries import local_day


@transaction.atomic
def add_decided_envelopes(call: Call, *, by: Actor, at: datetime) -> None:
    """Write the envelopes of the pack that are decided by `at` and not yet known here; one that a
    later step refuses (it is below what is signed) stays out, and the journal says so."""
    for theme, version in pending_envelopes(call):
        if version.decided_on > local_day(call, at):
            continue
        try:
            _add_decided(call, theme, version, by=by, at=at)
        except NotPossible as refusal:
            note_refusal(call, refusal.code, params=refusal.params, by=by, at=at)


@transaction.atomic
def _add_decided(
    call: Call, theme: str, version: EnvelopeDefinition, *, by: Actor, at: datetime
) -> None:
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
