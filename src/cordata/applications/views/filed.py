"""The public lists of what was filed, day by day: a page to read and a file to verify."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from cordata.applications.filed import are_open, chain_of
from cordata.kernel import clock
from cordata.packs.canonical import plain
from cordata.programme.models import Call
from cordata.programme.site import site_of
from cordata.web.access import public


@public
@require_safe
def filed(request: HttpRequest, code: str) -> HttpResponse:
    """Each day with the fingerprint of its list, the latest first."""
    call, at = call_or_404(request, code), clock.now()
    days = chain_of(call, at)
    context = {"call": call, "days": days[::-1], "opened": are_open(call, at)}
    return render(request, "applications/filed.html", context)


@public
@require_safe
def filed_json(request: HttpRequest, code: str) -> HttpResponse:
    """The whole chain, in one file that needs no account and no language."""
    call = call_or_404(request, code)
    days = plain(chain_of(call, clock.now()))
    return JsonResponse({"call": call.pid, "code": call.code, "days": days})


def call_or_404(request: HttpRequest, code: str) -> Call:
    """An announced call of the site."""
    known = [one.pk for one in site_of(request).calls]
    return get_object_or_404(
        Call.objects.select_related("programme", "version").defer("programme__data"),
        pk__in=known,
        code=code,
    )
