"""The list of operations, one operation, the open data, the figures of a call. All public."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from cordata.kernel import clock
from cordata.kernel.localised import pick
from cordata.packs import ProgrammeDefinition
from cordata.programme.presenting import map_places
from cordata.programme.queries import local_day
from cordata.programme.site import Site, site_of
from cordata.projects.models import Project
from cordata.transparency import queries, tables
from cordata.transparency.charts import Chart, chart_of
from cordata.transparency.forms import SearchForm
from cordata.transparency.queries import Operation
from cordata.web import numerals
from cordata.web.access import public

PAGE = 30
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _site(request: HttpRequest) -> Site:
    site = site_of(request)
    if site.programme is None:
        raise Http404
    return site


@public
@require_safe
def operation_list(request: HttpRequest) -> HttpResponse:
    """Every operation, narrowed by what the reader chose."""
    site, at = _site(request), clock.now()
    form = SearchForm(site.definition, site.calls, request.GET or None)
    everything = queries.funded(site.loaded, at)
    found = queries.narrowed(everything, form.search())
    page = Paginator(queries.loaded(found), PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = _figures(site, found) | {
        "form": form,
        "page": page,
        "operations": queries.operations_of(list(page), site.definition),
        "query": query.urlencode(),
        "filtered": bool(query),
        "today": local_day(site.calls[0], at) if site.calls else at.date(),
        "programme": site.definition,
        "calls": site.calls,
    }
    return render(request, "transparency/list.html", context)


def _figures(site: Site, found: QuerySet[Project]) -> dict[str, Any]:
    """The totals, the map and the charts of what the list shows."""
    counts = queries.partners_by(found, "nuts3")
    return {
        "totals": queries.totals_of(found),
        "places": map_places(site.definition, counts),
        "themes": _theme_chart(site, found),
        "types": _type_chart(site, found),
    }


def _theme_chart(site: Site, found: QuerySet[Project]) -> Chart:
    amounts = queries.erdf_by_theme(found)
    names = {theme.code: theme.names for one in site.calls for theme in one.definition.themes}
    rows: list[tuple[str, Decimal | int, str]] = [
        (pick(names.get(code, {})) or code, amount, numerals.euros(amount, "whole"))
        for code, amount in sorted(amounts.items(), key=lambda row: -row[1])
    ]
    return chart_of(rows)


def _type_chart(site: Site, found: QuerySet[Project]) -> Chart:
    names = {kind.code: kind.names for one in site.calls for kind in one.definition.legal_types}
    rows: list[tuple[str, Decimal | int, str]] = [
        (pick(names.get(code, {})) or code, count, numerals.plain_number(count))
        for code, count in queries.partners_by(found, "legal_type").items()
    ]
    return chart_of(rows)


@public
@require_safe
def detail(request: HttpRequest, code: str) -> HttpResponse:
    """One operation under its stable code."""
    site = _site(request)
    projects = queries.loaded(queries.funded(site.loaded, clock.now()), amounts=True)
    project = projects.filter(number=code).first()
    if project is None:
        raise Http404
    operation = queries.operation_of(project, site.definition, amounts=True)
    context = {"operation": operation, "programme": site.definition, "fund": tables.FUND}
    return render(request, "transparency/detail.html", context)


def _narrowed(request: HttpRequest) -> tuple[list[Operation], ProgrammeDefinition]:
    """The operations of an export: the same as in the list behind it."""
    site = _site(request)
    form = SearchForm(site.definition, site.calls, request.GET or None)
    found = queries.narrowed(queries.funded(site.loaded, clock.now()), form.search())
    projects = list(queries.loaded(found, amounts=True))
    return queries.operations_of(projects, site.definition, amounts=True), site.definition


@public
@require_safe
def operations_csv(request: HttpRequest) -> HttpResponseBase:
    operations, programme = _narrowed(request)
    lines = tables.as_csv(operations, programme.languages)
    return _file(StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8"), "csv")


@public
@require_safe
def operations_xlsx(request: HttpRequest) -> HttpResponseBase:
    operations, programme = _narrowed(request)
    content = tables.as_xlsx(operations, programme.languages)
    return _file(HttpResponse(content, content_type=XLSX), "xlsx")


@public
@require_safe
def operations_json(request: HttpRequest) -> HttpResponseBase:
    operations, _programme = _narrowed(request)
    content = tables.as_json(operations, clock.now())
    return _file(HttpResponse(content, content_type="application/json"), "json")


def _file(response: HttpResponseBase, ending: str) -> HttpResponseBase:
    response["Content-Disposition"] = content_disposition_header(True, f"operations.{ending}")
    response["X-Content-Type-Options"] = "nosniff"
    return response


@public
@require_safe
def figures(request: HttpRequest, code: str) -> HttpResponse:
    """Submitted, eligible, funded: only the themes whose results are out (ACC-11)."""
    call = _site(request).call(code)
    if call is None:
        raise Http404
    stages = queries.figures_of(call, clock.now())
    sums = {
        "submitted": sum(one.submitted for one in stages),
        "eligible": sum(one.eligible for one in stages),
        "funded": sum(one.funded for one in stages),
        "erdf": sum((one.erdf for one in stages), Decimal("0.00")),
    }
    return render(
        request, "transparency/figures.html", {"call": call, "stages": stages, "sums": sums}
    )
