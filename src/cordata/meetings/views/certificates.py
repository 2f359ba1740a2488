"""Attendance certificates: one's own through the personal link, all of them for the organisers."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import Http404, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from cordata.documents.serving import guarded
from cordata.kernel import clock
from cordata.meetings import queries
from cordata.meetings.certificates import certificates
from cordata.meetings.models import Meeting, Registration
from cordata.meetings.views.organiser import organised
from cordata.meetings.views.registrant import registration_of
from cordata.web.access import public
from cordata.web.requests import PageRequest


@public
@require_safe
def own_certificate(request: PageRequest, pid: str, key: str) -> HttpResponse:
    """For who came, and who came along with them; 404 for who did not."""
    found = registration_of(pid, key)
    return _answer(found.meeting, queries.party_who_came(found))


@require_safe
def all_certificates(request: PageRequest, pid: str) -> HttpResponse:
    """A page for each who came, by name."""
    meeting = organised(request, pid)
    return _answer(meeting, queries.who_came(meeting))


def _answer(meeting: Meeting, people: Iterable[Registration]) -> HttpResponse:
    came, at = list(people), clock.now()
    if not came or at < meeting.ends_at:
        raise Http404
    language = (get_language() or "").split("-")[0]
    content = certificates(meeting, came, language, at=at)
    response = HttpResponse(content, content_type="application/pdf")
    guarded(response, f"{meeting.code}-certificate.pdf", size=len(content))
    return response
