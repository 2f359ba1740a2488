"""Attendance certificates: one's own through the personal link, all of them for the organisers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.http import Http404, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from cordata.documents.serving import guarded
from cordata.kernel import clock
from cordata.meetings import access, queries
from cordata.meetings.certificates import certificates
from cordata.meetings.models import Meeting, Registration
from cordata.meetings.views.organiser import organised
from cordata.meetings.views.registrant import registration_of
from cordata.web.access import public
from cordata.web.requests import PageRequest


@public
@require_safe
def own_certificate(request: PageRequest, pid: str, key: str) -> HttpResponse:
    """For who came, and who came along with them; else the reason why there is none."""
    found, at = registration_of(pid, key), clock.now()
    came = list(queries.party_who_came(found))
    access.certificate(came[0] if came else found, at).or_deny()
    return _answer(found.meeting, came, at)


@require_safe
def all_certificates(request: PageRequest, pid: str) -> HttpResponse:
    """A page for each who came, by name; 404 where nobody did."""
    meeting, at = organised(request, pid), clock.now()
    access.certificates(meeting, at).or_deny()
    came = list(queries.who_came(meeting))
    if not came:
        raise Http404
    return _answer(meeting, came, at)


def _answer(meeting: Meeting, people: Iterable[Registration], at: datetime) -> HttpResponse:
    language = (get_language() or "").split("-")[0]
    content = certificates(meeting, people, language, at=at)
    response = HttpResponse(content, content_type="application/pdf")
    guarded(response, f"{meeting.code}-certificate.pdf", size=len(content))
    return response
