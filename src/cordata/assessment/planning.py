"""A plan of who reads what: the files that want readers and the pool, as the rules see them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from cordata.assessment.conflicts import conflicts_among
from cordata.assessment.models import AssignmentPlan, Review
from cordata.assessment.pool import Member, pool
from cordata.assessment.queries import WORKING, grid_of, sheet_of
from cordata.assessment.states import AssignmentState, ReviewState
from cordata.kernel.verdicts import NotPossible
from cordata.programme.models import Call
from cordata.rules import scoring
from cordata.rules.assignment import File, Reader, assign
from cordata.rules.assignment.fitting import Read, Reason, points_of, reasons

Pairs = Mapping[tuple[str, str], tuple[Reason, ...]]  # (file, assessor) that may be -> reasons


def files_to_read(call: Call) -> Sequence[Review]:
    """The files being assessed, in the order of their numbers, with all a plan asks."""
    return list(
        Review.objects.filter(application__call=call, state=ReviewState.ASSESSMENT)
        .select_related("application__call_version", "application__call__programme")
        .defer("application__call_version__data", "application__call__programme__data")
        .prefetch_related(
            "assignments__assessor", "assignments__scores", "application__partners__organisation"
        )
        .order_by("application__number")
    )


def computed(
    reviews: Sequence[Review], members: Sequence[Member], seed: str
) -> tuple[dict[str, Any], dict[str, Any]]:
    """`data` and `reached` of a plan; who reads a file already keeps it."""
    pairs = pairs_of(reviews, members)
    kept = {review.pid: frozenset(_working(review)) for review in reviews}
    plan = assign(
        [wanted(review) for review in reviews],
        [_reader(member) for member in members],
        {pair: points_of(why) for pair, why in pairs.items()},
        kept=kept,
        seed=seed,
    )
    data = {
        file: [row(pairs, file, one) for one in readers if one not in kept[file]]
        for file, readers in plan.readers.items()
    }
    reached = {
        "worst": plan.worst,
        "bound": plan.bound,
        "total": plan.total,
        "unfilled": dict(plan.unfilled),
    }
    return data, reached


def row(pairs: Pairs, file: str, assessor: str, *, by_hand: bool = False) -> dict[str, Any]:
    """One assessor of a file as a plan keeps it."""
    why = pairs[file, assessor]
    return {
        "assessor": assessor,
        "by_hand": by_hand,
        "reasons": [
            {"code": one.code, "points": one.points, "params": dict(one.params)} for one in why
        ],
    }


def wanted(review: Review) -> File:
    """How many readers a file wants, of which languages: one more once its two sheets diverge."""
    grid = grid_of(review).rules
    locked = [one for one in review.assignments.all() if one.state == AssignmentState.LOCKED]
    sheets = [sheet_of(one) for one in locked]
    readers = max(grid.assessors, len(sheets) + bool(scoring.divergence(sheets, grid)))
    spoken = tuple(review.application.call_version.definition.languages)
    return File(review.pid, readers, spoken if len(spoken) <= readers else ())


def pairs_of(reviews: Sequence[Review], members: Iterable[Member]) -> Pairs:
    """Who may be given what, and why it would fit: free of conflicts, present, not asked before."""
    present = [member for member in members if member.takes_files]
    against = conflicts_among([one.person for one in present], reviews)
    return {
        (review.pid, member.person.pid): why
        for review in reviews
        for member in present
        if not against[review.pk, member.person.pk]
        and member.person.pid not in {one.assessor.pid for one in review.assignments.all()}
        and (why := reasons(_read(review), member.knows))
    }


def plan_to_use(call: Call) -> AssignmentPlan | None:
    """The plan that lies on the table, not used yet."""
    return AssignmentPlan.objects.filter(call=call, used_at=None).order_by("-pk").first()


def plan_of(call: Call, pid: str) -> str:
    """The public id of a plan of this very call. Raises `NotPossible("assignment.plan_used")`."""
    if not AssignmentPlan.objects.filter(call=call, pid=pid).exists():
        raise NotPossible("assignment.plan_used")
    return pid


def _read(review: Review) -> Read:
    application = review.application
    territories: dict[str, set[str]] = {}
    for partner in application.partners.all():
        place = partner.organisation
        territories.setdefault(place.country, set()).add(place.nuts3)
    return Read(
        languages=frozenset(application.call_version.definition.languages),
        theme=application.theme,
        territories={country: frozenset(those) for country, those in territories.items()},
    )


def _reader(member: Member) -> Reader:
    profile = member.profile
    most = profile.most if member.takes_files else 0
    least = profile.least if member.takes_files else 0
    return Reader(member.person.pid, most, least, frozenset(profile.languages))


def _working(review: Review) -> list[str]:
    return [one.assessor.pid for one in review.assignments.all() if one.state in WORKING]


def planned(call: Call, at: datetime) -> tuple[Sequence[Review], Sequence[Member]]:
    """What a plan of this call is computed from."""
    return files_to_read(call), pool(call, at)
