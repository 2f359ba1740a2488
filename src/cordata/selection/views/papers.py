"""The papers of a session as one document, for a table without a network."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from cordata.applications.dossier import languages_of_copy
from cordata.applications.reads import note_read
from cordata.assessment.actions.taking import note_files_taken
from cordata.documents.serving import guarded
from cordata.kernel import clock
from cordata.selection.papers import boards_for, papers_pdf, rows_to_read
from cordata.selection.views.found import person_of, session_or_404
from cordata.web.catalogue import sentence


@require_safe
def papers(request: HttpRequest, pid: str) -> HttpResponseBase:
    """Agenda, proposals, sheets and texts, without the files on which the reader stands aside; who
    took them along stands in the journal, file by file, or nothing is handed out (ACC-09)."""
    session, person, at = session_or_404(request, pid), person_of(request), clock.now()
    boards = boards_for(person, session)
    files = [row.decision.application for row in rows_to_read(boards)]
    if not files:
        raise Http404
    languages = languages_of_copy(session.call, request.GET.get("in", ""))
    for application in files:
        note_read(person, application, "papers")
    numbers = [application.number for application in files]
    note_files_taken(session.call, "papers", by=person, at=at, files=numbers)
    reader = sentence("papers.copy", languages[0], name=str(person))
    content = papers_pdf(session, boards, languages=languages, reader=reader, at=at)
    answer = HttpResponse(content, content_type="application/pdf")
    name = f"committee-{session.call.code}-{session.held_on}.pdf"
    return guarded(answer, name, size=len(content))
