"""Preparing a session: the board of the themes becomes one proposed decision a file."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from cordata.accounts.models import Person
from cordata.assessment.models import Review
from cordata.kernel.journal import Actor
from cordata.kernel.transitions import tell
from cordata.kernel.verdicts import NotPossible
from cordata.programme.models import Call
from cordata.rules.ranking import Remainder
from cordata.selection.board import Place, board
from cordata.selection.models import CommitteeSession, Decision
from cordata.selection.queries import (
    money_left,
    order_of_equals,
    reserve_in_force,
    reviews_to_decide,
)
from cordata.selection.reasons import reasons_for
from cordata.selection.states import SessionState

ZERO = Decimal("0.00")


@transaction.atomic
def prepare_session(
    call: Call,
    themes: Sequence[str],
    *,
    held_on: date,
    place: str = "",
    kind: str = "meeting",
    only: Collection[str] | None = None,
    with_reserve: bool = False,
    by: Person,
    at: datetime,
) -> CommitteeSession:
    """Open the board of one or more themes; `only` limits it to some applications (public ids).

    `with_reserve` takes up the reserve list too, when money has come free.

    Raises `NotPossible`: `selection.nothing_to_decide`.
    """
    session = CommitteeSession.objects.create(
        call=call,
        themes=list(themes),
        held_on=held_on,
        place=place,
        kind=kind,
        remainder=call.definition.grid.remainder,
    )
    tell(session, "prepared", by=by, at=at, themes=list(themes), held_on=held_on)
    if not _propose(session, only=only, with_reserve=with_reserve, by=by, at=at):
        raise NotPossible("selection.nothing_to_decide")
    return session


@transaction.atomic
def propose_again(
    pid: str,
    *,
    remainder: str = "",
    by: Person,
    at: datetime,
) -> CommitteeSession:
    """Compute the board anew, with another treatment of the remainder if one is given; the order of
    equals that was chosen or drawn stands.

    Raises `NotPossible`: `selection.signed`, `selection.nothing_to_decide`.
    """
    session = CommitteeSession.objects.select_for_update(of=("self",)).get(pid=pid)
    if session.state not in {SessionState.PREPARED, SessionState.OPEN}:
        raise NotPossible("selection.signed")
    if remainder:
        session.remainder = Remainder(remainder)
        session.save(update_fields=["remainder"])
    only = set(session.decisions.values_list("application__pid", flat=True))
    session.decisions.all().delete()
    if not _propose(session, only=only, with_reserve=True, by=by, at=at):
        raise NotPossible("selection.nothing_to_decide")
    return session


def _propose(
    session: CommitteeSession,
    *,
    only: Collection[str] | None,
    with_reserve: bool,
    by: Actor,
    at: datetime,
) -> int:
    reviews = [
        review
        for review in reviews_to_decide(
            session.call, session.themes, with_reserve=with_reserve, at=at
        )
        if only is None or review.application.pid in only
    ]
    chosen = order_of_equals(session)
    places = board(reviews, money_left(session), Remainder(session.remainder), chosen=chosen)
    Decision.objects.bulk_create([_decision(session, place) for place in places])
    tell(
        session,
        "proposed",
        by=by,
        at=at,
        files=len(places),
        remainder=session.remainder,
        chosen=chosen,
        **_moved_up(reviews, session.call, at),
    )
    return len(places)


def _moved_up(reviews: Collection[Review], call: Call, at: datetime) -> dict[str, Any]:
    """The files taken up from the reserve list, for who looks for exceptions in the journal."""
    held = Decision.objects.filter(
        pk__in=reserve_in_force(call, at),
        application__in=[review.application_id for review in reviews],
    )
    numbers = sorted(held.values_list("application__number", flat=True))
    return {"takes_reserve": True, "reserve": numbers} if numbers else {}


def _decision(session: CommitteeSession, place: Place) -> Decision:
    review = place.review
    return Decision(
        session=session,
        application=review.application,
        outcome=place.outcome,
        theme=review.application.theme,
        rank=place.rank,
        score=review.score,
        total=place.total,
        grant=place.grant,
        reasons=reasons_for(review, place.reason),
    )
