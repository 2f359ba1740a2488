"""The budget as a table: one amount for each partner and category, and who pays."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from cordata.applications.actions.budget import (
    ROW,
    BudgetDraft,
    LineDraft,
    SourceDraft,
    budget_seal,
)
from cordata.applications.figures import category_name, entered_categories
from cordata.applications.models import CostLine, FundingSource, Partner
from cordata.kernel.localised import pick
from cordata.packs import CallDefinition
from cordata.rules.ruleset import CostOption
from cordata.web.forms import AmountField, ChoiceField, Form, mistake

OWN_KINDS = ("own_public", "own_private")
MOST = Decimal("99999999.99")


@dataclass(frozen=True, slots=True)
class Slot:
    """One field of the page: whose it is, what it says, and what stands there now."""

    name: str
    partner: Partner
    kind: str  # option, line, source, own
    code: str  # category, or key of the source
    stored: Decimal | str | None

    @property
    def plain(self) -> str:
        """What stands, as the hidden field carries it."""
        return "" if self.stored is None else str(self.stored)


class BudgetForm(Form):
    """The amounts a person may write. Fields they did not touch keep what stands meanwhile."""

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        partners: Sequence[Partner],
        definition: CallDefinition,
        settled: Collection[str] = (),
    ) -> None:
        """`settled`: public ids of the partners on whose money the page is up to date."""
        super().__init__(data, auto_id="%s")
        self.partners, self.definition, self.settled = partners, definition, settled
        self.overtaken: list[Slot] = []
        self.slots: dict[str, Slot] = {}
        self.wanted: dict[str, Any] = {}
        for partner in partners:
            for slot in self._slots_of(partner):
                self.slots[slot.name] = slot
                self.fields[slot.name] = self._field(slot)
                self.initial[slot.name] = slot.stored

    def _slots_of(self, partner: Partner) -> Iterator[Slot]:
        start = f"partner-{partner.position}"
        option = self.definition.ruleset.option_for(partner.cost_option)
        if len(self.definition.ruleset.cost_options) > 1:
            chosen = option.code if option else ""
            yield Slot(f"{start}-option", partner, "option", "", chosen)
        written = lines_by_category(partner)
        wanted = entered_categories(option, self.definition) if option else ()
        for code in dict.fromkeys((*wanted, *written)):
            lines = written.get(code, [])
            if not in_detail(lines, option):
                stored = lines[0].amount if lines else None
                yield Slot(f"{start}-{code}", partner, "line", code, stored)
        for name, source in _named_sources(partner):
            yield Slot(f"{start}-{name}", partner, "source", str(source.pk), source.amount)
        if needs_own_funds(partner, self.definition):
            yield Slot(f"{start}-own", partner, "own", "", None)

    def _field(self, slot: Slot) -> forms.Field:
        name = slot.partner.organisation.short_name or slot.partner.organisation.name
        if slot.kind == "option":
            return ChoiceField(
                label=_("Cost option, %(name)s") % {"name": name},
                choices=option_choices(self.definition),
                widget=forms.Select,
            )
        label = self._label(slot)
        return AmountField(label=f"{label}, {name}", required=False, maximum=MOST)

    def _label(self, slot: Slot) -> str:
        if slot.kind == "line":
            return category_name(slot.code, self.definition)
        if slot.kind == "own":
            return _("Own funds")
        source = next(one for one in slot.partner.sources.all() if str(one.pk) == slot.code)
        return source_name(source, self.definition)

    def clean(self) -> dict[str, Any]:
        for name, slot in self.slots.items():
            if name in self.errors:
                continue
            typed, seen = self.cleaned_data.get(name), self.data.get(f"was-{name}")
            judged = seen is not None and slot.partner.pid not in self.settled
            untouched = judged and _as_plain(typed) == seen
            self.wanted[name] = slot.stored if untouched or name not in self.data else typed
            if judged and not untouched and slot.plain not in (seen, _as_plain(typed)):
                self.overtaken.append(slot)
                self.add_error(name, self._overtaken(slot))
        return self.cleaned_data

    def was(self, slot: Slot) -> str:
        """What stood when the person had it before their eyes; of a field that another hand has
        changed, what stands: it is said beside it, and to send it again is a choice."""
        seen = self.data.get(f"was-{slot.name}")
        return slot.plain if seen is None or slot in self.overtaken else str(seen)

    def _overtaken(self, slot: Slot) -> Any:
        if isinstance(slot.stored, Decimal):
            return mistake("applications.budget.amount_changed_meanwhile", amount=slot.stored)
        return mistake("applications.budget.changed_meanwhile_field")

    def drafts(self) -> dict[str, BudgetDraft]:
        """What to save for each partner, by its public id; only those that differ."""
        return {
            partner.pid: self._draft(partner)
            for partner in self.partners
            if any(
                self.wanted[slot.name] != slot.stored
                for slot in self.slots.values()
                if slot.partner is partner
            )
        }

    def _draft(self, partner: Partner) -> BudgetDraft:
        values = {
            (slot.kind, slot.code): self.wanted[slot.name]
            for slot in self.slots.values()
            if slot.partner is partner
        }
        return BudgetDraft(
            cost_option=values.get(("option", "")),
            lines=tuple(self._lines(partner, values)),
            sources=tuple(self._sources(partner, values)),
            seen=budget_seal(partner),
        )

    def _lines(
        self, partner: Partner, values: Mapping[tuple[str, str], Any]
    ) -> Iterator[LineDraft]:
        written = list(partner.lines.all())
        for line in written:
            amount = values.get(("line", line.category), line.amount)
            if amount:
                said = {name: getattr(line, name) for name in ROW}
                yield LineDraft(**(said | {"amount": amount}))
        present = {line.category for line in written}
        for (kind, code), amount in values.items():
            if kind == "line" and code not in present and amount:
                yield LineDraft(code, amount)

    def _sources(
        self, partner: Partner, values: Mapping[tuple[str, str], Any]
    ) -> Iterator[SourceDraft]:
        for source in partner.sources.all():
            amount = values[("source", str(source.pk))]
            if amount:
                yield SourceDraft(source.kind, amount, source.name, source.secured)
        if own := values.get(("own", "")):
            yield SourceDraft(own_kind(partner), own, "", secured=True)


def _named_sources(partner: Partner) -> Iterator[tuple[str, FundingSource]]:
    """Each source under the name of its field: own funds keep theirs once they are saved."""
    sources = list(partner.sources.all())
    own = next((one for one in sources if one.kind in OWN_KINDS), None)
    others = [one for one in sources if one is not own]
    if own is not None:
        yield "own", own
    for number, source in enumerate(others, start=1):
        yield f"source-{number}", source


def lines_by_category(partner: Partner) -> dict[str, list[CostLine]]:
    written: dict[str, list[CostLine]] = {}
    for line in partner.lines.all():
        written.setdefault(line.category, []).append(line)
    return written


def in_detail(lines: Sequence[CostLine], option: CostOption | None) -> bool:
    """Whether a category is written line by line: several lines, or units at a price."""
    by_units = option is not None and option.code == "O4"
    return by_units or len(lines) > 1 or any(line.is_priced for line in lines)


def needs_own_funds(partner: Partner, definition: CallDefinition) -> bool:
    """Whether to offer own funds at once: no State pays the rest, and none are named yet."""
    if partner.organisation.country in definition.ruleset.counterparts:
        return False
    return not any(source.kind in OWN_KINDS for source in partner.sources.all())


def own_kind(partner: Partner) -> str:
    return "own_public" if partner.organisation.is_public else "own_private"


def option_choices(definition: CallDefinition) -> list[tuple[str, str]]:
    """The options the call offers, with their names."""
    names = {option.code: option.names for option in definition.cost_options}
    return [(code, pick(names.get(code, {})) or code) for code in definition.ruleset.cost_options]


def source_kinds(definition: CallDefinition) -> list[tuple[str, str]]:
    """The kinds of sources, in the words of the call's form where it has them."""
    words = {
        "own_public": _("Own public funds"),
        "own_private": _("Own private funds"),
        "national_public": _("National public funds"),
        "other": _("Other funds"),
    }
    table = definition.form.field("sources")
    columns = {column.key: column for column in table.columns} if table else {}
    if kind := columns.get("kind"):
        words |= {option.code: pick(option.names) for option in kind.options}
    return list(words.items())


def source_name(source: FundingSource, definition: CallDefinition) -> str:
    """`Département, acquis`, or the kind of an own source without a name."""
    kind = dict(source_kinds(definition)).get(source.kind, source.kind)
    if source.kind in OWN_KINDS:
        return kind
    name = source.name or kind
    return _("%(name)s, granted") % {"name": name} if source.secured else name


def _as_plain(value: Any) -> str:
    return "" if value is None else str(value)
