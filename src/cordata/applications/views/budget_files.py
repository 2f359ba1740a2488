"""The budget taken away as a workbook that computes itself."""

from __future__ import annotations

from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from cordata.applications.views.found import draft_or_404
from cordata.applications.workbook import budget_workbook
from cordata.documents.serving import guarded
from cordata.web.spreadsheets import TYPES


@require_safe
def workbook(request: HttpRequest, pid: str) -> HttpResponse:
    """Every partner's lines with our formulas, in the reader's language."""
    application = draft_or_404(request, pid)
    partners = list(application.partners.select_related("organisation"))
    prefetch_related_objects(partners, "lines", "sources")
    programme = application.call.programme.definition
    content = budget_workbook(partners, application.definition, programme)
    response = HttpResponse(content, content_type=TYPES["xlsx"])
    name = application.number or application.acronym
    guarded(response, f"{name}-budget.xlsx" if name else "budget.xlsx")
    return response
