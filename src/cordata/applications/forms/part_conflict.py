"""What two people wrote of one part, beside each other, so that saving is a choice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from cordata.applications.actions.activities import ActivityDraft, DeliverableDraft
from cordata.applications.forms.activities import listed, named
from cordata.packs import CallDefinition


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing on which the two versions do not agree."""

    label: str
    theirs: str
    mine: str
    language: str = ""  # of both texts, where they have one


def differences(
    mine: ActivityDraft,
    theirs: ActivityDraft,
    names: Mapping[str, str],
    definition: CallDefinition,
) -> list[Difference]:
    """Every line on which what was typed and what now stands differ; `names` of the partners, by
    the ids by which the two drafts name them."""
    rows = (*_texts(mine, theirs, definition), *_plain(mine, theirs, names))
    return [
        *(row for row in rows if row.theirs != row.mine),
        *_deliverables(mine, theirs, definition),
    ]


def _texts(
    mine: ActivityDraft, theirs: ActivityDraft, definition: CallDefinition
) -> Iterator[Difference]:
    for label, left, right in (
        (_("Title"), theirs.titles, mine.titles),
        (_("Description"), theirs.descriptions, mine.descriptions),
    ):
        for code in definition.languages:
            yield Difference(
                named(label, code, definition), left.get(code, ""), right.get(code, ""), code
            )


def _plain(
    mine: ActivityDraft, theirs: ActivityDraft, names: Mapping[str, str]
) -> Iterator[Difference]:
    yield Difference(_("Months"), _months(theirs), _months(mine))
    yield Difference(_("Partners who take part"), _names(theirs, names), _names(mine, names))
    works = _("This activity builds or fits out something")
    yield Difference(works, _yes(theirs.is_infrastructure), _yes(mine.is_infrastructure))


def _deliverables(
    mine: ActivityDraft, theirs: ActivityDraft, definition: CallDefinition
) -> Iterator[Difference]:
    """Theirs in their order, each beside mine of the same id; then those only I have."""
    own = {one.pid: one for one in mine.deliverables if one.pid}
    pairs: list[tuple[DeliverableDraft | None, DeliverableDraft | None]] = [
        (one, own.pop(one.pid, None)) for one in theirs.deliverables
    ]
    left_over = [one for one in mine.deliverables if not one.pid or one.pid in own]
    pairs += [(None, one) for one in left_over]
    for number, (left, right) in enumerate(pairs, start=1):
        label = _("Deliverable %(number)s") % {"number": number}
        told = Difference(label, _told(left, definition), _told(right, definition))
        if told.theirs != told.mine:
            yield told


def _months(one: ActivityDraft) -> str:
    return " – ".join(str(month) for month in (one.from_month, one.to_month) if month)


def _names(one: ActivityDraft, names: Mapping[str, str]) -> str:
    return ", ".join(name for pid, name in names.items() if pid in one.partners)


def _yes(value: bool) -> str:
    return _("Yes") if value else _("No")


def _told(one: DeliverableDraft | None, definition: CallDefinition) -> str:
    if one is None:
        return ""
    proofs = dict(listed(definition.proofs))
    said: list[Any] = [one.titles.get(code) for code in definition.languages]
    said.append(
        " ".join(str(part) for part in (one.quantity, " / ".join(one.units.values())) if part)
    )
    said.append(_("month %(month)s") % {"month": one.month} if one.month else "")
    said.append(proofs.get(one.proof, one.proof))
    return "; ".join(part for part in said if part)
