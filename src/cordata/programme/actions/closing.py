"""A later closing: one person proposes it with its reason, another confirms it (TIM-06).

A closed call opens again through `move()`; a correction is published in every language; what it
means for drafts follows as a reaction to `call.closing_moved`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from cordata.accounts.models import Person
from cordata.kernel.transitions import can_move, move, tell
from cordata.kernel.verdicts import NotPossible
from cordata.programme import notices
from cordata.programme.actions.publishing import publish
from cordata.programme.models import Call, ClosingMove, Publication
from cordata.programme.states import MOVABLE, REOPEN
from cordata.web.catalogue import sentence


@transaction.atomic
def propose_closing(
    call: Call, closes_at: datetime, *, reasons: Mapping[str, str], by: Person, at: datetime
) -> ClosingMove:
    """Ask for a later closing; nothing changes before another person confirms it.

    Raises `NotPossible`: `closing.too_late_for_that` once examination has begun,
    `closing.not_later` (than the closing in force and than now), `closing.reason_missing` in one
    of the programme's languages, `closing.proposed_already`.
    """
    locked = _locked(call.pk)
    _refuse(locked, closes_at, at)
    for language in locked.programme.definition.languages:
        if not reasons.get(language, "").strip():
            raise NotPossible("closing.reason_missing")
    if locked.closing_moves.filter(settled_at=None).exists():
        raise NotPossible("closing.proposed_already")
    proposal = ClosingMove.objects.create(
        call=locked,
        before=locked.closes_at,
        after=closes_at,
        reasons=dict(reasons),
        proposed_by=by,
        proposed_at=at,
    )
    because = " / ".join(reasons.values())
    tell(locked, "closing_proposed", by=by, at=at, because=because, after=closes_at)
    notices.closing_proposed(proposal, at=at)
    return proposal


@transaction.atomic
def confirm_closing(pid: str, *, by: Person, at: datetime) -> ClosingMove:
    """The second person: the closing moves, a closed call opens again, everybody is told.

    Raises `NotPossible`: `closing.settled`, `closing.four_eyes`, `closing.changed_since`, and what
    `propose_closing` raises of the call as it stands now.
    """
    proposal, call = _open_proposal(pid)
    if proposal.proposed_by_id == by.pk:
        raise NotPossible("closing.four_eyes")
    if call.closes_at != proposal.before:
        raise NotPossible("closing.changed_since")
    _refuse(call, proposal.after, at)
    because = " / ".join(proposal.reasons.values())
    _settle(proposal, by, at, confirmed=True)
    call.closes_at = proposal.after
    call.save(update_fields=["closes_at"])
    if can_move(call, REOPEN):
        move(call, REOPEN, by=by, at=at, because=because)
    _publish(proposal, call, by=by, at=at)
    tell(
        call,
        "closing_moved",
        by=by,
        at=at,
        because=because,
        before=proposal.before,
        after=proposal.after,
        proposed_by=proposal.proposed_by.actor_key,
    )
    return proposal


@transaction.atomic
def refuse_closing(pid: str, *, by: Person, at: datetime) -> ClosingMove:
    """Set a proposal aside: the closing stays. Whoever proposed it may withdraw it like this."""
    proposal, call = _open_proposal(pid)
    _settle(proposal, by, at, confirmed=False)
    tell(call, "closing_refused", by=by, at=at, after=proposal.after)
    return proposal


def _refuse(call: Call, closes_at: datetime, at: datetime) -> None:
    if call.state not in MOVABLE or call.definition.continuous:
        raise NotPossible("closing.too_late_for_that")
    if closes_at <= max(call.closes_at, at):
        raise NotPossible("closing.not_later", closes_at=call.closes_at)


def _open_proposal(pid: str) -> tuple[ClosingMove, Call]:
    """An unsettled proposal and its call, the call locked first."""
    call = _locked(ClosingMove.objects.values_list("call_id", flat=True).get(pid=pid))
    proposal = ClosingMove.objects.select_related("proposed_by").get(pid=pid)
    if proposal.settled_at is not None:
        raise NotPossible("closing.settled")
    return proposal, call


def _settle(proposal: ClosingMove, by: Person, at: datetime, *, confirmed: bool) -> None:
    proposal.settled_by, proposal.settled_at, proposal.confirmed = by, at, confirmed
    proposal.save(update_fields=["settled_by", "settled_at", "confirmed"])


def _publish(proposal: ClosingMove, call: Call, *, by: Person, at: datetime) -> None:
    """The public correction, with the old and the new instant and the reason."""
    languages = call.programme.definition.languages
    instants = {"before": proposal.before, "after": proposal.after}

    def said(code: str, language: str) -> str:
        return sentence(code, language, reason=proposal.reasons[language], **instants)

    publish(
        call.programme,
        Publication.Kind.ERRATUM,
        titles={code: said("programme.closing.title", code) for code in languages},
        texts={code: said("programme.closing.text", code) for code in languages},
        call=call,
        by=by,
        at=at,
    )


def _locked(pk: int) -> Call:
    return (
        Call.objects.select_for_update(of=("self",))
        .select_related("programme", "version")
        .get(pk=pk)
    )
