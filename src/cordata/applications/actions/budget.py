"""A partner's draft budget and financing plan, saved whole; the rules do the arithmetic."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from cordata.applications.actions.drafts import locked_draft, mark_changed
from cordata.applications.actions.mandates import reopen_if_changed
from cordata.applications.actions.overtaking import Outcome
from cordata.applications.actions.parts import WHATEVER, Part, Said, Sending, seal_of
from cordata.applications.figures import definition_of, figures_of
from cordata.applications.models import (
    Application,
    CostLine,
    FundingSource,
    Partner,
    PartVersion,
)
from cordata.applications.states import MandateState
from cordata.kernel.journal import Actor
from cordata.kernel.transitions import tell
from cordata.kernel.verdicts import NotPossible
from cordata.packs import CallDefinition
from cordata.rules.budget import PartnerBudget, line_amount
from cordata.rules.facts import ZERO

MOST_LINES = 20  # per partner (domain.md, section 4, F)
MOST_SOURCES = 10
MOST_AMOUNT = Decimal("99999999.99")
ROW = ("category", "amount", "description", "basis", "quantity", "unit", "unit_price")
SOURCE = ("kind", "amount", "name", "secured")
AMOUNTS = ("amount", "quantity", "unit_price", "erdf_asked")
CENT = Decimal("0.01")
KIND = PartVersion.Kind.BUDGET


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
    application: Application, drafts: Mapping[str, BudgetDraft], *, by: Actor, at: datetime,
    sending: Sending = WHATEVER,
) -> None:  # fmt: skip
    """Save the drafts of some partners (by public id) in one go.

    A partner whose total changes has its mandate reopened (SUB-09). Raises NotPossible for a
    partner of another application (ACC-03), an option or a category the call does not know,
    or a budget that somebody else has saved since it was seen.
    """
    draft = locked_draft(application, at=at)
    partners = {
        partner.pid: partner
        for partner in draft.partners.select_related("organisation").prefetch_related(
            "lines", "sources"
        )
    }
    for pid, wanted in drafts.items():
        if pid not in partners:
            raise NotPossible("partner.not_here")
        partner = partners[pid]
        partner.application = draft
        given = replace(sending, seen=wanted.seen or sending.seen)
        if _save_one(partner, wanted, given, budget_part(partner).last(), by=by, at=at)[1]:
            raise NotPossible("budget.changed_meanwhile", name=partner.organisation.name)


def type_budget(
    partner: Partner, wanted: BudgetDraft, sending: Sending, *, by: Actor, at: datetime,
    last: PartVersion | None,
) -> tuple[BudgetDraft, bool]:  # fmt: skip
    """Save one partner's budget while it is typed, in as few queries as can be: what stands
    afterwards, and whether another hand came first.

    The partner and its application were read and locked in this very transaction, its money by
    `last_budget`. Raises NotPossible as `save_budget`, and where a mandate in force would be
    reopened: that takes a press on the button, not a pause in the typing.
    """
    return _save_one(partner, wanted, sending, last, by=by, at=at)


def last_budget(partner: Partner) -> PartVersion | None:
    """The last version of a partner's money, by which its rows are known without reading them."""
    last = budget_part(partner).last()
    if last is not None:
        lines, sources = _rows_of(partner, money_said(last.said))
        known = {"lines": lines, "sources": sources}
        partner._prefetched_objects_cache = known  # type: ignore[attr-defined]
    return last


def budget_part(partner: Partner) -> Part:
    """The versions of a partner's money."""
    return Part(partner.application, KIND, organisation=partner.organisation)


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
    partner: Partner, wanted: BudgetDraft, sending: Sending, last: PartVersion | None,
    *, by: Actor, at: datetime,
) -> tuple[BudgetDraft, bool]:  # fmt: skip
    definition = definition_of(partner.application)
    wanted = _multiplied(wanted, definition)
    _check(wanted, definition)
    part, stands = budget_part(partner), money_of(partner)
    after = whole_budget(wanted, stands)
    outcome = part.outcome(said_of(after), said_of(stands), sending, last, by)
    if outcome is not Outcome.SAVE:
        return stands, outcome is Outcome.CONFLICT
    before, now = _figures(partner, stands), _figures(partner, after)
    if sending.typed and before.total != now.total and partner.mandate_state == MandateState.GIVEN:
        raise NotPossible("budget.would_reopen", total=now.total)
    _write(partner, stands, after)
    mark_changed(partner.application, at)
    if part.keep(said_of(after), by=by, at=at, last=last, sending=sending):
        facts: dict[str, Any] = {"before": before.total, "total": now.total, "erdf": now.erdf}
        name = partner.organisation.name
        tell(
            partner.application,
            "budget_saved",
            by=by,
            at=at,
            partner=partner.pid,
            name=name,
            **facts,
        )
    if partner.mandate_state == MandateState.GIVEN:
        reopen_if_changed(partner, by=by, at=at)
    return after, False


def whole_budget(wanted: BudgetDraft, stands: BudgetDraft) -> BudgetDraft:
    """What is wanted, with what it leaves as it stands."""
    option, erdf = wanted.cost_option, wanted.erdf_asked
    return BudgetDraft(
        cost_option=stands.cost_option if option is None else option,
        lines=tuple(stands.lines or () if wanted.lines is None else wanted.lines),
        sources=tuple(stands.sources or () if wanted.sources is None else wanted.sources),
        erdf_asked=erdf if wanted.asks_erdf else stands.erdf_asked,
        asks_erdf=True,
    )


def money_of(partner: Partner) -> BudgetDraft:
    """A partner's money as it stands in its rows."""
    return BudgetDraft(
        cost_option=partner.cost_option,
        lines=tuple(
            LineDraft(**{name: getattr(line, name) for name in ROW}) for line in partner.lines.all()
        ),
        sources=tuple(
            SourceDraft(**{name: getattr(source, name) for name in SOURCE})
            for source in partner.sources.all()
        ),
        erdf_asked=partner.erdf_asked,
        asks_erdf=True,
    )


def said_of(draft: BudgetDraft) -> Said:
    """A partner's money as a version keeps it, amounts to the cent."""
    return {
        "cost_option": draft.cost_option or "",
        "erdf_asked": _written(draft.erdf_asked),
        "lines": [_row(one, ROW) for one in draft.lines or ()],
        "sources": [_row(one, SOURCE) for one in draft.sources or ()],
    }


def money_said(said: Said) -> BudgetDraft:
    """A version in the shape in which a page sends it."""
    return BudgetDraft(
        cost_option=said["cost_option"],
        lines=tuple(LineDraft(**_read(one)) for one in said["lines"]),
        sources=tuple(SourceDraft(**_read(one)) for one in said["sources"]),
        erdf_asked=_read(said)["erdf_asked"],
        asks_erdf=True,
    )


def budget_seal(partner: Partner) -> str:
    """What a page saw of a partner's money: equal as long as nobody changed it."""
    return seal_of(said_of(money_of(partner)))


def _row(one: LineDraft | SourceDraft, names: Sequence[str]) -> Said:
    return {name: _written(getattr(one, name)) for name in names}


def _written(value: Any) -> Any:
    return str(value.quantize(CENT)) if isinstance(value, Decimal) else value


def _read(said: Said) -> dict[str, Any]:
    amounts = {name: said[name] for name in AMOUNTS if said.get(name) is not None}
    return said | {name: Decimal(text) for name, text in amounts.items()}


def _figures(partner: Partner, draft: BudgetDraft) -> PartnerBudget:
    """The figures of a draft that need not stand in the rows."""
    one = copy(partner)
    one.cost_option, one.erdf_asked = draft.cost_option or "", draft.erdf_asked
    lines, sources = _rows_of(one, draft)
    one._prefetched_objects_cache = {"lines": lines, "sources": sources}  # type: ignore[attr-defined]
    return figures_of(one, definition_of(partner.application))


def _rows_of(partner: Partner, draft: BudgetDraft) -> tuple[list[CostLine], list[FundingSource]]:
    return [
        CostLine(partner=partner, position=position, **{name: getattr(one, name) for name in ROW})
        for position, one in enumerate(draft.lines or (), start=1)
    ], [
        FundingSource(partner=partner, **{name: getattr(one, name) for name in SOURCE})
        for one in draft.sources or ()
    ]


def _write(partner: Partner, stands: BudgetDraft, after: BudgetDraft) -> None:
    """Write what differs."""
    lines, sources = _rows_of(partner, after)
    frame = {name: getattr(after, name) for name in ("cost_option", "erdf_asked")}
    if any(getattr(stands, name) != value for name, value in frame.items()):
        Partner.objects.filter(pk=partner.pk).update(**frame)
    if tuple(stands.lines or ()) != after.lines:
        CostLine.objects.filter(partner=partner).delete()
        CostLine.objects.bulk_create(lines)
    if tuple(stands.sources or ()) != after.sources:
        FundingSource.objects.filter(partner=partner).delete()
        FundingSource.objects.bulk_create(sources)


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
