"""A plan of who reads what is computed, changed by hand, and used: only then is anybody asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db import transaction

from cordata.accounts.models import Person
from cordata.assessment.actions.assigning import give
from cordata.assessment.actions.stages import locked_reviews
from cordata.assessment.conflicts import conflicts_among
from cordata.assessment.models import Assignment, AssignmentPlan
from cordata.assessment.planning import computed, files_to_read, pairs_of, planned, row
from cordata.assessment.pool import pool
from cordata.kernel.ids import public_id
from cordata.kernel.transitions import tell
from cordata.kernel.verdicts import NotPossible
from cordata.programme.models import Call


@transaction.atomic
def compute_plan(call: Call, *, seed: str = "", by: Person, at: datetime) -> AssignmentPlan:
    """Lay a new plan on the table; one that was not used is forgotten.

    `seed` settles equal fits; without one it is drawn and kept, so that the plan can be repeated.
    Raises `NotPossible`: `assignment.no_file`, `assignment.no_assessor`.
    """
    reviews, members = planned(call, at)
    if not reviews:
        raise NotPossible("assignment.no_file")
    if not any(member.takes_files for member in members):
        raise NotPossible("assignment.no_assessor")
    seed = seed or public_id()
    data, reached = computed(reviews, members, seed)
    AssignmentPlan.objects.filter(call=call, used_at=None).delete()
    plan = AssignmentPlan.objects.create(
        call=call, seed=seed, data=data, reached=reached, computed_by=by, computed_at=at
    )
    tell(plan, "computed", by=by, at=at, seed=seed, **reached)
    return plan


@transaction.atomic
def change_plan(
    pid: str, file: str, *, takes_out: str = "", puts_in: str = "", by: Person, at: datetime
) -> AssignmentPlan:
    """An officer takes somebody out of a file's row, puts somebody in, or both (public ids).

    Raises `NotPossible`: `assignment.plan_used`, `assignment.not_planned`,
    `assignment.pair_refused` (a conflict, away, or asked before), `assignment.load_full`.
    """
    plan = _on_the_table(pid)
    readers = [one for one in plan.data.get(file, []) if one["assessor"] != takes_out]
    if file not in plan.data or (takes_out and len(readers) == len(plan.data[file])):
        raise NotPossible("assignment.not_planned")
    if puts_in:
        plan.data[file] = readers
        readers = [*readers, _chosen(plan, file, puts_in, at)]
    plan.data[file] = readers
    plan.save(update_fields=["data"])
    tell(plan, "changed", by=by, at=at, file=file, out=takes_out, into=puts_in)
    return plan


def _chosen(plan: AssignmentPlan, file: str, person: str, at: datetime) -> dict[str, object]:
    """The row of somebody chosen by hand, who may read the file and has room for it."""
    members = pool(plan.call, at)
    pairs = pairs_of(files_to_read(plan.call), members)
    if (file, person) not in pairs or person in {one["assessor"] for one in plan.data[file]}:
        raise NotPossible("assignment.pair_refused")
    member = next(one for one in members if one.person.pid == person)
    planned_files = sum(
        one["assessor"] == person for readers in plan.data.values() for one in readers
    )
    if member.files + planned_files >= member.profile.most:
        raise NotPossible("assignment.load_full", most=member.profile.most)
    return row(pairs, file, person, by_hand=True)


@transaction.atomic
def use_plan(
    pid: str, *, due_at: datetime | None = None, by: Person, at: datetime
) -> AssignmentPlan:
    """Give every file to the assessors of its row, all together; each of them is written to.

    Raises `NotPossible` with what speaks against the first pair that no longer can be: the plan is
    older than a conflict, a withdrawal or an end of role since. Then nothing is given.
    """
    plan = _on_the_table(pid)
    for made, pooled, conflicts in _planned(plan, due_at, at):
        give(made, pooled=pooled, conflicts=conflicts, by=by, at=at)
    plan.used_by, plan.used_at = by, at
    plan.save(update_fields=["used_by", "used_at"])
    tell(plan, "used", by=by, at=at, files=len(plan.data), seed=plan.seed)
    return plan


def _planned(
    plan: AssignmentPlan, due_at: datetime | None, at: datetime
) -> Iterator[tuple[Assignment, bool, Sequence[str]]]:
    """Every assignment of the plan, whether its person is still of the pool, and their conflicts:
    asked for all pairs together."""
    wanted = {one["assessor"] for readers in plan.data.values() for one in readers}
    persons = {one.pid: one for one in Person.objects.filter(pid__in=wanted)}
    pooled = {one.person.pid for one in pool(plan.call, at)}
    reviews = locked_reviews(plan.data)
    against = conflicts_among(persons.values(), reviews.values())
    for file, readers in plan.data.items():
        for one in readers:
            review, person = reviews[file], persons[one["assessor"]]
            made = Assignment(
                review=review,
                assessor=person,
                assigned_at=at,
                due_at=due_at,
                plan=plan,
                chosen_for=one["reasons"],
            )
            yield made, person.pid in pooled, against[review.pk, person.pk]


def _on_the_table(pid: str) -> AssignmentPlan:
    plan = AssignmentPlan.objects.select_for_update(of=("self",)).get(pid=pid)
    if plan.used_at is not None:
        raise NotPossible("assignment.plan_used")
    return plan
