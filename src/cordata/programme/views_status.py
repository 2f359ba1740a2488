"""How the service answers: measured by its own probe, for everybody (TIM-07, REL-23)."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cordata.kernel import clock
from cordata.programme import service
from cordata.programme.extending import rule_words
from cordata.programme.site import site_of
from cordata.web.access import public
from cordata.web.moments import zone_of

FRESH = timedelta(minutes=3)  # after which a last probe says nothing about now


@public
@require_safe
def status(request: HttpRequest) -> HttpResponse:
    """Now, today, the last 24 hours, 90 days, and the last day of a call."""
    site, at = site_of(request), clock.now()
    found = service.measured(site.calls, at)
    last = found.known.last
    fresh = last is not None and at - last.minute < FRESH
    context = {
        "at": at,
        "last": last,
        "fresh": fresh,
        "why": service.why_failed(last) if fresh else "",
        "today": service.words_of(found.today),
        "periods": service.periods(found, zone_of()),
        "rules": [
            (call, rule_words(call.definition.extension))
            for call in site.calls
            if call.definition.extension and call.is_open(at)
        ],
        "since": found.known.since,
    }
    return render(request, "programme/status.html", context)


@public
@require_safe
def status_json(request: HttpRequest) -> HttpResponse:
    """The same for machines."""
    found = service.measured(site_of(request).calls, clock.now())
    return JsonResponse(service.figures(found))
