"""Files under examination as officers and assessors look for them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import (
    Case,
    Count,
    Exists,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Sum,
    When,
)

from cordata.accounts.models import Person, Role
from cordata.accounts.queries import has_any_scope, scopes_of
from cordata.applications.models import Answer, Partner
from cordata.assessment.found import Found
from cordata.assessment.models import (
    Assignment,
    CompletionRequest,
    Consensus,
    Review,
    Score,
    Verification,
)
from cordata.assessment.priorities import checks_with_points
from cordata.assessment.states import (
    AssignmentState,
    ConsensusState,
    ReviewState,
)
from cordata.kernel import clock
from cordata.packs.grid import CriteriaGrid
from cordata.programme.models import Call
from cordata.rules import scoring
from cordata.rules.assignment import lot
from cordata.rules.finding import Outcome
from cordata.rules.ruleset import CheckSpec, Gate
from cordata.rules.scoring import Method, Sheet, SheetFault

EXAMINERS = (Role.OFFICER, Role.AUTHORITY, Role.AID_REVIEWER, Role.AUDITOR)
WORKING = (AssignmentState.ASSIGNED, AssignmentState.ACCEPTED, AssignmentState.LOCKED)
OPENED = frozenset({AssignmentState.ACCEPTED, AssignmentState.LOCKED})  # the text is read
ADMISSIBILITY = frozenset({"admissibility"})
ELIGIBILITY = frozenset({"beneficiaries", "project"})
BEFORE_DECISION = frozenset({Gate.FILING, Gate.DECISION})
NONE = Q(pk__in=[])
NOBODY = "-"  # in the filter: files no officer has taken
UNSENT = (AssignmentState.ASSIGNED, AssignmentState.ACCEPTED)


def reviews_visible_to(person: Any, at: datetime | None = None) -> QuerySet[Review]:
    """Staff see the calls in their scope, an assessor the files assigned.

    A declared conflict hides a file from its person, whatever else they are (EVA-02).
    """
    if not isinstance(person, Person):
        return Review.objects.none()
    at = at or clock.now()
    scopes = scopes_of(person, *EXAMINERS, at=at)
    calls = [scope.removeprefix("call:") for scope in scopes if scope.startswith("call:")]
    seen = Q() if "" in scopes else Q(application__call__pid__in=calls)
    own = Assignment.objects.filter(review=OuterRef("pk"), assessor=person)
    if "" not in scopes and has_any_scope(person, Role.ASSESSOR, at=at):
        seen |= Q(Exists(own.filter(state__in=WORKING)))
    conflicted = Assignment.objects.filter(assessor=person, state=AssignmentState.CONFLICTED)
    return _with_file(Review.objects.filter(seen).exclude(pk__in=conflicted.values("review")))


def _with_file(reviews: QuerySet[Review]) -> QuerySet[Review]:
    return reviews.select_related(
        "application__call__programme",
        "application__call__version",
        "application__call_version",
        "submission",
        "officer",
    ).defer(
        "application__call__programme__data",
        "application__call__version__data",
        "application__call_version__data",
    )


def review_for(person: Any, pid: str, at: datetime | None = None) -> Review | None:
    return reviews_visible_to(person, at).filter(pid=pid).first()


def titles() -> QuerySet[Answer]:
    """The project's title in each language: no partner is asked for one."""
    return Answer.objects.filter(field="title")


def reviews_of_call(
    person: Any, call: Call, at: datetime | None = None, late: Q = NONE
) -> QuerySet[Review]:
    """The officer's list, what is `late` on top, then the longest in its state; `page_of` reads
    what a page shows."""
    return late_first(reviews_visible_to(person, at).filter(application__call=call), late)


def late_first(reviews: QuerySet[Review], late: Q) -> QuerySet[Review]:
    if late == NONE:  # PostgreSQL orders by no constant
        return reviews.order_by("entered_at", "application__number")
    over = Case(When(late, then=1), default=0, output_field=IntegerField())
    return reviews.alias(over=over).order_by("-over", "entered_at", "application__number")


def page_of(reviews: QuerySet[Review], first: int, count: int, late: Q = NONE) -> QuerySet[Any]:
    """So many files of a list with partners, titles and assignments in four queries; the other
    files are only put in order."""
    shown = reviews.select_related(None).values("pk")[first : first + count]
    partners = Partner.objects.select_related("organisation").only(*OF_A_PARTNER)
    page = (
        Review.objects.filter(pk__in=shown)
        .annotate(
            unmet=Found("submission__findings", Outcome.UNMET),
            open=Found("submission__findings", Outcome.UNKNOWN),
        )
        .select_related("application__call_version", "submission", "officer")
        .only(*OF_A_FILE)
        .prefetch_related(
            Prefetch("application__partners", partners),
            Prefetch("application__answers", titles().only(*OF_A_TITLE), to_attr="title_answers"),
            Prefetch("assignments", Assignment.objects.only("review", "state")),
        )
    )
    return late_first(page, late)


OF_A_PARTNER = ("application", "position", "organisation__name", "organisation__country")
OF_A_TITLE = ("application", "language", "text")
OF_A_FILE = (
    "pid", "state", "entered_at", "application__number", "application__acronym",
    "application__theme", "application__call_version__digest", "submission__erdf",
    "officer__name", "officer__email",
)  # fmt: skip


class Group(NamedTuple):
    """The files of one state that one officer, or nobody, has taken."""

    state: str
    officer: int | None
    officer_pid: str | None
    officer_name: str | None
    files: int
    late: int
    erdf: Decimal


@dataclass(frozen=True, slots=True)
class Overview:
    """All files of a call in one light query: what tabs, figures and the filter say of them."""

    groups: Sequence[Group]

    def count(self, states: Collection[str]) -> int:
        return sum(group.files for group in self.groups if group.state in states)

    @property
    def erdf(self) -> Decimal:
        return sum((group.erdf for group in self.groups), Decimal(0))

    @property
    def officers(self) -> list[tuple[str, str]]:
        """Public id and name of everybody who has taken a file."""
        known = {one.officer_pid: one.officer_name or "" for one in self.groups if one.officer_pid}
        return sorted(((pid, name) for pid, name in known.items()), key=lambda one: one[1])


def overview(reviews: QuerySet[Review], late: Q) -> Overview:
    """Added up from the officer's list, before it is filtered or cut into pages."""
    rows = (
        reviews.order_by()
        .values_list("state", "officer", "officer__pid", "officer__name")
        .annotate(
            files=Count("pk"),
            late=Count("pk", filter=late),
            erdf=Sum("submission__erdf", default=Decimal(0)),
        )
    )
    return Overview([Group(*row) for row in rows])


def narrowed(
    reviews: QuerySet[Review], *, text: str = "", theme: str = "", officer: str = ""
) -> QuerySet[Review]:
    """The officer's filter: number, acronym, title or organisation; theme; who works on it."""
    if text:
        application = "application__"
        found = Q(**{f"{application}number__icontains": text})
        found |= Q(**{f"{application}acronym__icontains": text})
        names = Partner.objects.filter(organisation__name__icontains=text)
        found |= Q(application__in=names.values("application"))
        found |= Q(application__in=titles().filter(text__icontains=text).values("application"))
        reviews = reviews.filter(found)
    if theme:
        reviews = reviews.filter(application__theme=theme)
    if officer == NOBODY:
        return reviews.filter(officer=None)
    return reviews.filter(officer__pid=officer) if officer else reviews


def assignments_of(person: Any) -> QuerySet[Assignment]:
    """An assessor's own work, what is due first on top."""
    return (
        Assignment.objects.filter(assessor=person, state__in=WORKING)
        .select_related("review__application__call__programme", "review__application__call_version")
        .defer(
            "review__application__call__programme__data",
            "review__application__call_version__data",
        )
        .prefetch_related(
            Prefetch("review__application__answers", titles(), to_attr="title_answers"),
        )
        .order_by("state", "due_at", "pk")
    )


def least_assessed(person: Any) -> Assignment | None:
    """The file still to be read or scored that has the fewest sheets sent so far; among equals the
    lot of the plan that gave it out decides, so that not everybody begins with the same one."""
    sent = Count("review__assignments", filter=Q(review__assignments__state=AssignmentState.LOCKED))
    waiting = Assignment.objects.filter(
        assessor=person, state__in=UNSENT, review__state=ReviewState.ASSESSMENT
    )
    rows = list(waiting.annotate(sent=sent).select_related("review", "plan").order_by("pk"))

    def order(one: Any) -> tuple[int, int, int]:
        seed = one.plan.seed if one.plan else ""
        return one.sent, lot(seed, one.review.pid, person.pid), one.pk

    return min(rows, key=order, default=None)


def files_of_assessor(person: Any, call: Call) -> QuerySet[Review]:
    """The files of a call that somebody has accepted to assess, with all that reading them asks;
    `access.read_text` says of each whether it is open."""
    own = Assignment.objects.filter(review=OuterRef("pk"), assessor=person, state__in=OPENED)
    return (
        Review.objects.filter(Exists(own), application__call=call)
        .select_related(
            "submission__sealed",
            "submission__call_version",
            "submission__application__call__programme",
            "application__call__programme",
        )
        .prefetch_related("assignments", "application__partners")
        .order_by("application__number")
    )


def other_sheets(assignment: Assignment) -> list[Assignment]:
    """Every sheet sent for the file, one's own first; who wrote them is not loaded."""
    sent = Assignment.objects.filter(
        review=assignment.review_id, state=AssignmentState.LOCKED
    ).prefetch_related("scores")
    return sorted(sent, key=lambda one: (one.pk != assignment.pk, one.pk))


def faults_of(assignment: Assignment) -> tuple[SheetFault, ...]:
    """Every mistake that keeps a sheet from being sent, read anew."""
    kept = Assignment.objects.prefetch_related("scores").get(pk=assignment.pk)
    return scoring.sheet_faults(sheet_of(kept), grid_of(assignment.review).rules)


def completions_visible_to(person: Any, at: datetime | None = None) -> QuerySet[CompletionRequest]:
    """Those of one's own files (every partner reads, the lead answers), and the staff's."""
    if not isinstance(person, Person):
        return CompletionRequest.objects.none()
    own = Partner.objects.filter(
        application=OuterRef("review__application"), organisation__in=person.organisation_ids
    )
    scopes = scopes_of(person, *EXAMINERS, at=at or clock.now())
    calls = [scope.removeprefix("call:") for scope in scopes if scope.startswith("call:")]
    staff = Q() if "" in scopes else Q(review__application__call__pid__in=calls) | Q(Exists(own))
    return (
        CompletionRequest.objects.filter(staff)
        .select_related(
            "review__application__call__programme",
            "review__application__call_version",
            "review__submission__sealed",
            "review__submission__call_version",
            "asked_by",
        )
        .prefetch_related("review__application__partners", "files__file")
    )


def assignment_for(person: Any, pid: str) -> Assignment | None:
    """One's own assignment; a declared conflict hides the file at once (EVA-02)."""
    if not isinstance(person, Person):
        return None
    return (
        Assignment.objects.filter(assessor=person, pid=pid, state__in=WORKING)
        .select_related(
            "review__submission__sealed",
            "review__submission__call_version",
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
    two_officers: bool = False  # the call asks for a second one on this check

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

    @property
    def needs_second(self) -> bool:
        """An officer has answered, and no second one has agreed."""
        given = self.verification
        return self.two_officers and given is not None and given.agrees is not True


def checklist(review: Review, groups: frozenset[str] | None = None) -> list[CheckRow]:
    """Every check of the call with the finding sealed at filing, in the call's order."""
    answers = review.verifications.all()
    if "verifications" not in getattr(review, "_prefetched_objects_cache", {}):
        answers = answers.select_related("verified_by", "seconded_by")
    given, second = {row.code: row for row in answers}, grid_of(review).second_look
    specs = {spec.code: spec for spec in review.application.call_version.definition.ruleset.checks}
    findings = review.submission.findings
    return [
        CheckRow(finding, given.get(finding["code"]), finding["code"] in second)
        for finding in findings
        if groups is None or (finding["code"] in specs and specs[finding["code"]].group in groups)
    ]


def unanswered(review: Review, groups: frozenset[str]) -> list[str]:
    """Codes of the checks that wait for a person before a stage is settled."""
    return [row.code for row in rows_unanswered(review, groups)]


def rows_unanswered(review: Review, groups: frozenset[str]) -> list[CheckRow]:
    """Checks that stop a decision or give points, and still wait for a person."""
    asked = _stopping(review) | checks_with_points(review)
    rows = checklist(review, groups)
    return [row for row in rows if row.needs_person and row.code in asked]


def rows_unmet(review: Review, groups: frozenset[str]) -> list[CheckRow]:
    """Checks that stop a decision and are not met by the last word on them."""
    stops = _stopping(review)
    rows = checklist(review, groups)
    return [row for row in rows if row.verdict == Outcome.UNMET and row.code in stops]


def rows_without_second(review: Review, groups: frozenset[str]) -> list[CheckRow]:
    """Checks answered by one officer where the call asks for two."""
    return [row for row in checklist(review, groups) if row.needs_second]


def proposed_refusal(review: Review) -> Verification | None:
    """The refusal that an officer proposed and no second one has settled."""
    proposed = review.verifications.filter(code=Verification.OUTCOME, agrees=None)
    return proposed.select_related("verified_by").first()


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


def consensus_of(review: Review) -> Consensus | None:
    """The common sheet of a file that was found for its reader."""
    found = Consensus.objects.select_related("rapporteur").filter(review=review).first()
    if found is not None:
        found.review = review
    return found


def common_sheet(found: Consensus) -> Sheet:
    """The common sheet as the rules see it."""
    return Sheet(
        assessor="",
        scores={code: Decimal(points) for code, points in found.points.items()},
        motivations=found.motivations,
    )


def agreed_sheet(review: Review) -> Sheet | None:
    """The common sheet that all authors of a file agreed to: it alone counts."""
    if grid_of(review).method is not Method.CONSENSUS:
        return None
    found = Consensus.objects.filter(review=review, state=ConsensusState.AGREED).first()
    return common_sheet(found) if found else None


def locked_sheets(review: Review) -> list[Sheet]:
    locked = review.assignments.filter(state=AssignmentState.LOCKED).prefetch_related("scores")
    return [sheet_of(assignment) for assignment in locked.order_by("pk")]
