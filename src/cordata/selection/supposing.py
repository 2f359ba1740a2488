"""What would come of the board under another treatment or with other money: computed, not kept."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal

from cordata.rules.ranking import Remainder
from cordata.selection.board import Place, board
from cordata.selection.models import CommitteeSession
from cordata.selection.queries import order_of_equals, reviews_to_decide
from cordata.selection.states import Outcome

ZERO = Decimal("0.00")


def supposed(
    session: CommitteeSession,
    files: Collection[int],
    envelopes: Mapping[str, Decimal],
    remainder: Remainder,
) -> list[Place]:
    """The board of the session's files (rows of applications), as the rules would fill it."""
    reviews = [
        review
        for review in reviews_to_decide(session.call, session.themes, with_reserve=True)
        if review.application_id in files
    ]
    return board(reviews, envelopes, remainder, chosen=order_of_equals(session))


def outcome_of(
    places: Collection[Place], envelopes: Mapping[str, Decimal]
) -> dict[str, dict[str, Decimal | int]]:
    """Theme -> how many are funded and in reserve, what is granted and left."""
    return {
        theme: _of_theme([one for one in places if one.review.application.theme == theme], amount)
        for theme, amount in envelopes.items()
    }


def _of_theme(places: Collection[Place], amount: Decimal) -> dict[str, Decimal | int]:
    granted = sum((one.grant for one in places), ZERO)
    return {
        "funded": sum(one.outcome == Outcome.APPROVED for one in places),
        "reserve": sum(one.outcome == Outcome.RESERVE for one in places),
        "granted": granted,
        "left": amount - granted,
    }
