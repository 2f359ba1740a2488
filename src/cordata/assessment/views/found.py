"""What the pages start from: the person, the file or the sheet, or 404 (ACC-02)."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest

from cordata.accounts.models import Person
from cordata.assessment import access
from cordata.assessment.models import Assignment, Review
from cordata.assessment.queries import assignment_for, review_for
from cordata.kernel import clock
from cordata.kernel.refusing import note_refusal
from cordata.kernel.verdicts import Verdict
from cordata.programme.models import Call
from cordata.programme.site import site_of


def person_of(request: HttpRequest) -> Person:
    """Whoever is signed in; the middleware lets nobody else through."""
    if not isinstance(request.user, Person):
        raise PermissionDenied
    return request.user


def call_or_404(request: HttpRequest, code: str) -> Call:
    """A call whose files the person examines."""
    call = site_of(request).call(code)
    if call is None or not access.list_files(request.user, call, clock.now()):
        raise Http404
    return call


def noted_or_deny(request: HttpRequest, assignment: Assignment, verdict: Verdict) -> None:
    """403 with the reason unless allowed; no page offers what was tried, so the journal says it."""
    if not verdict:
        by, at = person_of(request), clock.now()
        note_refusal(assignment, verdict.code, params=verdict.params, by=by, at=at)
    verdict.or_deny()


def review_or_404(request: HttpRequest, pid: str) -> Review:
    """The file for those who examine; an assessor has its text and sheet, not this page."""
    review = review_for(request.user, pid)
    if review is None or not access.read_checklist(request.user, review):
        raise Http404
    return review


def assignment_or_404(request: HttpRequest, pid: str) -> Assignment:
    """One's own assignment; a conflict declared on it hides it at once."""
    assignment = assignment_for(request.user, pid)
    if assignment is None:
        raise Http404
    return assignment


def with_partners(review: Review) -> Review:
    """The review with its partners."""
    prefetch_related_objects([review.application], "partners__organisation")
    return review
