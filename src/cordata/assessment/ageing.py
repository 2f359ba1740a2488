"""How long files stay in their stage: working days of all the programme's countries, against the
terms of the call's grid. A completion has a term of its own, and what is settled has none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q

from cordata.assessment.models import Review
from cordata.assessment.queries import NONE
from cordata.assessment.states import ReviewState
from cordata.programme.models import Call
from cordata.rules.deadlines import last_overdue, read_local, working_days_between
from cordata.web import moments


@dataclass(frozen=True, slots=True)
class Ageing:
    """The clock of one call's list, read once for all its files."""

    call: Call
    today: date
    closed: frozenset[date]
    lines: Mapping[str, date]  # state -> the last day of entry whose term is over

    def days(self, review: Review) -> int:
        """Working days since work on the file could begin in its state."""
        since = _day(waiting_since(review.entered_at, self.call), self.call)
        return working_days_between(since, self.today, self.closed)

    def is_late(self, review: Review) -> bool:
        line = self.lines.get(review.state)
        since = _day(waiting_since(review.entered_at, self.call), self.call)
        return line is not None and since <= line

    def late(self) -> Q:
        """The same for rows of the database."""
        found = NONE
        zone = self.call.programme.definition.zone
        begins = None if self.call.definition.continuous else _day(self.call.closes_at, self.call)
        for state, line in self.lines.items():
            if begins is None or begins <= line:
                over = datetime.combine(line + timedelta(days=1), time.min)
                found |= Q(
                    state=state,
                    entered_at__lt=read_local(over, zone),
                )
        return found


def ageing_of(call: Call, at: datetime) -> Ageing:
    """The working days of two years reach back as far as any term."""
    today, definition = _day(at, call), call.programme.definition
    closed = definition.holidays(today.year - 1, today.year)
    lines = {
        state: last_overdue(today, days, closed) for state, days in terms_of(call).items() if days
    }
    return Ageing(call, today, closed, lines)


def terms_of(call: Call) -> Mapping[str, int]:
    """State -> working days after which a file is late."""
    grid = call.definition.grid
    return {
        ReviewState.ADMISSIBILITY: grid.admissibility_days,
        ReviewState.ELIGIBILITY: grid.eligibility_days,
        ReviewState.ASSESSMENT: grid.assessment_days,
    }


def waiting_since(entered_at: datetime, call: Call) -> datetime:
    """When work on a file could begin: nobody examines it before its call has closed."""
    return entered_at if call.definition.continuous else max(entered_at, call.closes_at)


def _day(instant: datetime, call: Call) -> date:
    return moments.local(instant, call.zone).date()
