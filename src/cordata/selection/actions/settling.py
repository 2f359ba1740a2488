"""Files of equal merit at the cut get an order: by a reasoned choice, or by a lot."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import transaction

from cordata.accounts.models import Person
from cordata.kernel.transitions import tell
from cordata.kernel.verdicts import NotPossible
from cordata.rules.ranking import drawn
from cordata.selection import access
from cordata.selection.actions.preparing import propose_again
from cordata.selection.actions.sitting import locked_session
from cordata.selection.models import CommitteeSession, Decision, Tie
from cordata.selection.queries import equals_of
from cordata.selection.states import SessionState, TieBreak

SEED_BYTES = 8


@transaction.atomic
def choose_first(pid: str, first: str, *, because: str, by: Person, at: datetime) -> None:
    """Of the equals with application `first` this one goes first; the board is computed anew.

    Raises `NotPossible`: `selection.signed`, `selection.not_offered` where the call does not leave
    it to the committee, `selection.not_equal`, `selection.reason_missing`.
    """
    session = _unsigned(pid)
    _offered(session, TieBreak.COMMITTEE)
    _equals_with(session, first)
    if not because.strip():
        raise NotPossible("selection.reason_missing")
    session.ties.create(how=TieBreak.COMMITTEE, files=[first], because=because, by=by, at=at)
    tell(session, "equals_chosen", by=by, at=at, because=because, files=[first])
    propose_again(pid, by=by, at=at)


@transaction.atomic
def draw_lots(pid: str, one: str, *, by: Person, at: datetime) -> None:
    """Draw the order of application `one` and its equals, once, while the committee sits: a lot
    that could be drawn again would be a choice. The board is computed anew.

    Raises `NotPossible`: `selection.not_open`, `selection.signed`, `selection.not_offered`,
    `selection.not_equal`.
    """
    session = locked_session(pid)
    if session.state != SessionState.OPEN:
        raise NotPossible(access.signable(session).code)
    _offered(session, TieBreak.LOT)
    equals = {one.application.number: one.application.pid for one in _equals_with(session, one)}
    seed = secrets.token_hex(SEED_BYTES)
    order = drawn(equals, seed)
    files = [equals[number] for number in order]
    session.ties.create(how=TieBreak.LOT, files=files, seed=seed, by=by, at=at)
    tell(session, "lots_drawn", by=by, at=at, seed=seed, order=list(order))
    propose_again(pid, by=by, at=at)


@transaction.atomic
def take_choice_back(pid: str, tie: str, *, by: Person, at: datetime) -> None:
    """A choice between equals is taken back before the signature; a lot stays drawn.

    Raises `NotPossible`: `selection.signed`, `selection.not_of_session`, `selection.lot_stays`.
    """
    session = _unsigned(pid)
    found = session.ties.filter(pid=tie).first()
    if found is None:
        raise NotPossible("selection.not_of_session")
    if found.how == TieBreak.LOT:
        raise NotPossible("selection.lot_stays")
    Tie.objects.filter(pk=found.pk).delete()
    tell(session, "choice_taken_back", by=by, at=at, files=found.files)
    propose_again(pid, by=by, at=at)


def _unsigned(pid: str) -> CommitteeSession:
    session = locked_session(pid)
    if session.state not in {SessionState.PREPARED, SessionState.OPEN}:
        raise NotPossible("selection.signed")
    return session


def _offered(session: CommitteeSession, how: TieBreak) -> None:
    """Only what the frozen rules name settles equals."""
    if how not in session.call.definition.grid.tie_break:
        raise NotPossible("selection.not_offered")


def _equals_with(session: CommitteeSession, application: str) -> list[Decision]:
    one = session.decisions.filter(application__pid=application).first()
    equals = equals_of(session, one.pid) if one else []
    if len(equals) < 2:
        raise NotPossible("selection.not_equal")
    return equals
