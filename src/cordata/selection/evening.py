"""Beside the raw mean: what is left of a score without its readers' leniency, and which files at
the cut cannot be told apart. Neither changes a rank (peers.md 6.9)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from cordata.assessment.models import Assignment
from cordata.assessment.states import AssignmentState
from cordata.programme.models import Call
from cordata.rules.leniency import Leniency, alike, leniency
from cordata.selection.models import Decision


@dataclass(frozen=True, slots=True)
class Evened:
    """One ranked file without its readers' leniency: `place` is what its rank would be."""

    decision: Decision
    score: Decimal  # with priority points, like the raw one
    place: int

    @property
    def moved(self) -> int:
        """Places up (above nought) or down."""
        return (self.decision.rank or self.place) - self.place


@dataclass(frozen=True, slots=True)
class Doubt:
    """What the committee should know before it trusts the last point."""

    alike: Sequence[Decision]
    evened: Sequence[Evened]
    chance: Decimal
    strictest: Decimal  # points below the others
    most_lenient: Decimal  # points above

    @property
    def moves(self) -> bool:
        return any(one.moved for one in self.evened)


def leniency_in(call: Call) -> Leniency | None:
    """The model over every sheet sent in the call, in one query."""
    sheets = Assignment.objects.filter(
        review__application__call=call, state=AssignmentState.LOCKED, total__isnull=False
    ).values_list("review__application__pid", "assessor__pid", "total")
    totals: dict[str, dict[str, Decimal]] = {}
    for file, assessor, total in sheets.order_by("pk"):
        totals.setdefault(file, {})[assessor] = total or Decimal(0)
    return leniency(totals)


def doubt_about(ranked: Sequence[Decision], cut: int, found: Leniency | None) -> Doubt | None:
    """Of the ranked files of an envelope, best first, with the first `cut` above the line."""
    scored = [one for one in ranked if one.score is not None]
    if found is None or len(scored) != len(ranked) or not ranked:
        return None
    by_file = {one.application.pid: one for one in ranked}
    rows = [(file, one.score or Decimal(0), _sheets(one)) for file, one in by_file.items()]
    return Doubt(
        alike=[by_file[file] for file in alike(rows, cut, found.chance)],
        evened=_evened(ranked, found),
        chance=found.chance,
        strictest=-min(found.assessors.values()),
        most_lenient=max(found.assessors.values()),
    )


def _sheets(decision: Decision) -> int:
    sent = [
        one.state == AssignmentState.LOCKED for one in decision.application.review.assignments.all()
    ]
    return max(1, sum(sent))


def _evened(ranked: Sequence[Decision], found: Leniency) -> list[Evened]:
    scores = {
        one.pk: found.files[one.application.pid] + one.application.review.priority_points
        for one in ranked
        if one.application.pid in found.files
    }
    return [
        Evened(one, scores[one.pk], 1 + sum(other > scores[one.pk] for other in scores.values()))
        for one in ranked
        if one.pk in scores
    ]
