"""As `part_conflict`: a partner's money, its self-check and the indicators, two versions of
each beside each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Any

from django.utils.translation import gettext as _

from cordata.applications.actions.budget import BudgetDraft, LineDraft, SourceDraft
from cordata.applications.figures import category_name
from cordata.applications.forms.budget import option_choices, source_kinds
from cordata.applications.forms.budget_lines import arithmetic_of, bases
from cordata.applications.forms.declarations import aid_questions
from cordata.applications.forms.part_conflict import Difference
from cordata.kernel.localised import pick
from cordata.packs import CallDefinition
from cordata.packs.form import FieldType
from cordata.web.moments import day_words
from cordata.web.numerals import euros, plain_number

Said = Mapping[str, Any]


def budget_differences(
    mine: BudgetDraft, theirs: BudgetDraft, definition: CallDefinition
) -> list[Difference]:
    """The option, the ERDF asked, and each line and source that only one of the two has."""
    options = dict(option_choices(definition))
    frame = [
        (_("Cost option"), *(options.get(one.cost_option or "", "") for one in (theirs, mine))),
        (_("ERDF asked"), *(_amount(one.erdf_asked) for one in (theirs, mine))),
    ]
    found = [Difference(label, left, right) for label, left, right in frame if left != right]
    lines = [[_line(row, definition) for row in one.lines or ()] for one in (theirs, mine)]
    sources = [[_source(row, definition) for row in one.sources or ()] for one in (theirs, mine)]
    return [*found, *_rows(_("Line %(number)s"), *lines), *_rows(_("Funder %(number)s"), *sources)]


def aid_differences(mine: Said, theirs: Said, definition: CallDefinition) -> list[Difference]:
    """Each answer and each aid received that only one of the two has."""
    found = [
        Difference(pick(item.labels), read(theirs), read(mine))
        for item, read in ((item, _answer(item)) for item in aid_questions(definition))
        if read(theirs) != read(mine)
    ]
    received = [[_received(row) for row in one.get("received", ())] for one in (theirs, mine)]
    found += _rows(_("Aid received %(number)s"), *received)
    about_table = {
        "any": _("Has the single undertaking received de minimis aid in these three years?"),
        "declared": _("The table of aid received is complete, for the whole single undertaking"),
    }
    return found + [
        Difference(label, _yes(theirs.get(key)), _yes(mine.get(key)))
        for key, label in about_table.items()
        if theirs.get(key) != mine.get(key)
    ]


def indicator_differences(mine: Said, theirs: Said, definition: CallDefinition) -> list[Difference]:
    """Each target that is not the same."""
    listed = (*definition.output_indicators, *definition.result_indicators)
    return [
        Difference(f"{one.code} {pick(one.names)}", _target(left), _target(right))
        for one, left, right in ((one, theirs.get(one.code), mine.get(one.code)) for one in listed)
        if left != right
    ]


def _rows(label: str, theirs: Sequence[str], mine: Sequence[str]) -> Iterator[Difference]:
    """Rows that stand in one list alone, beside each other where one became another."""
    matched = SequenceMatcher(None, theirs, mine, autojunk=False)
    for kind, start, end, first, last in matched.get_opcodes():
        if kind == "equal":
            continue
        pairs = zip_longest(theirs[start:end], mine[first:last], fillvalue="")
        for number, (left, right) in enumerate(pairs, start=max(start, first) + 1):
            yield Difference(label % {"number": number}, left, right)


def _line(one: LineDraft, definition: CallDefinition) -> str:
    units = ""
    if one.quantity is not None and one.unit_price is not None:
        units = f"{arithmetic_of(one.quantity, one.unit_price, definition)} {one.unit}".strip()
    said = [category_name(one.category, definition), one.description, units or _amount(one.amount)]
    return "; ".join(part for part in (*said, dict(bases(definition)).get(one.basis, "")) if part)


def _source(one: SourceDraft, definition: CallDefinition) -> str:
    kind = dict(source_kinds(definition)).get(one.kind, one.kind)
    granted = _("already granted") if one.secured else ""
    return "; ".join(part for part in (kind, one.name, _amount(one.amount), granted) if part)


def _received(row: Said) -> str:
    day = day_words(date.fromisoformat(row["granted_on"]))
    return "; ".join((day, euros(Decimal(row["amount"])), row["granted_by"], row["country"]))


def _answer(item: Any) -> Callable[[Said], str]:
    """How a self-check answers one question."""
    if item.type is FieldType.BOOLEAN:
        return lambda said: _yes(said.get("answers", {}).get(item.key))
    if item.type is FieldType.CHOICE:
        names = {option.code: pick(option.names) for option in item.options}
        return lambda said: names.get(said.get("regime", ""), "")
    return lambda said: str(said.get("note", ""))


def _yes(value: bool | None) -> str:
    return "" if value is None else _("Yes") if value else _("No")


def _amount(value: Decimal | None) -> str:
    return "" if value is None else euros(value)


def _target(value: int | None) -> str:
    return "" if value is None else plain_number(value)
