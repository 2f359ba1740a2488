"""Files of equal merit on the board: between which the committee settles, and how it did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from cordata.packs.provenance import Text
from cordata.selection.forms import FirstForm
from cordata.selection.models import CommitteeSession, Decision, Tie
from cordata.selection.presenting import Row, ThemeBoard
from cordata.selection.states import SessionState, TieBreak
from cordata.web.forms import Form


@dataclass(frozen=True, slots=True)
class Equals:
    """Some files that share a place, with what the call leaves to the committee."""

    names: Text  # of their theme
    rows: Sequence[Row]
    form: Form | None  # a reasoned choice
    lots: bool  # drawn only while the committee sits

    @property
    def one(self) -> Decision:
        """Any of them stands for all."""
        return self.rows[0].decision


@dataclass(frozen=True, slots=True)
class Settled:
    """An order that was chosen or drawn, as the board tells it."""

    tie: Tie
    numbers: Sequence[str]

    @property
    def is_lot(self) -> bool:
        return self.tie.how == TieBreak.LOT


def equals_on(
    boards: Sequence[ThemeBoard], session: CommitteeSession, refused: Form | None, of: str
) -> list[Equals]:
    """Every group of equals at a cut; `refused` is the choice that was sent for the group of the
    decision `of` (public id) and not taken."""
    offered = session.call.definition.grid.tie_break
    sits = session.state == SessionState.OPEN
    return [
        Equals(
            names=board.names,
            rows=rows,
            form=_form(rows, refused, of) if TieBreak.COMMITTEE in offered else None,
            lots=sits and TieBreak.LOT in offered,
        )
        for board in boards
        for rows in _groups(board)
    ]


def _groups(board: ThemeBoard) -> list[list[Row]]:
    """The rows stand in the order of their ranks."""
    found = [list(rows) for _rank, rows in groupby(board.equals, lambda row: row.decision.rank)]
    return [rows for rows in found if len(rows) > 1]


def _form(rows: Sequence[Row], refused: Form | None, of: str) -> Form:
    own = [row.decision for row in rows]
    if isinstance(refused, FirstForm) and of in {one.pid for one in own}:
        return refused
    return FirstForm(equals=own, auto_id=f"first-{own[0].pid}-%s")


def settled_in(session: CommitteeSession, decisions: Sequence[Decision]) -> list[Settled]:
    """What was chosen or drawn in this session, the first first."""
    numbers = {one.application.pid: one.application.number for one in decisions}
    ties = session.ties.select_related("by").order_by("pk")
    return [Settled(tie, [numbers[pid] for pid in tie.files if pid in numbers]) for tie in ties]
