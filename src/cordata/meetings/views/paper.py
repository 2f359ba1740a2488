"""What is printed for the day: sheets to sign, badges, meals and access needs."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from cordata.kernel import clock
from cordata.meetings import access, papers, presenting, queries, sheets
from cordata.meetings.models import Meeting
from cordata.meetings.views.door import at_the_door
from cordata.meetings.views.organiser import organised
from cordata.rules.half_days import HalfDay
from cordata.web.requests import PageRequest


@require_safe
def paper(request: PageRequest, pid: str) -> HttpResponse:
    """What there is to print; a helper finds the sheets alone."""
    meeting, at = at_the_door(request, pid), clock.now()
    context = presenting.facts_of(meeting, at) | {
        "halves": [presenting.half_words(half, meeting) for half in queries.half_days_of(meeting)],
        "people": queries.attendance(meeting).count(),
        "may_organise": access.organise(request.user, meeting, at),
        "tabs": presenting.views_of(meeting, request.user, "paper", at, {}),
    }
    return render(request, "meetings/paper.html", context)


@require_safe
def attendance_sheet(request: PageRequest, pid: str) -> HttpResponse:
    """The sheet to print and sign, of a half-day or of all; helpers may fetch it too."""
    meeting, at = at_the_door(request, pid), clock.now()
    half = _half(meeting, request.GET.get("half", ""))
    people = queries.attendance(meeting)
    content = sheets.attendance_sheet(meeting, people, _language(), at=at, half=half)
    name = f"{meeting.code}-attendance{f'-{half.code}' if half else ''}.pdf"
    return _pdf(content, name)


@require_safe
def badges(request: PageRequest, pid: str) -> HttpResponse:
    meeting = organised(request, pid)
    content = papers.badges(meeting, queries.attendance(meeting), _language())
    return _pdf(content, f"{meeting.code}-badges.pdf")


@require_safe
def meals(request: PageRequest, pid: str) -> HttpResponse:
    """For those who cook and those who prepare the room: organisers only."""
    meeting, at = organised(request, pid), clock.now()
    context = presenting.facts_of(meeting, at) | {
        "needs": papers.needs_of(queries.attendance(meeting)),
        "tabs": presenting.views_of(meeting, request.user, "paper", at, {}),
    }
    return render(request, "meetings/meals.html", context)


@require_safe
def meals_sheet(request: PageRequest, pid: str) -> HttpResponse:
    meeting = organised(request, pid)
    content = papers.meals(meeting, queries.attendance(meeting), _language(), at=clock.now())
    return _pdf(content, f"{meeting.code}-meals.pdf")


def _half(meeting: Meeting, code: str) -> HalfDay | None:
    if not code:
        return None
    for half in queries.half_days_of(meeting):
        if half.code == code:
            return half
    raise Http404


def _language() -> str:
    return (get_language() or "").split("-")[0]


def _pdf(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response
