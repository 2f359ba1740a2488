"""The files of a call as tables to take away, for those who open their list."""

from __future__ import annotations

from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.views.decorators.http import require_safe

from cordata.assessment import access, queries
from cordata.assessment.actions.taking import note_files_taken
from cordata.assessment.tables import TABLES, rows_of
from cordata.assessment.views.found import person_of
from cordata.kernel import clock
from cordata.programme.site import site_of
from cordata.web.spreadsheets import TYPES, file_of


@require_safe
def take_away(request: HttpRequest, code: str, table: str, ending: str) -> StreamingHttpResponse:
    """One table as CSV or XLSX; who took it stands in the journal, or nothing is handed out."""
    call, at = site_of(request).call(code), clock.now()
    if call is None or not access.list_files(request.user, call, at):
        raise Http404
    if table not in TABLES or ending not in TYPES:
        raise Http404
    note_files_taken(call, table, by=person_of(request), at=at)
    reviews = queries.reviews_of_call(request.user, call, at)
    return file_of(rows_of(table, reviews, call), f"{call.code}-{table}", ending)
