"""The figures above the list of operations: totals, map and charts, all from one query."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Count, Q, QuerySet, Sum

from cordata.applications.models import Partner
from cordata.kernel.prepared import NOW, Given, Prepared
from cordata.programme.models import Programme
from cordata.projects.models import Project
from cordata.transparency.queries import Search, funded, narrowed

ZERO = Decimal("0.00")


class Group(NamedTuple):
    """The partners of one theme, territory and type; money counts where the lead is."""

    theme: str
    nuts3: str
    legal_type: str
    partners: int
    newcomers: int
    operations: int
    erdf: Decimal
    total: Decimal


@dataclass(frozen=True, slots=True)
class Summary:
    """What the list shows, added up."""

    groups: tuple[Group, ...]

    @property
    def operations(self) -> int:
        return sum(one.operations for one in self.groups)

    @property
    def partners(self) -> int:
        return sum(one.partners for one in self.groups)

    @property
    def newcomers(self) -> int:
        return sum(one.newcomers for one in self.groups)

    @property
    def erdf(self) -> Decimal:
        return sum((one.erdf for one in self.groups), ZERO)

    @property
    def total(self) -> Decimal:
        return sum((one.total for one in self.groups), ZERO)

    @property
    def erdf_by_theme(self) -> dict[str, Decimal]:
        """Theme -> ERDF euros, the most first."""
        return _added((one.theme, one.erdf) for one in self.groups if one.operations)

    @property
    def partners_by_territory(self) -> dict[str, int]:
        return _added((one.nuts3, one.partners) for one in self.groups)

    @property
    def partners_by_type(self) -> dict[str, int]:
        """Type of body -> partners, the most first."""
        return _added((one.legal_type, one.partners) for one in self.groups)


def _added(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    sums: dict[str, Any] = defaultdict(int)
    for key, number in pairs:
        sums[key] += number
    return dict(sorted(sums.items(), key=lambda row: (-row[1], row[0])))


def summary_of(programme: Programme, search: Search, at: datetime) -> Summary:
    """The operations that answer to a search, added up in one query."""
    if search == Search():
        return Summary(tuple(map(Group._make, _everything.rows(programme=programme.pk, at=at))))
    found = narrowed(funded(programme, at), search)
    return Summary(tuple(map(Group._make, _grouped(found))))


def _grouped(projects: QuerySet[Project]) -> QuerySet[Any, Any]:
    project, lead = "application__project", Q(is_lead=True)
    return (
        Partner.objects.filter(**{f"{project}__in": projects.values("pk")})
        .order_by()
        .values_list("application__theme", "organisation__nuts3", "organisation__legal_type")
        .annotate(
            partners=Count("pk"),
            newcomers=Count("pk", filter=Q(previously_funded=False)),
            operations=Count("pk", filter=lead),
            erdf=Sum(f"{project}__grant", filter=lead, default=ZERO),
            total=Sum(f"{project}__total", filter=lead, default=ZERO),
        )
    )


_everything: Prepared[Any] = Prepared(lambda: _grouped(funded(Given("programme"), NOW)))
