"""A partner's draft budget and financing plan, saved whole; the rules do the arithmetic."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from cordata.applications.actions.drafts import locked_draft, mark_changed
from cordata.applications.actions.mandates import reopen_if_changed
from cordata.applications.figures import budget_seal, definition_of, figures_of
from cordata.applications.models import Application, CostLine, FundingSource, Partner
from cordata.kernel.journal import Actor
from cordata.kernel.transitions import tell
from cordata.kernel.verdicts import NotPossible
from cordata.packs import CallDefinition
from cordata.rules.budget import line_amount
from cordata.rules.facts import ZERO

MOST_LINES = 20  # per partner (domain.md, section 4, F)
MOST_SOURCES = 10
MOST_AMOUNT = Decimal("99999999.99")
ROW = ("category", "amount", "description", "basis", "quantity", "unit", "unit_price")


@dataclass(frozen=True, slots=True)
class LineDraft:
    """One line of a draft budget, in euros."""

    category: str
    amount: Decimal
    description: str = ""
    basis: str = ""  # quote, price_list, past_cost, or empty
    quantity: Decimal | None = None  # with `unit_price`, the amount becomes their product
    unit: str = ""
    unit_price: Decimal | None = None


@dataclass(frozen=True, slots=True)
class SourceDraft:
    """One source of the financing plan, in euros."""

    kind: str
    amount: Decimal
    name: str = ""
    secured: bool = False


@dataclass(frozen=True, slots=True)
class BudgetDraft:
    """All a partner writes about its money. None leaves that part as it is."""

    cost_option: str | None = None
    lines: Sequence[LineDraft] | None = None
    sources: Sequence[SourceDraft] | None = None
    erdf_asked: Decimal | None = None
    asks_erdf: bool = False  # whether `erdf_asked` is meant, also when it is None
    seen: str = ""  # `budget_seal` of what the page showed; empty: whatever stands


@transaction.atomic
def save_budget(
    application: Application, drafts: Mapping[str, BudgetDraft], *, by: Actor, at: datetime
) -> None:
    """Save the drafts of some partners (by public id) in one go.

    A partner whose total changes has its mandate reopened (SUB-09). Raises NotPossible for a
    partner of another application (ACC-03), an option or a category the call does not know,
    or a budget that somebody else has saved since it was seen.
    """
    draft = locked_draft(application, at=at)
    definition = definition_of(draft)
    partners = {
        partner.pid: partner
        for partner in draft.partners.select_related("organisation").prefetch_related(
            "lines", "sources"
        )
    }
    for pid, wanted in drafts.items():
        if pid not in partners:
            raise NotPossible("partner.not_here")
        wanted = _multiplied(wanted, definition)
        _check(wanted, definition)
        if wanted.seen and wanted.seen != budget_seal(partners[pid]):
            raise NotPossible("budget.changed_meanwhile", name=partners[pid].organisation.name)
        _save_one(partners[pid], wanted, definition, by=by, at=at)


def _multiplied(wanted: BudgetDraft, definition: CallDefinition) -> BudgetDraft:
    """The draft with each priced line's amount computed by the call's rule, never taken over."""
    if wanted.lines is None:
        return wanted
    return replace(wanted, lines=[priced(line, definition) for line in wanted.lines])


def priced(line: LineDraft, definition: CallDefinition) -> LineDraft:
    """One line with quantity and price both or neither, and the amount they make."""
    if line.quantity is None or line.unit_price is None:
        return replace(line, quantity=None, unit_price=None)
    rounding = definition.ruleset.rounding
    return replace(line, amount=line_amount(line.quantity, line.unit_price, rounding))


def _save_one(
    partner: Partner, wanted: BudgetDraft, definition: CallDefinition, *, by: Actor, at: datetime
) -> None:
    before = figures_of(partner, definition)
    if not _write(partner, wanted):
        return
    after_partner = Partner.objects.select_related("organisation", "application").get(pk=partner.pk)
    after = figures_of(after_partner, definition)
    tell(
        partner.application,
        "budget_saved",
        by=by,
        at=at,
        partner=partner.pid,
        name=partner.organisation.name,
        before=before.total,
        total=after.total,
        erdf=after.erdf,
    )
    mark_changed(partner.application, at)
    reopen_if_changed(after_partner, by=by, at=at)


def _write(partner: Partner, wanted: BudgetDraft) -> bool:
    """Write what differs; answers whether anything did."""
    changed = [_write_frame(partner, wanted)]
    if wanted.lines is not None and _lines_of(partner) != list(wanted.lines):
        partner.lines.all().delete()
        CostLine.objects.bulk_create(
            CostLine(
                partner=partner,
                position=position,
                **{name: getattr(line, name) for name in ROW},
            )
            for position, line in enumerate(wanted.lines, start=1)
        )
        changed.append(True)
    if wanted.sources is not None and _sources_of(partner) != list(wanted.sources):
        partner.sources.all().delete()
        FundingSource.objects.bulk_create(
            FundingSource(
                partner=partner,
                kind=source.kind,
                amount=source.amount,
                name=source.name,
                secured=source.secured,
            )
            for source in wanted.sources
        )
        changed.append(True)
    return any(changed)


def _write_frame(partner: Partner, wanted: BudgetDraft) -> bool:
    values: dict[str, object] = {}
    if wanted.cost_option is not None and wanted.cost_option != partner.cost_option:
        values["cost_option"] = wanted.cost_option
    if wanted.asks_erdf and wanted.erdf_asked != partner.erdf_asked:
        values["erdf_asked"] = wanted.erdf_asked
    if values:
        Partner.objects.filter(pk=partner.pk).update(**values)
    return bool(values)


def _lines_of(partner: Partner) -> list[LineDraft]:
    return [
        LineDraft(**{name: getattr(line, name) for name in ROW}) for line in partner.lines.all()
    ]


def _sources_of(partner: Partner) -> list[SourceDraft]:
    return [
        SourceDraft(source.kind, source.amount, source.name, source.secured)
        for source in partner.sources.all()
    ]


def _check(wanted: BudgetDraft, definition: CallDefinition) -> None:
    if wanted.cost_option and wanted.cost_option not in definition.ruleset.cost_options:
        raise NotPossible("budget.option_unknown")
    categories = {category.code for category in definition.cost_categories}
    lines = wanted.lines or ()
    if any(line.category not in categories for line in lines):
        raise NotPossible("budget.category_unknown")
    if len(lines) > MOST_LINES:
        raise NotPossible("budget.too_many_lines", limit=MOST_LINES)
    if len(wanted.sources or ()) > MOST_SOURCES:
        raise NotPossible("budget.too_many_sources", limit=MOST_SOURCES)
    amounts = [line.amount for line in lines] + [one.amount for one in wanted.sources or ()]
    if any(amount < ZERO for amount in amounts):
        raise NotPossible("budget.negative")
    if any(amount > MOST_AMOUNT for amount in amounts):
        raise NotPossible("budget.too_large", maximum=MOST_AMOUNT)
