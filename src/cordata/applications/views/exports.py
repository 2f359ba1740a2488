"""One's own application on paper and as data, whatever its state (SUB-11)."""

from __future__ import annotations

import json

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cordata.applications.exporting import exported
from cordata.applications.queries import fully_loaded
from cordata.applications.reading import reading_of
from cordata.applications.views.found import draft_or_404
from cordata.applications.views.person import person_of
from cordata.documents.serving import guarded
from cordata.kernel import clock


@require_safe
def export(request: HttpRequest, pid: str) -> HttpResponse:
    """As JSON, in the form that `cordata check` and the interface for programs read."""
    application = fully_loaded(draft_or_404(request, pid))
    content = exported(application, person_of(request), clock.now())
    text = json.dumps(content, ensure_ascii=False, indent=1)
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    guarded(response, f"{application.number or application.acronym or 'application'}.json")
    return response


@require_safe
def printed(request: HttpRequest, pid: str) -> HttpResponse:
    """The whole application on one page, made for paper: what it says now, not what was sealed."""
    application = fully_loaded(draft_or_404(request, pid))
    context = {
        "application": application,
        "call": application.call,
        "reading": reading_of(application),
        "at": clock.now(),
    }
    return render(request, "applications/print.html", context)
