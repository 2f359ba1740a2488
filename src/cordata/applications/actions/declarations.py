"""What each partner states: the declarations of the call and its State-aid self-check."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from cordata.applications.actions.drafts import locked_partner, mark_changed
from cordata.applications.actions.overtaking import Outcome
from cordata.applications.actions.parts import WHATEVER, Part, Said, Sending
from cordata.applications.figures import definition_of
from cordata.applications.models import Partner, PartVersion
from cordata.kernel.journal import Actor
from cordata.kernel.transitions import tell
from cordata.kernel.verdicts import NotPossible
from cordata.packs.canonical import plain

REGIMES = ("none", "de_minimis", "gber_20a")
MOST_AIDS = 30


@dataclass(frozen=True, slots=True)
class AidReceived:
    """One de minimis aid of the single undertaking, in euros."""

    granted_on: date
    amount: Decimal
    granted_by: str
    country: str  # the State that granted it: the ceiling counts per State


@dataclass(frozen=True, slots=True)
class AidDraft:
    """The answers of one partner's self-check; an unanswered question is absent."""

    answers: Mapping[str, bool] = field(default_factory=dict)
    note: str = ""
    regime: str = ""
    received: Sequence[AidReceived] = ()
    declared: bool = False
    any: bool | None = None  # whether there was some: an empty table alone says nothing


@transaction.atomic
def accept_declarations(
    partner: Partner, codes: Iterable[str], *, by: Actor, at: datetime
) -> Partner:
    """Record which declarations a partner accepts, each with the version of its text.

    Those no longer named are taken back. Raises NotPossible for a code the call does not know.
    """
    partner = locked_partner(partner, at=at)
    versions = {one.code: one.version for one in definition_of(partner.application).declarations}
    wanted = set(codes)
    if not wanted <= set(versions):
        raise NotPossible("declarations.unknown")
    accepted = [
        {"code": code, "version": version} for code, version in versions.items() if code in wanted
    ]
    if accepted == partner.declarations:
        return partner
    partner.declarations = accepted
    partner.save(update_fields=["declarations"])
    _tell(partner, "declarations_saved", by=by, at=at, accepted=accepted)
    return partner


@transaction.atomic
def save_aid(
    partner: Partner, wanted: AidDraft, *, by: Actor, at: datetime, sending: Sending = WHATEVER
) -> Partner:
    """Save a partner's State-aid self-check and the de minimis aid it has received. Raises
    NotPossible where another hand came first."""
    partner = locked_partner(partner, at=at)
    if type_aid(partner, wanted, sending, by=by, at=at)[1]:
        raise NotPossible("aid.changed_meanwhile")
    return partner


def type_aid(
    partner: Partner, wanted: AidDraft, sending: Sending, *, by: Actor, at: datetime
) -> tuple[Said, bool]:
    """Save a self-check while it is typed: what stands afterwards, and whether another hand came
    first. The partner and its application were read and locked in this very transaction."""
    if wanted.regime and wanted.regime not in REGIMES:
        raise NotPossible("aid.regime_unknown")
    if len(wanted.received) > MOST_AIDS:
        raise NotPossible("aid.too_many", limit=MOST_AIDS)
    if any(one.granted_on > at.date() for one in wanted.received):
        raise NotPossible("aid.granted_later")
    if wanted.received and wanted.any is False:
        raise NotPossible("aid.none_but_listed")
    return put_aid(partner, aid_as_stored(wanted), sending, by=by, at=at)


def put_aid(
    partner: Partner, answers: Said, sending: Sending, *, by: Actor, at: datetime
) -> tuple[Said, bool]:
    """As `type_aid`, of answers as they are stored."""
    part = Part(partner.application, PartVersion.Kind.AID, organisation=partner.organisation)
    last = part.last()
    outcome = part.outcome(answers, partner.aid, sending, last, by)
    if outcome is not Outcome.SAVE:
        return partner.aid, outcome is Outcome.CONFLICT
    partner.aid = answers
    partner.save(update_fields=["aid"])
    mark_changed(partner.application, at)
    if part.keep(answers, by=by, at=at, last=last, sending=sending):
        # what a body has received stays out of the journal: only that it was said
        said = {"regime": answers["regime"], "declared": answers["declared"]}
        _tell(partner, "aid_saved", by=by, at=at, **said)
    return answers, False


def aid_as_stored(wanted: AidDraft) -> dict[str, Any]:
    """The self-check as JSON: amounts as text, days as ISO."""
    stored: dict[str, Any] = plain(
        {
            "answers": dict(wanted.answers),
            "note": wanted.note,
            "regime": wanted.regime,
            "received": [
                {
                    "granted_on": one.granted_on,
                    "amount": one.amount,
                    "granted_by": one.granted_by,
                    "country": one.country,
                }
                for one in wanted.received
            ],
            "declared": wanted.declared,
            **({} if wanted.any is None else {"any": wanted.any}),
        }
    )
    return stored


def _tell(partner: Partner, event: str, *, by: Actor, at: datetime, **facts: Any) -> None:
    mark_changed(partner.application, at)
    tell(partner.application, event, by=by, at=at, partner=partner.pid, **facts)
