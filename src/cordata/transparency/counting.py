"""How far the files of a call came - submitted, admissible, eligible, funded - by theme, territory,
type of body and new actors.

Funded means notified: whoever counts, nothing of a decision shows before its instant (ACC-11).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, Subquery

from cordata.applications.models import Partner
from cordata.assessment.states import ReviewState
from cordata.programme.models import Call
from cordata.selection.models import Decision
from cordata.selection.queries import grants

STEPS = ("submitted", "admissible", "eligible", "funded")
ELIGIBLE = frozenset({ReviewState.ASSESSMENT, ReviewState.CONSOLIDATED})
ADMISSIBLE = ELIGIBLE | {ReviewState.ELIGIBILITY, ReviewState.INELIGIBLE}
ZERO = Decimal("0.00")
FEWEST = 3  # default: the public is told of a territory or a type only from so many files on
OTHERS = "others"


@dataclass(frozen=True, slots=True)
class Body:
    """A partner as it is counted."""

    nuts3: str
    legal_type: str
    is_new: bool  # says that it was never funded before


@dataclass(frozen=True, slots=True)
class Filed:
    """A file that was submitted: how far it came, the ERDF it was granted, its partners."""

    theme: str
    reached: frozenset[str]
    erdf: Decimal
    bodies: tuple[Body, ...]
    review: str | None = None  # public id of its examination
    opened_at: datetime | None = None
    told_at: datetime | None = None  # its first decision was notified


@dataclass(frozen=True, slots=True)
class Row:
    """One group of files: step -> how many came so far; ERDF euros granted."""

    key: str
    counts: Mapping[str, int]
    erdf: Decimal

    @property
    def in_order(self) -> list[int]:
        return [self.counts[step] for step in STEPS]


def files_of(call: Call, at: datetime, themes: Collection[str] | None = None) -> list[Filed]:
    """Every submitted file, of these themes or of all, in two queries."""
    found = call.applications.filter(submitted_at__isnull=False, submitted_at__lte=at)
    if themes is not None:
        found = found.filter(theme__in=themes)
    bodies = _bodies(Partner.objects.filter(application__in=found))
    granted = grants(at).filter(application=OuterRef("pk")).values("grant")[:1]
    told = Decision.objects.filter(application=OuterRef("pk"), notified_at__lte=at)
    rows = found.annotate(
        granted=Subquery(granted),
        told_at=Subquery(told.order_by("notified_at").values("notified_at")[:1]),
    ).values_list(
        *("pk", "theme", "review__state", "granted"),
        *("review__pid", "review__opened_at", "told_at"),
    )
    return [
        Filed(theme, _reached(state, erdf is not None), erdf or ZERO, tuple(bodies[pk]), *rest)
        for pk, theme, state, erdf, *rest in rows
    ]


def _bodies(partners: Any) -> Mapping[int, list[Body]]:
    found: dict[int, list[Body]] = defaultdict(list)
    columns = (
        *("application", "organisation__nuts3", "organisation__legal_type"),
        "previously_funded",
    )
    for application, nuts3, kind, funded in partners.values_list(*columns):
        found[application].append(Body(nuts3, kind, funded is False))
    return found


def _reached(state: str | None, funded: bool) -> frozenset[str]:
    reached = {"submitted"}
    if funded or state in ADMISSIBLE:
        reached.add("admissible")
    if funded or state in ELIGIBLE:
        reached.add("eligible")
    return frozenset(reached | {"funded"} if funded else reached)


def whole(files: Collection[Filed]) -> Row:
    """All files together."""
    return _row("", files)


def by_theme(files: Collection[Filed]) -> list[Row]:
    return _rows(files, lambda one: {one.theme})


def by_territory(files: Collection[Filed]) -> list[Row]:
    """A file counts once in each territory that one of its partners has its seat in."""
    return _rows(files, lambda one: {body.nuts3 for body in one.bodies})


def by_type(files: Collection[Filed]) -> list[Row]:
    """A file counts once for each type of body among its partners."""
    return _rows(files, lambda one: {body.legal_type for body in one.bodies})


def by_newness(files: Collection[Filed]) -> list[Row]:
    """Files with a partner that was never funded before, and files without."""
    return _rows(files, lambda one: {"new" if any(b.is_new for b in one.bodies) else "known"})


def folded(rows: Collection[Row], fewest: int = FEWEST) -> list[Row]:
    """The rows with so many files, the others in one: few files could tell whose they are. One
    small row alone would be found by subtraction, so the next smallest goes with it."""
    small = [one for one in rows if one.counts["submitted"] < fewest]
    kept = [one for one in rows if one not in small]
    while small and kept and sum(one.counts["submitted"] for one in small) < fewest:
        least = min(kept, key=lambda one: (one.counts["submitted"], one.key))
        kept.remove(least)
        small.append(least)
    if not small:
        return kept
    counts = {step: sum(one.counts[step] for one in small) for step in STEPS}
    return [*kept, Row(OTHERS, counts, sum((one.erdf for one in small), ZERO))]


def _rows(files: Iterable[Filed], keys: Callable[[Filed], set[str]]) -> list[Row]:
    """The groups, the largest first."""
    groups: dict[str, list[Filed]] = defaultdict(list)
    for one in files:
        for key in keys(one):
            groups[key].append(one)
    rows = [_row(key, some) for key, some in groups.items()]
    return sorted(rows, key=lambda row: (-row.counts["submitted"], row.key))


def _row(key: str, files: Collection[Filed]) -> Row:
    counts = {step: sum(step in one.reached for one in files) for step in STEPS}
    return Row(key, counts, sum((one.erdf for one in files), ZERO))
