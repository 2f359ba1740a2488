"""The file's own text and annexes, for those who examine or assess it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cordata.applications.models import Annex
from cordata.applications.reads import note_read
from cordata.assessment import access
from cordata.assessment.models import CompletionFile, Review
from cordata.assessment.queries import review_for
from cordata.assessment.standing import reading_of_review, standing_of
from cordata.documents.serving import serve


@require_safe
def file_text(request: HttpRequest, pid: str) -> HttpResponse:
    """The sealed version with what was completed in its place, whole, in every language."""
    review = _readable(request, pid)
    note_read(request.user, review.application, "text")
    context = {
        "review": review,
        "application": review.application,
        "reading": reading_of_review(review),
        "may_check": access.read_checklist(request.user, review),
    }
    return render(request, "assessment/text.html", context)


@require_safe
def annex(request: HttpRequest, pid: str, annex: str) -> HttpResponseBase:
    """An annex of the file as it stands or was filed, under the access of its text (ACC-04)."""
    review = _readable(request, pid)
    standing = standing_of(review).content["annexes"]
    sealed = {one["pid"] for one in (*review.submission.sealed.content["annexes"], *standing)}
    found = Annex.objects.select_related("file").filter(pid=annex).first() or (
        CompletionFile.objects.select_related("file").filter(pid=annex).first()
    )
    if found is None or found.pid not in sealed:
        raise Http404
    note_read(request.user, review.application, "annex")
    return serve(found.file, bare=True)


def _readable(request: HttpRequest, pid: str) -> Review:
    """An assessor reads once the file is accepted."""
    review = review_for(request.user, pid)
    if review is None:
        raise Http404
    access.read_text(request.user, review).or_deny()
    return review
