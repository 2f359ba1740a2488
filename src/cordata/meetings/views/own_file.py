"""Everything a registered person gave us, as a file, behind the personal link."""

from __future__ import annotations

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from cordata.documents.serving import guarded
from cordata.kernel import clock
from cordata.meetings.own_file import own_file
from cordata.meetings.views.registrant import private, registration_of
from cordata.web.access import public
from cordata.web.requests import PageRequest


@public
@require_safe
def download(request: PageRequest, pid: str, key: str) -> HttpResponse:
    """For whoever the page is for; 404 for a wrong key, and once the data is erased."""
    found = registration_of(pid, key)
    told = own_file(found, clock.now())
    response = JsonResponse(told, json_dumps_params={"ensure_ascii": False, "indent": 2})
    guarded(response, f"{found.meeting.code}-my-data.json", size=len(response.content))
    return private(response)
