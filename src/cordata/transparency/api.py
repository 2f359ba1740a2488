"""Operations over HTTP, read-only."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest
from ninja import Query, Router, Schema

from cordata.kernel import clock
from cordata.programme.site import site_of
from cordata.transparency import queries
from cordata.transparency.tables import as_data

router = Router(tags=["operations"])
MOST = 100  # on one page


class BeneficiaryOut(Schema):
    """A partner organisation; its amounts are missing where another sum was granted than asked."""

    name: str
    lead: bool
    country: str
    territory: str
    total_cost: str | None
    fund_amount: str | None


class OperationOut(Schema):
    """An operation as it is published; amounts in euros as text with two decimals."""

    code: str
    state: str
    call: str
    theme: str
    specific_objective: str
    titles: dict[str, str]
    purposes: dict[str, str]
    achievements: dict[str, str]
    beneficiaries: list[BeneficiaryOut]
    start: date
    end: date
    total_cost: str
    fund: str
    fund_amount: str
    cofinancing_rate: str


class PageOut(Schema):
    """One page of operations; `count` is how many there are in all."""

    count: int
    page: int
    items: list[OperationOut]


class Filters(Schema):
    """What to narrow to, and which page."""

    call: str = ""
    theme: str = ""
    country: str = ""
    territory: str = ""
    page: int = 1
    size: int = 50


@router.get("", response=PageOut, summary="Operations that were granted and notified")
def operations(request: HttpRequest, filters: Query[Filters]) -> dict[str, object]:
    site, at = site_of(request), clock.now()
    size, page = min(max(filters.size, 1), MOST), min(max(filters.page, 1), 10_000)
    if site.programme is None:
        return {"count": 0, "page": page, "items": []}
    search = queries.Search(
        call=filters.call,
        theme=filters.theme,
        country=filters.country,
        territory=filters.territory,
    )
    found = queries.narrowed(queries.funded(site.programme, at), search)
    rows = queries.loaded(found, amounts=True)[(page - 1) * size : page * size]
    listed = queries.operations_of(list(rows), site.definition, amounts=True)
    return {"count": found.count(), "page": page, "items": [as_data(one) for one in listed]}
