"""What was sent after the closing, for those who sent it: sealed apart, and no submission."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cordata.applications.frame import section_context
from cordata.applications.models import Application
from cordata.applications.views.found import draft_or_404


@require_safe
def late(request: HttpRequest, pid: str) -> HttpResponse:
    """Each attempt with its instant and its fingerprint (TIM-08)."""
    return attempts_page(request, draft_or_404(request, pid))


def attempts_page(
    request: HttpRequest, application: Application, status: int = 200
) -> HttpResponse:
    """The page, also as the answer to a filing that came too late."""
    context = section_context(request, application, "review", page=_("Sent after the closing"))
    attempts = application.late_attempts.select_related("sealed", "by", "submission")
    context |= {
        "attempts": list(attempts.defer("sealed__content")),
        "verify": reverse("applications:verify"),
        "just_sent": status != 200,
    }
    return render(request, "applications/late.html", context, status=status)
