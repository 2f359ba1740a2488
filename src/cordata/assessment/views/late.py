"""Filings that arrived after the closing, sealed apart: officers alone see them (TIM-08)."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cordata.applications.evidence import evidence_pack, find
from cordata.applications.queries import late_attempts, papers_late
from cordata.applications.reading import read_content
from cordata.applications.reads import note_read
from cordata.assessment import access
from cordata.assessment.views.found import person_of
from cordata.documents.serving import guarded
from cordata.kernel import clock
from cordata.programme.models import Call
from cordata.programme.site import site_of

PAGE = 25


@require_safe
def late(request: HttpRequest, code: str) -> HttpResponse:
    """Who came late, by how much, with what; and what a later closing has made of it."""
    call = _call(request, code)
    page = Paginator(late_attempts(call), PAGE).get_page(request.GET.get("page"))
    context = {"call": call, "page": page, "papers": papers_late(call)}
    return render(request, "assessment/late.html", context)


@require_safe
def late_text(request: HttpRequest, code: str, pid: str) -> HttpResponse:
    """One attempt as it was sealed, whole."""
    call = _call(request, code)
    attempt = late_attempts(call).defer(None).filter(pid=pid).first()
    if attempt is None:
        raise Http404
    note_read(request.user, attempt.application, "late")
    definition = attempt.application.call_version.definition
    content, programme = attempt.sealed.content, call.programme.definition
    context = {
        "call": call,
        "attempt": attempt,
        "reading": read_content(content, definition, programme),
    }
    return render(request, "assessment/late_text.html", context)


@require_safe
def late_evidence(request: HttpRequest, code: str, pid: str) -> HttpResponseBase:
    """What a dispute about the attempt is decided on, in one archive."""
    attempt = late_attempts(_call(request, code)).filter(pid=pid).first()
    found = find(attempt.pid) if attempt else None
    if found is None:
        raise Http404
    packed = evidence_pack(found, by=person_of(request), at=clock.now())
    name = f"evidence-{found.number or found.pid}.zip"
    return guarded(HttpResponse(packed, content_type="application/zip"), name, size=len(packed))


def _call(request: HttpRequest, code: str) -> Call:
    call = site_of(request).call(code)
    if call is None or not access.read_late(request.user, call, clock.now()):
        raise Http404
    return call
