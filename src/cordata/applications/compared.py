"""An entry thing by thing, as a second officer compares it with the scan of its paper."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from cordata.applications.reading import Reading, ReadPartner
from cordata.kernel.localised import pick


@dataclass(slots=True)
class Compared:
    """One thing: `kind` says how the page shows it; `note` is the field for what differs."""

    key: str
    name: str
    kind: str  # field, sheet, money, declarations, aid, activity, indicators, annexes
    thing: Any
    note: Any = None


@dataclass(frozen=True, slots=True)
class Group:
    title: str
    rows: list[Compared]


def groups_of(reading: Reading, aid: Mapping[str, Any]) -> list[Group]:
    """All that was typed in, in the order of the form; `aid` are the self-checks by partner."""
    groups = [
        Group(
            f"{section.number}. {pick(section.names)}",
            [_field(one, "") for one in section.fields],
        )
        for section in reading.sections
    ]
    for partner in reading.partners:
        groups.append(Group(partner.name, list(_of_partner(partner, aid.get(partner.key)))))
    return [*groups, Group(_("Activities and deliverables"), list(_plan(reading)))]


def _field(one: Any, place: str) -> Compared:
    name = f"{one.number} {pick(one.labels)}".strip()
    return Compared(f"{place}{one.key}", name, "field", one)


def _of_partner(partner: ReadPartner, aid: Any) -> Iterator[Compared]:
    place = f"p{partner.key}-"
    named = {"name": partner.name}
    yield Compared(f"{place}sheet", _("Seat and representative of %(name)s") % named, "sheet",
                   partner)  # fmt: skip
    for one in partner.fields:
        yield _field(one, place)
    yield Compared(f"{place}money", _("Budget of %(name)s") % named, "money", partner)
    yield Compared(f"{place}aid", _("State aid of %(name)s") % named, "aid", aid)
    yield Compared(
        f"{place}declarations", _("Declarations of %(name)s") % named, "declarations", partner
    )


def _plan(reading: Reading) -> Iterator[Compared]:
    for one in reading.activities:
        name = f"{one.position}. {pick(one.titles)}"
        yield Compared(f"activity-{one.position}", name, "activity", one)
    yield Compared("indicators", _("Indicators"), "indicators", reading.indicators)
    yield Compared("annexes", _("Annexes"), "annexes", reading.annexes)
