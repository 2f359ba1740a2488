"""The common text of a call: who still has to score it, and how far apart the pool is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef

from cordata.accounts.models import Person
from cordata.assessment.models import Calibration, CalibrationSheet
from cordata.assessment.pool import Member, pool
from cordata.assessment.states import CalibrationState
from cordata.packs.grid import Criterion
from cordata.programme.models import Call
from cordata.rules.calibration import Spread, spreads

LEFT, LENGTH = 8, 108  # the drawing of a spread, in its own units


def calibration_of(call: Call) -> Calibration | None:
    return Calibration.objects.filter(call=call).first()


def own_sheet(calibration: Calibration, person: Any) -> CalibrationSheet | None:
    return CalibrationSheet.objects.filter(calibration=calibration, assessor=person).first()


def missing_before_sheets(person: Any, call: Call) -> str:
    """What keeps somebody's sheets of this call closed, as a code; empty where nothing does.

    Once the spread is shown nobody scores the common text any more: who joins later begins at once.
    """
    if not call.definition.grid.calibration:
        return ""
    found = calibration_of(call)
    if found is None or found.state == CalibrationState.WRITTEN:
        return "assessment.calibration_awaited"
    done = found.state == CalibrationState.SHOWN or own_sheet(found, person)
    return "" if done else "assessment.calibration_first"


def offered_to(person: Any, calls: Sequence[Call]) -> Sequence[tuple[Calibration, bool]]:
    """The common texts of these calls that are open or shown, and whether one has scored them."""
    own = CalibrationSheet.objects.filter(calibration=OuterRef("pk"), assessor=person)
    found = Calibration.objects.filter(call__in=calls).exclude(state=CalibrationState.WRITTEN)
    rows: Any = found.annotate(done=Exists(own)).order_by("-opened_at")
    by_pk = {call.pk: call for call in calls}
    for row in rows:
        row.call = by_pk[row.call_id]
    return [(row, row.done) for row in rows]


def still_to_score(calibration: Calibration, at: datetime) -> Sequence[Member]:
    """Who of the pool has not scored the common text; whoever is out of the pool need not."""
    done = set(calibration.sheets.values_list("assessor", flat=True))
    return [
        member
        for member in pool(calibration.call, at)
        if member.person.pk not in done and member.profile.ended_at is None
    ]


@dataclass(frozen=True, slots=True)
class DrawnSpread:
    """One criterion as a line from the lowest to the highest, its mean, one's own mark."""

    criterion: Criterion
    found: Spread
    own: Decimal | None

    def _at(self, value: Decimal) -> str:
        low, high = self.criterion.scale_min, self.criterion.scale_max
        return f"{LEFT + LENGTH * (value - low) / (high - low):.1f}"

    @property
    def start(self) -> str:
        return self._at(self.found.lowest)

    @property
    def end(self) -> str:
        return self._at(self.found.highest)

    @property
    def middle(self) -> str:
        return self._at(self.found.mean)

    @property
    def mark(self) -> str:
        return self._at(self.own) if self.own is not None else ""


def drawn(calibration: Calibration, person: Person) -> list[DrawnSpread]:
    """The spread of each criterion over all sheets, nobody named; one's own points beside it."""
    grid = calibration.call.definition.grid
    sheets = list(calibration.sheets.order_by("pk"))
    own = next((one for one in sheets if one.assessor_id == person.pk), None)
    found = {one.criterion: one for one in spreads([points_of(one) for one in sheets], grid.rules)}
    mine = points_of(own) if own else {}
    return [
        DrawnSpread(item, found[item.code], mine.get(item.code))
        for item in grid.scored
        if item.code in found
    ]


def points_of(sheet: CalibrationSheet) -> dict[str, Decimal]:
    return {criterion: Decimal(points) for criterion, points in sheet.points.items()}
