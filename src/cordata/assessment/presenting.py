"""What the pages of the examination show: rows with everything a template needs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from cordata.applications.models import Partner
from cordata.applications.snapshot import finding_of
from cordata.assessment.ageing import Ageing
from cordata.assessment.models import Assignment, Review, Verification
from cordata.assessment.priorities import priorities_of
from cordata.assessment.queries import CheckRow, agreed_sheet, checklist, grid_of, sheet_of, titles
from cordata.assessment.states import AssignmentState, ReviewState
from cordata.packs.grid import CriteriaGrid, Criterion
from cordata.packs.provenance import Text
from cordata.rules import scoring
from cordata.rules.finding import Finding, Outcome
from cordata.rules.scoring import Consolidated, Sheet

ENDED = frozenset({ReviewState.INADMISSIBLE, ReviewState.INELIGIBLE, ReviewState.WITHDRAWN})
QUIET = ENDED | {ReviewState.CONSOLIDATED}
KINDS: Mapping[str, tuple[str, str]] = {
    ReviewState.ADMISSIBILITY: ("", "clipboard-check"),
    ReviewState.COMPLETION: ("warn", "mail"),
    ReviewState.INADMISSIBLE: ("ko", "x"),
    ReviewState.ELIGIBILITY: ("", "clipboard-check"),
    ReviewState.INELIGIBLE: ("ko", "x"),
    ReviewState.ASSESSMENT: ("info", "users"),
    ReviewState.CONSOLIDATED: ("ok", "check"),
    ReviewState.WITHDRAWN: ("mute", "undo-2"),
}


@dataclass(frozen=True, slots=True)
class FileRow:
    """One line of the officers' list."""

    review: Review
    titles: Text
    partners: Sequence[Partner]
    theme: Text
    days: int  # working days in its state
    late: bool
    words: str  # of the state
    kind: str
    icon: str
    unmet: int  # what the machine found at filing
    open: int
    sheets: tuple[int, int]  # sent, given out


def file_row(review: Any, ageing: Ageing) -> FileRow:
    """A review from `page_of`, with the counts it adds; costs no query."""
    application = review.application
    theme = review.application.call_version.definition.theme(application.theme)
    kind, icon = KINDS[review.state]
    given = [one.state for one in review.assignments.all()]
    working = [state for state in given if state != AssignmentState.CONFLICTED]
    return FileRow(
        review=review,
        titles=titles_of(review),
        partners=sorted(application.partners.all(), key=lambda one: one.position),
        theme=theme.names if theme else {},
        days=ageing.days(review),
        late=ageing.is_late(review),
        words=str(ReviewState(review.state).label),
        kind=kind,
        icon=icon,
        unmet=review.unmet,
        open=review.open,
        sheets=(working.count(AssignmentState.LOCKED), len(working)),
    )


def titles_of(review: Review) -> Text:
    """Language -> title; the acronym where there is none. A list prefetches `title_answers`."""
    answers = getattr(review.application, "title_answers", None)
    if answers is None:
        answers = titles().filter(application=review.application)
    texts = {answer.language: answer.text for answer in answers if answer.text}
    return texts or {"": review.application.acronym or review.application.number}


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One check on the officer's page."""

    row: CheckRow
    finding: Finding  # the machine's, as it was sealed
    open: bool  # a person decides and has not yet

    @property
    def verification(self) -> Verification | None:
        return self.row.verification

    @property
    def css(self) -> str:
        kinds = {Outcome.MET: "ok", Outcome.UNMET: "ko", Outcome.UNKNOWN: "wa"}
        return kinds.get(Outcome(self.row.verdict), "")

    @property
    def icon(self) -> str:
        icons = {Outcome.MET: "check", Outcome.UNMET: "x", Outcome.UNKNOWN: "user"}
        return icons.get(Outcome(self.row.verdict), "ban")


@dataclass(frozen=True, slots=True)
class Stage:
    """The checks of one stage of the examination."""

    key: str
    lines: Sequence[CheckLine]
    current: bool

    @property
    def open(self) -> Sequence[CheckLine]:
        """What the officers have to look at: a person decides, the last word is a no, or one of
        them alone has said it."""
        return [one for one in self.lines if _waits(one)]

    @property
    def settled(self) -> Sequence[CheckLine]:
        return [line for line in self.lines if line not in self.open]


def _waits(line: CheckLine) -> bool:
    return line.open or line.row.verdict == Outcome.UNMET or line.row.needs_second


STAGES = (
    ("admissibility", frozenset({"admissibility"}), ReviewState.ADMISSIBILITY),
    ("eligibility", frozenset({"beneficiaries", "project"}), ReviewState.ELIGIBILITY),
)


def stages_of(review: Review) -> list[Stage]:
    """Both stages with their checks, in the call's order; two queries."""
    groups = {
        spec.code: spec.group for spec in review.application.call_version.definition.ruleset.checks
    }
    rows = checklist(review)
    return [
        Stage(
            key=key,
            lines=[_line(row) for row in rows if groups.get(row.code) in those],
            current=review.state == state,
        )
        for key, those, state in STAGES
    ]


def _line(row: CheckRow) -> CheckLine:
    return CheckLine(row, finding_of(row.finding), row.needs_person)


@dataclass(frozen=True, slots=True)
class CriterionRow:
    """One criterion across all sheets sent."""

    criterion: Criterion
    cells: Sequence[tuple[Decimal, str]]  # points and motivation, sheet by sheet
    mean: Decimal
    below: bool


@dataclass(frozen=True, slots=True)
class SheetsTable:
    """All sheets sent beside each other."""

    assignments: Sequence[Assignment]
    rows: Sequence[CriterionRow]
    totals: Sequence[Decimal]
    result: Consolidated
    priorities: Sequence[tuple[Criterion, bool]]
    divergence: str
    maximum: Decimal
    agreed: Sheet | None = None  # the common sheet, where the call wants consensus

    @property
    def divergence_code(self) -> str:
        return f"divergence.{self.divergence}" if self.divergence else ""


def sheets_table(review: Review, assignments: Iterable[Assignment]) -> SheetsTable | None:
    """The consolidated sheet as it stands; nothing while no sheet was sent."""
    sent = [one for one in assignments if one.state == AssignmentState.LOCKED]
    if not sent:
        return None
    grid = grid_of(review)
    sheets, fulfilled = [sheet_of(one) for one in sent], priorities_of(review)
    agreed = agreed_sheet(review)
    result = scoring.consolidate([agreed] if agreed else sheets, grid.rules, fulfilled)
    return SheetsTable(
        assignments=sent,
        rows=[_criterion_row(item, sheets, result) for item in grid.scored],
        totals=[scoring.sheet_total(sheet, grid.rules) for sheet in sheets],
        result=result,
        priorities=[(item, item.code in fulfilled) for item in grid.priorities],
        divergence="" if agreed else scoring.divergence(sheets, grid.rules),
        agreed=agreed,
        maximum=grid.maximum,
    )


def _criterion_row(item: Criterion, sheets: Sequence[Sheet], result: Consolidated) -> CriterionRow:
    cells = [(sheet.scores[item.code], sheet.motivations.get(item.code, "")) for sheet in sheets]
    missed = {*result.below_floor, *result.knocked_out}
    return CriterionRow(item, cells, result.means[item.code], item.code in missed)


@dataclass(frozen=True, slots=True)
class CriterionField:
    """One criterion on an assessor's own sheet, with its two fields."""

    criterion: Criterion
    points: Any  # bound fields
    motivation: Any
    value: str
    written: int
    minimum: int

    @property
    def weighted(self) -> Decimal | None:
        return Decimal(self.value) * self.criterion.weight if self.value else None

    @property
    def most(self) -> Decimal:
        return self.criterion.weight * self.criterion.scale_max

    @property
    def anchor(self) -> Text:
        """What the chosen value means."""
        return self.criterion.anchors.get(self.value, {})

    @property
    def short(self) -> bool:
        return self.written < self.minimum

    @property
    def done(self) -> bool:
        return bool(self.value) and not self.short


def criterion_fields(form: Any, grid: CriteriaGrid) -> list[CriterionField]:
    """The criteria of the grid with the fields of a sheet's form."""
    return [
        CriterionField(
            criterion=item,
            points=form[f"points_{item.code}"],
            motivation=form[f"motivation_{item.code}"],
            value=_chosen(form[f"points_{item.code}"]),
            written=len(str(form[f"motivation_{item.code}"].value() or "").strip()),
            minimum=grid.motivation_min,
        )
        for item in grid.scored
    ]


def _chosen(points: Any) -> str:
    """The points chosen; none where what was sent is not on the scale."""
    sent = str(points.value() or "")
    return sent if sent in dict(points.field.choices) else ""


@dataclass(frozen=True, slots=True)
class SoFar:
    """How far a sheet is."""

    done: int
    all: int
    points: Decimal
    most: Decimal  # of the criteria scored
    maximum: Decimal
    threshold: Decimal | None


def so_far(fields: Sequence[CriterionField], grid: CriteriaGrid) -> SoFar:
    scored = [one for one in fields if one.weighted is not None]
    zero = Decimal(0)
    return SoFar(
        done=sum(one.done for one in fields),
        all=len(fields),
        points=sum((one.weighted or zero for one in scored), zero),
        most=sum((one.most for one in scored), zero),
        maximum=grid.maximum,
        threshold=grid.threshold,
    )
