"""The list of operations, one operation, the open data, the figures of a call. All public."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from cordata.kernel import clock
from cordata.packs import ProgrammeDefinition
from cordata.programme.models import Call
from cordata.programme.queries import local_day
from cordata.programme.site import Site, site_of
from cordata.transparency import figures_page, pieces, queries, tables
from cordata.transparency.forms import SearchForm
from cordata.transparency.lines import PAGE, lines_of
from cordata.transparency.queries import Operation
from cordata.transparency.summary import summary_of
from cordata.web.access import public
from cordata.web.spreadsheets import file_of

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
    form = SearchForm(site.definition, site.calls, request.GET) if request.GET else None
    search = form.search() if form else queries.Search()
    summary = summary_of(site.loaded, search, at)
    page = Paginator(range(summary.operations), PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    lines = lines_of(site.loaded, search, at, page.number) if summary.operations else []
    context = {
        "page": page,
        "summary": summary,
        "figures": pieces.figures(site, summary),
        "form": form,
        "filter": "" if form else pieces.empty_filter(site),
        "table": pieces.table(lines),
        "query": query.urlencode(),
        "filtered": bool(query),
        "today": local_day(site.calls[0], at) if site.calls else at.date(),
    }
    return render(request, "transparency/list.html", context)


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
    """How far the files came: only the themes whose results are out (ACC-11)."""
    call = _call(request, code)
    found = figures_page.public_figures(call, clock.now())
    return render(request, "transparency/figures.html", {"call": call, "figures": found})


@public
@require_safe
def figures_file(request: HttpRequest, code: str, ending: str) -> HttpResponseBase:
    """The same as a table to keep."""
    call = _call(request, code)
    found = figures_page.public_figures(call, clock.now())
    return file_of(figures_page.rows_of(found), f"{call.code}-figures", ending)


def _call(request: HttpRequest, code: str) -> Call:
    call = _site(request).call(code)
    if call is None:
        raise Http404
    return call
