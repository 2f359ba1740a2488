"""The budget as a sheet that computes itself: each sum and flat amount a formula of our own.

A spreadsheet counts in binary fractions, where 20 % of 30 117,76 may fall a hair below a whole
cent. So every formula works on whole numbers: cents times hundredths of a per cent, divided
once, then cut or rounded as the call says. Each formula carries the value the rules gave.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from cordata.rules.budget import PartnerBudget, ProjectBudget, Step, product_of
from cordata.rules.facts import ZERO, CostLine, PartnerFacts
from cordata.rules.ruleset import Rounding, Ruleset

AMOUNT = "F"


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula without its equals sign, and what it gives, in euros."""

    text: str
    value: Decimal


Cell = str | Decimal | Formula | None


@dataclass(slots=True)
class Row:
    cells: tuple[Cell, ...]
    bold: bool = False


@dataclass(slots=True)
class Sheet:
    """Rows from the first one down; `add` answers the cell of the row's amount."""

    rows: list[Row] = field(default_factory=list)

    def add(self, *cells: Cell, bold: bool = False) -> str:
        self.rows.append(Row(cells, bold))
        return f"{AMOUNT}{len(self.rows)}"

    @property
    def next(self) -> int:
        return len(self.rows) + 1


@dataclass(frozen=True, slots=True)
class Words:
    """What the sheet says, in the reader's language."""

    headers: tuple[str, ...]
    of: Mapping[str, str]  # sum, total, erdf, counterpart, own_share, source, gap, left_out...
    category: Callable[[str], str]
    option: Callable[[str], str]
    explained: Callable[[Step], str]
    country: Callable[[str], str]


def budget_sheet(
    partners: Iterable[PartnerFacts], budget: ProjectBudget, ruleset: Ruleset, words: Words
) -> Sheet:
    """Each partner's lines, flat amounts and plan, then the sums by country and of the project."""
    sheet, cells = Sheet(), []
    for facts in partners:
        own = budget.partner(facts.key)
        cells.append((own, _Partner(sheet, facts, own, ruleset, words).write()))
    figures: dict[str, Callable[[PartnerBudget], Decimal]] = {
        "total": lambda one: one.total,
        "erdf": lambda one: one.erdf,
        "counterpart": lambda one: one.counterpart,
        "own_share": lambda one: one.own_share,
    }
    countries = dict.fromkeys(one.country for one in budget.partners)
    groups = [(words.country(code), code) for code in countries] + [(words.of["project"], "")]
    for name, code in groups:
        sheet.add(name, bold=True)
        for figure, value in figures.items():
            chosen = [(one, cell[figure]) for one, cell in cells if code in ("", one.country)]
            amount = sum((value(one) for one, _cell in chosen), ZERO)
            _result(sheet, words.of[figure], _sum(cell for _one, cell in chosen), amount)
    return sheet


class _Partner:
    """One partner's part of the sheet."""

    def __init__(
        self,
        sheet: Sheet,
        facts: PartnerFacts,
        budget: PartnerBudget,
        ruleset: Ruleset,
        words: Words,
    ) -> None:
        self.sheet, self.facts, self.budget = sheet, facts, budget
        self.ruleset, self.words = ruleset, words
        self.steps: dict[str, str] = {}  # category -> cell of its amount

    def write(self) -> dict[str, str]:
        """The cells of total, erdf, counterpart and own_share."""
        sheet, words = self.sheet, self.words
        sheet.add(f"{self.facts.name} ({self.facts.country})", bold=True)
        sheet.add(words.option(self.budget.option))
        sheet.add(*words.headers, bold=True)
        for step in self.budget.steps:
            self.steps[step.category] = (
                self._entered(step) if step.rate is None else self._flat(step)
            )
        total = _result(sheet, words.of["total"], _sum(self.steps.values()), self.budget.total)
        cells = {"total": total, **self._plan(total)}
        self._left_out()
        sheet.add()
        return cells

    def _entered(self, step: Step) -> str:
        lines = [line for line in self.facts.lines if line.category == step.category]
        cells = [self._line(line) for line in lines]
        name = f"{self.words.category(step.category)}, {self.words.of['sum']}"
        if not cells:
            return self.sheet.add(name, None, None, None, None, step.amount, bold=True)
        return _result(self.sheet, name, f"SUM({cells[0]}:{cells[-1]})", step.amount)

    def _line(self, line: CostLine) -> str:
        amount = amount_cell(line, self.ruleset.rounding, self.sheet.next)
        return self.sheet.add(
            self.words.category(line.category),
            line.description,
            line.quantity,
            line.unit,
            line.unit_price,
            amount,
        )

    def _flat(self, step: Step) -> str:
        row = self.sheet.next
        base = _sum(self.steps[code] for code in step.base_categories if code in self.steps)
        return self.sheet.add(
            self.words.category(step.category),
            self.words.explained(step),
            Formula(f"ROUND({base},2)", step.base),
            "%",
            step.rate,
            Formula(percent_of(f"C{row}", f"E{row}", self.ruleset.rounding), step.amount),
        )

    def _plan(self, total: str) -> dict[str, str]:
        sheet, budget, words = self.sheet, self.budget, self.words
        erdf = self._erdf(total)
        sources = [
            sheet.add(words.of["source"], one.name, None, None, None, one.amount)
            for one in self.facts.sources
        ]
        named = _result(sheet, words.of["sources"], _sum(sources), budget.sources)
        counterpart = self._counterpart(f"{total}-{erdf}-{named}")
        own = _result(
            sheet, words.of["own_share"], f"{total}-{erdf}-{counterpart}", budget.own_share
        )
        _result(sheet, words.of["gap"], f"{own}-{named}", budget.gap)
        return {"erdf": erdf, "counterpart": counterpart, "own_share": own}

    def _erdf(self, total: str) -> str:
        """The share of the total by the call's rate, or the lower amount that was asked for."""
        row, name = self.sheet.next, self.words.of["erdf"]
        if self.facts.erdf_asked is not None:
            return self.sheet.add(name, None, None, None, None, self.facts.erdf_asked, bold=True)
        rate = self.ruleset.rate_for(self.facts.country)
        share = Formula(percent_of(total, f"E{row}", Rounding.TRUNCATE), self.budget.erdf)
        return self.sheet.add(name, None, None, "%", rate, share, bold=True)

    def _counterpart(self, rest: str) -> str:
        name = self.words.of["counterpart"]
        if not self.budget.counterpart_source:
            return self.sheet.add(name, None, None, None, None, ZERO, bold=True)
        return _result(self.sheet, name, f"MAX(0,{rest})", self.budget.counterpart)

    def _left_out(self) -> None:
        """Lines that the option does not take: told, and in no sum."""
        for line in self.budget.rejected:
            name = f"{self.words.category(line.category)}, {self.words.of['left_out']}"
            self.sheet.add(name, line.description, None, None, line.amount, None)


def amount_cell(line: CostLine, rounding: Rounding, row: int) -> Cell:
    """A line's amount: as entered, or quantity times price."""
    product = product_of(line, rounding)
    if product is None or product != line.amount:
        return line.amount
    return Formula(product_of_cells(f"C{row}", f"E{row}", rounding), product)


def percent_of(base: str, rate: str, rounding: Rounding) -> str:
    """`rate` per cent of `base`, to the cent: whole cents times hundredths of a per cent."""
    return _to_the_cent(f"{_hundredths(base)}*{_hundredths(rate)}/10000", rounding)


def product_of_cells(quantity: str, price: str, rounding: Rounding) -> str:
    """Number x price, to the cent: hundredths of a unit times whole cents."""
    return _to_the_cent(f"{_hundredths(quantity)}*{_hundredths(price)}/100", rounding)


def _hundredths(cell: str) -> str:
    return f"ROUND({cell}*100,0)"


def _to_the_cent(cents: str, rounding: Rounding) -> str:
    cut = f"TRUNC({cents})" if rounding is Rounding.TRUNCATE else f"ROUND({cents},0)"
    return f"{cut}/100"


def _sum(cells: Iterable[str]) -> str:
    return "+".join(cells) or "0"


def _result(sheet: Sheet, name: str, expression: str, value: Decimal) -> str:
    """A row whose amount is `expression`, brought back to whole cents."""
    formula = Formula(f"ROUND({expression},2)", value)
    return sheet.add(name, None, None, None, None, formula, bold=True)
