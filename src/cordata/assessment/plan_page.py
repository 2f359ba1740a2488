"""What the pages of the pool and of the plan show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cordata.accounts.models import Person
from cordata.applications.models import Partner
from cordata.assessment.models import AssignmentPlan, Review
from cordata.assessment.planning import Pairs, pairs_of, plan_to_use, planned, wanted
from cordata.assessment.pool import Member
from cordata.assessment.queries import WORKING
from cordata.kernel.localised import pick
from cordata.packs.provenance import Text
from cordata.programme.models import Call
from cordata.rules.assignment.fitting import points_of
from cordata.rules.assignment.seats import holding
from cordata.web import numerals
from cordata.web.catalogue import sentence


@dataclass(frozen=True, slots=True)
class Chosen:
    """One assessor of a file in a plan, with the answer to "why me?"."""

    person: Person
    points: int
    why: Sequence[str]
    by_hand: bool


@dataclass(frozen=True, slots=True)
class PlannedFile:
    """One file of a plan: who has it, who would get it, who else could."""

    review: Review
    partners: Sequence[Partner]
    theme: Text
    given: Sequence[Person]  # begun: they stay
    chosen: Sequence[Chosen]
    others: Sequence[tuple[Person, int]]  # with the points they would bring
    missing: int


@dataclass(frozen=True, slots=True)
class Load:
    """What somebody of the pool would read: `part` is the share of their most, in hundredths."""

    member: Member
    planned: int

    @property
    def files(self) -> int:
        return self.member.files + self.planned

    @property
    def full(self) -> bool:
        return self.files >= self.member.profile.most


def plan_context(call: Call, at: datetime) -> dict[str, Any]:
    """The plan on the table, file by file; without one, what it would be computed from."""
    plan = plan_to_use(call)
    reviews, members = planned(call, at)
    data = plan.data if plan else {}
    loads = _loads(members, data)
    full = {one.member.person.pid for one in loads if one.full}
    pairs = pairs_of(reviews, members)
    rows = [_file(call, review, members, pairs, data, full) for review in reviews]
    return {
        "call": call,
        "plan": plan,
        "proved": plan is not None and plan.reached["worst"] == plan.reached["bound"],
        "rows": rows,
        "loads": loads,
        "missing": sum(row.missing for row in rows),
        "stale": bool(plan) and not _covers(plan, reviews),
        "to_give": sum(len(readers) for readers in data.values()),
    }


def _covers(plan: AssignmentPlan | None, reviews: Sequence[Review]) -> bool:
    """Whether the plan speaks of the very files that are being assessed now."""
    return plan is None or set(plan.data) == {review.pid for review in reviews}


def _loads(members: Sequence[Member], data: Mapping[str, Any]) -> list[Load]:
    planned_files = Counter(one["assessor"] for readers in data.values() for one in readers)
    return [Load(member, planned_files[member.person.pid]) for member in members]


def _file(
    call: Call,
    review: Review,
    members: Sequence[Member],
    pairs: Pairs,
    data: Mapping[str, Any],
    full: set[str],
) -> PlannedFile:
    persons = {member.person.pid: member.person for member in members}
    rows = [one for one in data.get(review.pid, []) if one["assessor"] in persons]
    taken = {one["assessor"] for one in rows}
    given = [one.assessor for one in review.assignments.all() if one.state in WORKING]
    able = {pid: points_of(why) for (file, pid), why in pairs.items() if file == review.pid}
    theme = review.application.call_version.definition.theme(review.application.theme)
    return PlannedFile(
        review=review,
        partners=sorted(review.application.partners.all(), key=lambda one: one.position),
        theme=theme.names if theme else {},
        given=given,
        chosen=[
            Chosen(
                persons[one["assessor"]],
                sum(reason["points"] for reason in one["reasons"]),
                why_words(call, one["reasons"]),
                one["by_hand"],
            )
            for one in rows
        ],
        others=[
            (persons[pid], points)
            for pid, points in sorted(able.items(), key=lambda one: -one[1])
            if pid not in taken | full
        ],
        missing=_missing(review, members, {one.pk for one in given}, taken),
    )


def _missing(review: Review, members: Sequence[Member], given: set[int], taken: set[str]) -> int:
    """Seats that nobody holds: two who read one language leave the other's seat empty."""
    seats = wanted(review).seats
    readers = [
        frozenset(member.profile.languages)
        for member in members
        if member.person.pk in given or member.person.pid in taken
    ]
    return len(seats) - len(holding(seats, readers))


def why_words(call: Call, reasons: Iterable[Mapping[str, Any]], language: str = "") -> list[str]:
    """Each reason as a sentence, with the names of themes and territories."""
    return [
        sentence(
            f"assignment.{one['code']}", language or None, points=one["points"], **_named(call, one)
        )
        for one in reasons
    ]


def _named(call: Call, reason: Mapping[str, Any]) -> dict[str, str]:
    params, programme = dict(reason["params"]), call.programme.definition
    if "theme" in params:
        theme = call.definition.theme(params["theme"])
        params["theme"] = pick(theme.names) if theme else params["theme"]
    if "territories" in params:
        places = (programme.territory(code) for code in params["territories"])
        params["territories"] = numerals.listed([pick(place.names) for place in places if place])
    if "languages" in params:
        params["languages"] = numerals.listed([code.upper() for code in params["languages"]])
    return params
