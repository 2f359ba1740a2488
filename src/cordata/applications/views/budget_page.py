"""The budget table and the financing plans as a page shows them: rows, cells, sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.forms import BoundField
from django.utils.translation import gettext as _

from cordata.applications.explaining import flat_words
from cordata.applications.figures import (
    MONEY_CHECKS,
    category_name,
    entered_categories,
    project_figures,
)
from cordata.applications.forms.budget import (
    OWN_KINDS,
    BudgetForm,
    Slot,
    in_detail,
    lines_by_category,
    option_choices,
    source_kinds,
    source_name,
)
from cordata.applications.models import Partner
from cordata.kernel.localised import pick
from cordata.packs import CallDefinition, ProgrammeDefinition
from cordata.rules.budget import PartnerBudget, Step
from cordata.rules.facts import ZERO
from cordata.rules.finding import Finding, Outcome
from cordata.rules.money import HUNDRED, share
from cordata.rules.ruleset import Rounding
from cordata.web.catalogue import sentence
from cordata.web.numerals import euros, percent


@dataclass(slots=True)
class Cell:
    """One partner's amount in one row."""

    partner: Partner
    amount: Decimal | None = None  # None: the option has nothing to do with this category
    bound: BoundField | None = None
    was: str = ""
    lines: int = 0
    in_detail: bool = False  # changed line by line, on the partner's own page
    refused: bool = False  # the option does not take this line: it counts for nothing
    text: str = ""
    note: str = ""  # the rate that gives the amount, where the partners' rates differ

    @property
    def problem(self) -> str:
        """What to do about a line that the option does not take."""
        return sentence("applications.budget.line_refused") if self.refused else ""

    @property
    def label(self) -> str:
        """What stands before the cell on a narrow screen."""
        organisation = self.partner.organisation
        return f"{organisation.short_name or organisation.name}, {organisation.country}"


@dataclass(slots=True)
class Row:
    """One category across the partners."""

    code: str
    name: str
    note: str = ""
    kind: str = ""  # sub for the base
    cells: list[Cell] = field(default_factory=list)

    @property
    def total(self) -> Decimal:
        return sum((cell.amount for cell in self.cells if cell.amount is not None), ZERO)


@dataclass(slots=True)
class Explained:
    """A flat amount and the sentence that says how it came about."""

    words: str
    amount: Decimal


@dataclass(slots=True)
class Plan:
    """Who pays one partner's total."""

    partner: Partner
    figures: PartnerBudget
    rate: Decimal
    counterpart_name: str
    sources: list[tuple[str, BoundField | None, str, Decimal]]  # name, field, was, amount
    own: BoundField | None
    problem: str = ""
    problem_at: str = ""

    @property
    def covered(self) -> Decimal:
        return self.figures.total - self.figures.gap

    @property
    def balanced(self) -> bool:
        return self.figures.total > 0 and self.figures.gap == 0


@dataclass(slots=True)
class CountryPlan:
    """Who pays in one country, or in the project; the parts make up the total to the cent."""

    name: str
    total: Decimal = ZERO
    erdf: Decimal = ZERO
    counterpart: Decimal = ZERO
    own: Decimal = ZERO
    others: Decimal = ZERO
    gap: Decimal = ZERO

    def add(self, budget: PartnerBudget, own: Decimal) -> None:
        self.total += budget.total
        self.erdf += budget.erdf
        self.counterpart += budget.counterpart
        self.own += own
        self.others += budget.sources - own
        self.gap += budget.gap


class BudgetPage:
    """Everything the template reads, computed once."""

    def __init__(
        self,
        partners: Sequence[Partner],
        definition: CallDefinition,
        form: BudgetForm,
        programme: ProgrammeDefinition,
    ) -> None:
        self.partners, self.definition, self.form = partners, definition, form
        self.programme = programme
        self.project = project_figures(partners, definition)
        self.figures = {one.key: one for one in self.project.partners}
        self.slots = {
            (slot.partner.pid, slot.kind, slot.code): slot for slot in form.slots.values()
        }

    @property
    def options(self) -> list[Cell]:
        """The choice of the cost option, where the call leaves one."""
        if len(self.definition.ruleset.cost_options) < 2:
            return []
        names = dict(option_choices(self.definition))
        return [
            Cell(
                partner,
                bound=self._bound(partner, "option"),
                was=self._was(partner, "option"),
                text=names.get(self.figures[partner.pid].option, "–"),
            )
            for partner in self.partners
        ]

    @property
    def option_names(self) -> list[str]:
        """Names of the options in use, each once."""
        names = dict(option_choices(self.definition))
        used = [budget.option for budget in self.project.partners if budget.option]
        return [names.get(code, code) for code in dict.fromkeys(used)]

    @property
    def rows(self) -> list[Row]:
        """Entered categories, the base of the rates, then what the rates give."""
        entered = [self._row(code) for code in self._entered()]
        flat = [self._row(code) for code in self._flat()]
        return entered + ([self._base()] if entered and flat else []) + flat

    def _entered(self) -> list[str]:
        codes: list[str] = []
        for partner in self.partners:
            option = self.definition.ruleset.option_for(partner.cost_option)
            codes += entered_categories(option, self.definition) if option else ()
            codes += lines_by_category(partner)
        order = [category.code for category in self.definition.cost_categories]
        return sorted(set(codes), key=order.index)

    def _flat(self) -> list[str]:
        shown = set(self._entered())
        codes = [
            step.category
            for budget in self.project.partners
            for step in budget.steps
            if step.rate is not None and step.category not in shown
        ]
        return list(dict.fromkeys(codes))

    def _row(self, code: str) -> Row:
        row = Row(code, category_name(code, self.definition))
        row.cells = [self._cell(partner, code) for partner in self.partners]
        _note_rates(row, {cell.note for cell in row.cells if cell.amount is not None})
        return row

    def _cell(self, partner: Partner, code: str) -> Cell:
        budget = self.figures[partner.pid]
        lines = lines_by_category(partner).get(code, [])
        refused = any(line.category == code for line in budget.rejected)
        cell = Cell(partner, budget.amounts.get(code), lines=len(lines), refused=refused)
        flat = (step for step in budget.steps if step.category == code)
        cell.note = next((note for note in map(_rate_words, flat) if note), "")
        option = self.definition.ruleset.option_for(partner.cost_option)
        takes = option is not None and code in entered_categories(option, self.definition)
        cell.in_detail = (takes or bool(lines)) and in_detail(lines, option)
        cell.bound, cell.was = self._bound(partner, "line", code), self._was(partner, "line", code)
        if refused and cell.amount is None:
            cell.text = euros(sum((line.amount for line in lines), ZERO), "bare")
        return cell

    def _base(self) -> Row:
        row = Row("base", _("Base"), kind="sub")
        for partner in self.partners:
            steps = self.figures[partner.pid].steps
            amounts = [step.amount for step in steps if step.rate is None]
            row.cells.append(Cell(partner, sum(amounts, ZERO)))
        return row

    @property
    def totals(self) -> list[Cell]:
        return [Cell(partner, self.figures[partner.pid].total) for partner in self.partners]

    @property
    def explanations(self) -> list[tuple[Partner, list[Explained]]]:
        """The arithmetic of every flat amount, partner by partner."""
        told = [(one, explained(self.figures[one.pid], self.definition)) for one in self.partners]
        return [(partner, lines) for partner, lines in told if lines]

    @property
    def lost_cents(self) -> Decimal:
        """How much more a rate on the project's total would give: never granted."""
        rates = {self.definition.ruleset.rate_for(one.country) for one in self.project.partners}
        if len(rates) != 1:
            return ZERO
        whole = share(self.project.total, rates.pop(), Rounding.TRUNCATE)
        ceiling = sum((one.erdf_ceiling for one in self.project.partners), ZERO)
        return max(ZERO, whole - ceiling)

    @property
    def rounding_words(self) -> str:
        """The call's rounding rule in one sentence."""
        return sentence(f"applications.budget.rounding.{self.definition.ruleset.rounding.value}")

    @property
    def on_whole_total(self) -> Decimal:
        return self.project.erdf + self.lost_cents

    @property
    def plans(self) -> list[Plan]:
        return [self._plan(partner) for partner in self.partners]

    def _plan(self, partner: Partner) -> Plan:
        budget = self.figures[partner.pid]
        country = self.programme.country(partner.organisation.country)
        plan = Plan(
            partner=partner,
            figures=budget,
            rate=self.definition.ruleset.rate_for(partner.organisation.country),
            counterpart_name=pick(country.names) if country else partner.organisation.country,
            sources=[
                (
                    source_name(source, self.definition),
                    self._bound(partner, "source", str(source.pk)),
                    self._was(partner, "source", str(source.pk)),
                    source.amount,
                )
                for source in partner.sources.all()
            ],
            own=self._bound(partner, "own"),
        )
        self._say_gap(plan)
        return plan

    def _say_gap(self, plan: Plan) -> None:
        """The missing amount, and to what the own funds should be changed."""
        gap, partner = plan.figures.gap, plan.partner
        if not gap or not plan.figures.total:
            return
        own = own_funds(partner)
        if gap > 0:
            plan.problem = sentence("applications.budget.short", lack=gap, own=own + gap)
        elif own + gap >= 0:
            plan.problem = sentence("applications.budget.too_much", excess=-gap, own=own + gap)
        else:
            plan.problem = sentence("applications.budget.too_much_elsewhere", excess=-gap)
        plan.problem_at = self._own_id(partner)

    def _own_id(self, partner: Partner) -> str:
        """The id of the field that holds the own funds."""
        if own := self._bound(partner, "own"):
            return str(own.auto_id)
        for source in partner.sources.all():
            bound = self._bound(partner, "source", str(source.pk))
            if bound and source.kind in OWN_KINDS:
                return str(bound.auto_id)
        return ""

    @property
    def shares(self) -> list[tuple[Decimal, str, str]]:
        """Parts of the project's total in per cent: ERDF, each State, the rest."""
        total = self.project.total
        if not total:
            return []
        parts = [(self.project.erdf, "", _("ERDF"))]
        for country in dict.fromkeys(one.country for one in self.project.partners):
            paid = [one.counterpart for one in self.project.partners if one.country == country]
            found = self.programme.country(country)
            name = pick(found.names) if found else country
            parts.append(
                (sum(paid, ZERO), country, _("Counterpart, %(country)s") % {"country": name})
            )
        sources = sum((one.sources for one in self.project.partners), ZERO)
        parts.append((sources, "y", _("Partners’ own and other funds")))
        return [
            ((amount * HUNDRED / total).quantize(Decimal("0.01")), kind, f"{name} {euros(amount)}")
            for amount, kind, name in parts
            if amount > 0
        ]

    @property
    def countries(self) -> list[CountryPlan]:
        """The plan of each country in the order of the partners, the project's last."""
        found: dict[str, CountryPlan] = {}
        whole = CountryPlan(_("Whole project"))
        for partner in self.partners:
            code = partner.organisation.country
            country = self.programme.country(code)
            plan = found.setdefault(code, CountryPlan(pick(country.names) if country else code))
            for one in (plan, whole):
                one.add(self.figures[partner.pid], own_funds(partner))
        return [*found.values(), whole]

    @property
    def has_gaps(self) -> bool:
        return any(plan.gap for plan in self.countries)

    @property
    def share_words(self) -> str:
        return ", ".join(text for _width, _kind, text in self.shares)

    def anchor_of(self, finding: Finding) -> str:
        """The id of the field that a finding is about."""
        parts = finding.field.split(".")
        if len(parts) < 3 or parts[0] != "partner":
            return "b1"
        partner = next((one for one in self.partners if str(one.position) == parts[1]), None)
        if partner is None:
            return "b1"
        if parts[2] == "costs" and len(parts) > 3 and self._slot(partner, "line", parts[3]):
            return f"partner-{partner.position}-{parts[3]}"
        if parts[2] == "cost_option":
            return f"partner-{partner.position}-option"
        return (self._own_id(partner) if parts[2] == "sources" else "") or (
            f"partner-{partner.position}"
        )

    def checks(self, findings: Sequence[Finding]) -> list[tuple[Finding, str, str, str]]:
        """Those on money, what is to correct first: finding, anchor, class, icon."""
        about_money = [one for one in findings if one.code.startswith(MONEY_CHECKS)]
        told = [(finding, self.anchor_of(finding), *_mark(finding)) for finding in about_money]
        return sorted(told, key=lambda one: ("ko", "wa", "ok", "mu").index(one[2]))

    def _slot(self, partner: Partner, kind: str, code: str = "") -> Slot | None:
        return self.slots.get((partner.pid, kind, code))

    def _bound(self, partner: Partner, kind: str, code: str = "") -> BoundField | None:
        slot = self._slot(partner, kind, code)
        return self.form[slot.name] if slot else None

    def _was(self, partner: Partner, kind: str, code: str = "") -> str:
        slot = self._slot(partner, kind, code)
        return self.form.was(slot) if slot else ""


def stands(partner: Partner, definition: CallDefinition) -> list[tuple[str, str, Decimal]]:
    """What is saved of a partner's money, row by row, to lay beside what somebody typed."""
    lines = [
        (category_name(one.category, definition), one.description, one.amount)
        for one in partner.lines.all()
    ]
    kinds = dict(source_kinds(definition))
    sources = [
        (kinds.get(one.kind, one.kind), one.name, one.amount) for one in partner.sources.all()
    ]
    return lines + sources


def own_funds(partner: Partner) -> Decimal:
    """What the partner itself brings, in euros."""
    return sum((one.amount for one in partner.sources.all() if one.kind in OWN_KINDS), ZERO)


def _mark(finding: Finding) -> tuple[str, str]:
    """Class and icon of a finding: stops filing, will be asked, met, a person decides."""
    if finding.blocks:
        return "ko", "x"
    if finding.verdict is Outcome.UNMET:
        return "wa", "circle-alert"
    return ("ok", "check") if finding.verdict is Outcome.MET else ("mu", "info")


def explained(budget: PartnerBudget, definition: CallDefinition) -> list[Explained]:
    """Each flat amount of a partner in a sentence with its arithmetic."""
    return [
        Explained(
            flat_words(
                category=step.category,
                name=category_name(step.category, definition),
                amount=step.amount,
                base=step.base,
                rate=step.rate,
                rounding=definition.ruleset.rounding,
            ),
            step.amount,
        )
        for step in budget.steps
        if step.rate is not None
    ]


def _note_rates(row: Row, notes: set[str]) -> None:
    """One rate for every partner stands beside the category; else each says its own."""
    if len(notes) == 1:
        row.note = notes.pop()
        for cell in row.cells:
            cell.note = ""


def _rate_words(step: Step) -> str:
    """`15 % du personnel`: the rate and what it is taken of."""
    if step.rate is None:
        return ""
    if step.base_categories == ("staff",):
        return _("%(rate)s of staff") % {"rate": percent(step.rate)}
    return _("%(rate)s of the base") % {"rate": percent(step.rate)}
