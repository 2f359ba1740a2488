"""Every letter to one's organisations, whichever step sent it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cordata.applications.sent_letters import letters_sent
from cordata.kernel import clock


@require_safe
def letters(request: HttpRequest) -> HttpResponse:
    """The latest first."""
    context = {"letters": letters_sent(request.user, clock.now())}
    return render(request, "applications/letters.html", context)
