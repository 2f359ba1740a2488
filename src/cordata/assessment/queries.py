"""Files under examination as officers and assessors look for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from cordata.accounts.models import Organisation, Person, Role
from cordata.accounts.queries import has_role, scopes_of
from cordata.applications.models import Partner
from cordata.assessment.models import Assignment, Review, Score, Verification
from cordata.assessment.states import AssignmentState
from cordata.kernel import clock
from cordata.packs.grid import CriteriaGrid
from cordata.rules.finding import Outcome
from cordata.rules.ruleset import CheckSpec, Gate
from cordata.rules.scoring import Sheet

EXAMINERS = (Role.OFFICER, Role.AUTHORITY, Role.AID_REVIEWER, Role.AUDITOR)
WORKING = (AssignmentState.ASSIGNED, AssignmentState.ACCEPTED, AssignmentState.LOCKED)
ADMISSIBILITY = frozenset({"admissibility"})
ELIGIBILITY = frozenset({"beneficiaries", "project"})
BEFORE_DECISION = frozenset({Gate.FILING, Gate.DECISION})
UNSENT = (AssignmentState.ASSIGNED, AssignmentState.ACCEPTED)


def reviews_visible_to(person: Any, at: datetime | None = None) -> QuerySet[Review]:
    """Staff see the calls in their scope; an assessor the files assigned and not conflicted."""
    if not isinstance(person, Person):
        return Review.objects.none()
    at = at or clock.now()
    scopes = scopes_of(person, *EXAMINERS, at=at)
    calls = [scope.removeprefix("call:") for scope in scopes if scope.startswith("call:")]
    staff = Q() if "" in scopes else Q(application__call__pid__in=calls)
    if "" in scopes:
        return _with_file(Review.objects.filter(staff))
    own = Assignment.objects.filter(review=OuterRef("pk"), assessor=person, state__in=WORKING)
    is_assessor = has_role(person, Role.ASSESSOR, at=at) or any(calls)
    return (
        _with_file(Review.objects.filter(staff | Exists(own)))
        if is_assessor
        else (Review.objects.none())
    )


def _with_file(reviews: QuerySet[Review]) -> QuerySet[Review]:
    return reviews.select_related(
        "application__call__programme", "application__call_version", "submission", "officer"
    )


def review_for(person: Any, pid: str, at: datetime | None = None) -> Review | None:
    return reviews_visible_to(person, at).filter(pid=pid).first()


def reviews_of_call(person: Any, call_pid: str, at: datetime | None = None) -> QuerySet[Review]:
    """The officer's list: one query for the files, one for partners, one for assignments."""
    partners = Partner.objects.select_related("organisation")
    return (
        reviews_visible_to(person, at)
        .filter(application__call__pid=call_pid)
        .prefetch_related(
            Prefetch("application__partners", partners),
            Prefetch("assignments", Assignment.objects.select_related("assessor")),
            "application__answers",
        )
        .order_by("application__number")
    )


def assignments_of(person: Any) -> QuerySet[Assignment]:
    """An assessor's own work, what is due first on top."""
    return (
        Assignment.objects.filter(assessor=person, state__in=WORKING)
        .select_related("review__application__call__programme", "review__application__call_version")
        .order_by("state", "due_at", "pk")
    )


def assignment_for(person: Any, pid: str) -> Assignment | None:
    """One's own assignment; a declared conflict hides the file at once (EVA-02)."""
    if not isinstance(person, Person):
        return None
    return (
        Assignment.objects.filter(assessor=person, pid=pid, state__in=WORKING)
        .select_related(
            "review__submission",
            "review__application__call__programme",
            "review__application__call_version",
        )
        .first()
    )


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One line of the officer's checklist: the machine's frozen finding and the officer's word."""

    finding: Mapping[str, Any]
    verification: Verification | None

    @property
    def verdict(self) -> str:
        """The officer's verdict if given, else the machine's."""
        return self.verification.verdict if self.verification else str(self.finding["verdict"])

    @property
    def code(self) -> str:
        return str(self.finding["code"])

    @property
    def number(self) -> int:
        """The check's number in the call's list: how people speak of it."""
        return int(self.finding["number"])

    @property
    def needs_person(self) -> bool:
        return self.verification is None and self.finding["verdict"] == Outcome.UNKNOWN


def checklist(review: Review, groups: frozenset[str] | None = None) -> list[CheckRow]:
    """Every check of the call with the finding sealed at filing, in the call's order."""
    given = {row.code: row for row in review.verifications.select_related("verified_by")}
    specs = {spec.code: spec for spec in review.application.call_version.definition.ruleset.checks}
    findings = review.submission.findings
    return [
        CheckRow(finding, given.get(finding["code"]))
        for finding in findings
        if groups is None or (finding["code"] in specs and specs[finding["code"]].group in groups)
    ]


def unanswered(review: Review, groups: frozenset[str]) -> list[str]:
    """Codes of the checks that stop a decision and still wait for a person."""
    return [row.code for row in rows_unanswered(review, groups)]


def rows_unanswered(review: Review, groups: frozenset[str]) -> list[CheckRow]:
    """Checks that stop a decision and still wait for a person."""
    stops = _stopping(review)
    rows = checklist(review, groups)
    return [row for row in rows if row.needs_person and row.code in stops]


def rows_unmet(review: Review, groups: frozenset[str]) -> list[CheckRow]:
    """Checks that stop a decision and are not met by the last word on them."""
    stops = _stopping(review)
    rows = checklist(review, groups)
    return [row for row in rows if row.verdict == Outcome.UNMET and row.code in stops]


def _stopping(review: Review) -> frozenset[str]:
    specs: tuple[CheckSpec, ...] = review.application.call_version.definition.ruleset.checks
    return frozenset(spec.code for spec in specs if spec.gate in BEFORE_DECISION)


def grid_of(review: Review) -> CriteriaGrid:
    return review.application.call_version.definition.grid


def sheet_of(assignment: Assignment) -> Sheet:
    """The sheet as the rules see it: only the criteria that have points."""
    scores: list[Score] = list(assignment.scores.all())
    return Sheet(
        assessor=str(assignment.assessor_id),
        scores={score.criterion: score.points for score in scores if score.points is not None},
        motivations={score.criterion: score.motivation for score in scores},
    )


def locked_sheets(review: Review) -> list[Sheet]:
    locked = review.assignments.filter(state=AssignmentState.LOCKED).prefetch_related("scores")
    return [sheet_of(assignment) for assignment in locked.order_by("pk")]


def organisations_in(review: Review) -> QuerySet[Organisation]:
    return Organisation.objects.filter(partnerships__application=review.application_id)


def conflicts_of(person: Person, review: Review) -> tuple[str, ...]:
    """Why this person may not assess this file, from data (EVA-01): codes, none if free.

    Same organisation by membership, or an address at the domain of one of the partners' people.
    """
    organisations = set(organisations_in(review).values_list("pk", flat=True))
    found = []
    if organisations & person.organisation_ids:
        found.append("conflict.same_organisation")
    domain = person.email.rpartition("@")[2]
    colleagues = Person.objects.filter(
        memberships__organisation__in=organisations,
        memberships__ended_at__isnull=True,
        email__iendswith=f"@{domain}",
    )
    if domain not in PUBLIC_DOMAINS and colleagues.exclude(pk=person.pk).exists():
        found.append("conflict.same_domain")
    return tuple(found)


# Mail hosts that everybody uses: sharing one says nothing about two people.
PUBLIC_DOMAINS = frozenset({"gmail.com", "outlook.com", "hotmail.com", "libero.it", "orange.fr"})
