"""A hypothesis is kept with its author and reason; the proposal on the board stays as it is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from cordata.accounts.models import Person
from cordata.kernel.transitions import tell
from cordata.kernel.verdicts import NotPossible
from cordata.rules.ranking import Remainder
from cordata.selection.actions.sitting import locked_session
from cordata.selection.models import Hypothesis
from cordata.selection.queries import money_left
from cordata.selection.states import SessionState
from cordata.selection.supposing import outcome_of, supposed


@transaction.atomic
def suppose(
    pid: str,
    remainder: str,
    envelopes: Mapping[str, Decimal],
    *,
    because: str,
    by: Person,
    at: datetime,
) -> Hypothesis:
    """Keep what would come of another treatment, or of other money in a theme (ERDF euros).

    A theme that is not named keeps what is left of its envelope. Raises `NotPossible`:
    `selection.signed`, `selection.reason_missing`, `selection.not_of_session`.
    """
    session = locked_session(pid)
    if session.state not in {SessionState.PREPARED, SessionState.OPEN}:
        raise NotPossible("selection.signed")
    if not because.strip():
        raise NotPossible("selection.reason_missing")
    money = money_left(session)
    if not envelopes.keys() <= money.keys():
        raise NotPossible("selection.not_of_session")
    money |= envelopes
    files = set(session.decisions.values_list("application", flat=True))
    places = supposed(session, files, money, Remainder(remainder))
    hypothesis = Hypothesis.objects.create(
        session=session,
        remainder=remainder,
        envelopes=money,
        result=outcome_of(places, money),
        reason=because,
        author=by,
        at=at,
    )
    tell(session, "supposed", by=by, at=at, because=because, remainder=remainder, envelopes=money)
    return hypothesis
