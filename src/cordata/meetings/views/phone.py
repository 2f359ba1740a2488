"""What a phone at the door fetches and tells; the page itself is in `door`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.views.decorators.http import require_POST, require_safe

from cordata.kernel import clock
from cordata.meetings import actions, presenting, queries
from cordata.meetings.actions import Heard
from cordata.meetings.forms import BadActs, read_acts
from cordata.meetings.models import Meeting
from cordata.meetings.views.door import at_the_door
from cordata.meetings.views.signed_in import person_of
from cordata.web.catalogue import sentence
from cordata.web.requests import PageRequest

WORKER = Path(__file__).parent.parent / "static" / "meetings" / "js" / "door-worker.js"


@require_safe
def people_list(request: PageRequest, pid: str) -> HttpResponse:
    """The list a phone keeps: names and no more."""
    return JsonResponse(_list(request, at_the_door(request, pid)))


@require_POST
def tell_acts(request: PageRequest, pid: str) -> HttpResponse:
    """Every act a phone kept, in one request; what became of each, and the list anew."""
    meeting = at_the_door(request, pid)
    try:
        acts = read_acts(meeting, request.body)
    except BadActs:
        return JsonResponse({"error": "act.not_understood"}, status=400)
    heard = actions.receive_acts(pid, acts, by=person_of(request), at=request.received_at)
    answers = {key: _answer(one) for key, one in heard.items()}
    return JsonResponse({"heard": answers, "list": _list(request, meeting)})


@require_safe
def worker(request: PageRequest, pid: str) -> HttpResponse:
    """The service worker: its own address keeps it to the check-in of this one meeting."""
    at_the_door(request, pid)
    return HttpResponse(WORKER.read_bytes(), content_type="text/javascript; charset=utf-8")


def _answer(heard: Heard) -> dict[str, Any]:
    words = sentence(heard.code, **(heard.params or {})) if heard.code else ""
    return {"ticket": heard.pid, "words": words, "refused": heard.refused}


def _list(request: HttpRequest, meeting: Meeting) -> dict[str, Any]:
    at = clock.now()
    until = queries.kept_until(request.user, meeting, at)
    return {
        "token": get_token(request),
        "now": at.isoformat(),
        "kept_for": int((until - at).total_seconds() * 1000),
        "starts_at": meeting.starts_at.isoformat(),
        "places": meeting.places,
        "people": [presenting.at_the_door(one, meeting) for one in queries.at_the_door(meeting)],
    }
