"""The assessor's own files as one document, to be read where there is no network."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cordata.applications.dossier import BoundFile, bound_pdf, languages_of_copy
from cordata.applications.reads import note_read
from cordata.assessment import access, queries
from cordata.assessment.actions.taking import note_files_taken
from cordata.assessment.reading import reading_for
from cordata.assessment.views.found import person_of
from cordata.kernel import clock
from cordata.programme.site import site_of


@require_safe
def own_files(request: HttpRequest, code: str) -> HttpResponse:
    """Every file one reads in this call, in the language asked for or in all; who took them along
    stands in the journal, file by file, or nothing is handed out."""
    person, at = person_of(request), clock.now()
    call = site_of(request).call(code)
    if call is None or not access.take_files_along(person, call, at=at):
        raise Http404
    found = queries.files_of_assessor(person, call)
    reviews = [one for one in found if access.read_text(person, one, at=at)]
    if not reviews:
        raise Http404
    for review in reviews:
        note_read(person, review.application, "offline")
    numbers = [review.application.number for review in reviews]
    note_files_taken(call, "own", by=person, at=at, files=numbers)
    content = bound_pdf(
        [BoundFile(review.submission, reading_for(person, review)) for review in reviews],
        languages=languages_of_copy(call, request.GET.get("in", "")),
        reader=_("Copy of %(name)s, confidential") % {"name": person},
        title=_("Files to assess"),
        at=at,
    )
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{call.code}-files.pdf"'
    return response
