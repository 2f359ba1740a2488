"""How far the files of a call came, for those who examine them: before anything is public."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cordata.accounts.views.requests import PersonRequest
from cordata.assessment.access import list_files
from cordata.kernel import clock
from cordata.programme.models import Call
from cordata.programme.site import site_of
from cordata.transparency import figures_page
from cordata.web.spreadsheets import file_of


@require_safe
def figures(request: PersonRequest, code: str) -> HttpResponse:
    """The funnel, the days of each step, the tables; what is funded shows once notified."""
    call = _examined(request, code)
    found = figures_page.staff_figures(call, clock.now())
    return render(request, "desk/figures.html", {"call": call, "figures": found})


@require_safe
def figures_file(request: PersonRequest, code: str, ending: str) -> HttpResponseBase:
    """The same as a table to keep."""
    call = _examined(request, code)
    rows = figures_page.rows_of(figures_page.staff_figures(call, clock.now()))
    return file_of(rows, f"{call.code}-staff-figures", ending)


def _examined(request: PersonRequest, code: str) -> Call:
    """A call whose files the person examines."""
    call = site_of(request).call(code)
    if call is None:
        raise Http404
    list_files(request.user, call, clock.now()).or_deny()
    return call
