"""Reads `criteria.toml`: the scoring grid."""

from __future__ import annotations

from decimal import Decimal

from cordata.packs.grid import CriteriaGrid, Criterion, CriterionKind, PriorityFact
from cordata.packs.provenance import Text
from cordata.packs.tables import Table, refuse_duplicates
from cordata.rules.eligibility import CHECKS
from cordata.rules.ranking import Remainder
from cordata.rules.scoring import Method, Mode

LAST_RESORTS = frozenset({"committee", "lot"})


def read_grid(root: Table) -> CriteriaGrid:
    """The grid of a file. Weights, floors and threshold must fit the scales."""
    root.origin("grid")
    tables = root.tables("criterion", required=True)
    before = root.reading.mistakes.noted
    criteria = tuple(_criterion(table) for table in tables)
    refuse_duplicates(tables, [item.code for item in criteria])
    grid = CriteriaGrid(
        mode=root.choice("mode", Mode),
        criteria=criteria,
        threshold=root.optional_number("threshold"),
        assessors=root.integer("assessors", 2, low=1, high=9),
        method=root.choice("method", Method, Method.MEAN),
        divergence=root.optional_number("divergence"),
        motivation_min=root.integer("motivation_min", 100, high=5000),
        tie_break=root.codes("tie_break", ()),
        remainder=root.choice("remainder", Remainder),
        reserve_months=root.integer("reserve_months", 0, high=120),
        second_look=_second_look(root),
        second_look_refusals=root.flag("second_look_refusals", False),
        second_release=root.flag("second_release", False),
        admissibility_days=root.integer("admissibility_days", 15, low=1, high=120),
        eligibility_days=root.integer("eligibility_days", 15, low=1, high=120),
        assessment_days=root.integer("assessment_days", 25, low=1, high=120),
        completion_rounds=root.integer("completion_rounds", 1, low=1, high=9),
        completion_days=root.integer("completion_days", 10, low=1, high=120),
        conditions_days=root.integer("conditions_days", 30, low=1, high=366),
        complaint_days=root.integer("complaint_days", 30, low=1, high=366),
        complaint_answer_days=root.integer("complaint_answer_days", 60, low=1, high=366),
        consensus_days=root.integer("consensus_days", 10, low=1, high=120),
        scores_told=root.flag("scores_told", True),
        calibration=root.flag("calibration", False),
    )
    _check_tie_break(root, grid)
    maximum = root.number("maximum")
    if root.reading.mistakes.noted == before:
        _check_totals(root, grid, maximum)
    return grid


def _second_look(root: Table) -> tuple[str, ...]:
    codes = root.codes("second_look", ())
    for code in codes:
        if code not in CHECKS:
            root.wrong("pack.check_unknown", "second_look", value=code, allowed=tuple(CHECKS))
    return codes


def _criterion(table: Table) -> Criterion:
    code = table.code()
    criterion = Criterion(
        code=code,
        kind=table.choice("kind", CriterionKind, CriterionKind.SCORED),
        names=table.localised("names"),
        questions=table.localised("questions"),
        scale_min=table.integer("scale_min", 0, high=100),
        scale_max=table.integer("scale_max", 5, high=100),
        weight=table.number("weight"),
        floor=table.optional_number("floor"),
        knock_out=table.flag("knock_out", False),
        anchors=_anchors(table),
        fact=_fact(table),
    )
    _check_criterion(table, criterion)
    return criterion


def _fact(table: Table) -> PriorityFact | None:
    """What a priority is given by; a scored criterion has none."""
    named = table.one_of("fact", {fact.value for fact in PriorityFact}, "")
    return PriorityFact(named) if named in set(PriorityFact) else None


def _check_criterion(table: Table, criterion: Criterion) -> None:
    low, high = criterion.scale_min, criterion.scale_max
    if criterion.weight <= 0:
        table.wrong("pack.weight_not_positive", "weight", value=str(criterion.weight))
    if low >= high:
        table.wrong(
            "pack.minimum_over_maximum",
            "scale_max",
            low=str(low),
            high=str(high),
            other="scale_max",
        )
    if criterion.floor is not None and not low <= criterion.floor <= high:
        table.wrong(
            "pack.number_out_of_range", "floor", value=str(criterion.floor), low=low, high=high
        )
    if criterion.knock_out and criterion.floor is None:
        table.wrong("pack.key_missing", "floor")
    for value in criterion.anchors:
        if not value.isdigit() or not low <= int(value) <= high:
            table.wrong("pack.number_out_of_range", "anchors", value=value, low=low, high=high)


def _anchors(table: Table) -> dict[str, Text]:
    inner = table.table("anchors", required=False)
    return {value: inner.localised(value) for value in inner.data} if inner else {}


def _check_tie_break(root: Table, grid: CriteriaGrid) -> None:
    for code in grid.tie_break:
        if grid.criterion(code) is None and code not in LAST_RESORTS:
            root.wrong("pack.reference_unknown", "tie_break", value=code)


def _check_totals(root: Table, grid: CriteriaGrid, maximum: Decimal) -> None:
    if maximum != grid.maximum:
        root.wrong(
            "pack.weights_unbalanced", "maximum", total=str(maximum), found=str(grid.maximum)
        )
    if grid.threshold is not None and grid.threshold > grid.maximum:
        root.wrong(
            "pack.minimum_over_maximum",
            "threshold",
            low=str(grid.threshold),
            high=str(grid.maximum),
            other="maximum",
        )
