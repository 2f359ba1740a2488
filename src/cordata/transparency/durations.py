"""How many working days each step of the examination took, against the terms of the call's grid."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median

from cordata.assessment.ageing import terms_of, waiting_since
from cordata.assessment.models import Review
from cordata.assessment.states import ReviewState
from cordata.kernel.models import Event
from cordata.programme.models import Call
from cordata.rules.deadlines import working_days_between
from cordata.transparency.counting import Filed
from cordata.web import moments

ENDS: Mapping[str, tuple[str, ...]] = {  # step -> the events that end it
    ReviewState.ADMISSIBILITY: ("review.admitted", "review.found_inadmissible"),
    ReviewState.ELIGIBILITY: ("review.found_eligible", "review.found_ineligible"),
    ReviewState.ASSESSMENT: ("review.consolidated",),
}
DECISION = "decision"  # from the last step to the notification: the pack has no term for it
STEPS = (*ENDS, DECISION)


@dataclass(frozen=True, slots=True)
class Duration:
    """One step over all files that ended it: working days; `term` 0 where the pack has none."""

    step: str
    files: int
    middle: int
    longest: int
    term: int
    over: int  # files beyond the term


def durations_of(call: Call, at: datetime, files: Sequence[Filed]) -> list[Duration]:
    """Each step that one of the files has ended by `at`; one query."""
    taken: dict[str, list[int]] = defaultdict(list)
    ends = _ends(call, at)
    for one in files:
        if one.opened_at is None:
            continue
        began = waiting_since(one.opened_at, call)
        for step in STEPS:
            end = one.told_at if step == DECISION else ends.get((one.review, step))
            if end is not None:
                taken[step].append(_working_days(call, began, end))
                began = end
    terms = terms_of(call)
    return [_duration(step, taken[step], terms.get(step, 0)) for step in STEPS if taken[step]]


def _duration(step: str, days: list[int], term: int) -> Duration:
    over = sum(one > term for one in days) if term else 0
    return Duration(step, len(days), round(median(days)), max(days), term, over)


def _ends(call: Call, at: datetime) -> Mapping[tuple[str | None, str], datetime]:
    """(examination, step) -> the instant at which the step ended first."""
    step_of = {kind: step for step, kinds in ENDS.items() for kind in kinds}
    reviews = Review.objects.filter(application__call=call).values("pid")
    events = Event.objects.filter(
        kind__in=step_of, subject_type="review", subject_id__in=reviews, at__lte=at
    )
    ends: dict[tuple[str | None, str], datetime] = {}
    for kind, pid, ended in events.order_by("number").values_list("kind", "subject_id", "at"):
        ends.setdefault((pid, step_of[kind]), ended)
    return ends


def _working_days(call: Call, began: datetime, ended: datetime) -> int:
    first, last = _day(began, call), _day(ended, call)
    closed = call.programme.definition.holidays(first.year, last.year)
    return working_days_between(first, last, closed)


def _day(instant: datetime, call: Call) -> date:
    return moments.local(instant, call.zone).date()
