"""What the probe asks of the web server, and nobody else may."""

from __future__ import annotations

import logging

from django.conf import settings
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from cordata.applications.trial import failed_step
from cordata.kernel import clock
from cordata.watch.actions import try_writing
from cordata.watch.models import Failed
from cordata.watch.probing import HEADER, is_our_word
from cordata.web.access import public

log = logging.getLogger(__name__)


@public
@csrf_exempt  # it is known by its signed word, and carries nothing
@require_POST
def try_filing(request: HttpRequest) -> HttpResponse:
    """Open, save and file an application, and store what is to stay; without the word: not found.

    The answer names the step that failed.
    """
    if not is_our_word(request.headers.get(HEADER, "")):
        raise Http404
    failed = failed_step(request, clock.now()) or _not_stored()
    return HttpResponse(failed or "ok", status=503 if failed else 200, content_type="text/plain")


def _not_stored() -> str:
    """What was filed is rolled back: whether a row and a file stay is tried apart."""
    try:
        try_writing(settings.FILES_DIR, at=clock.now())
    except (DatabaseError, OSError):
        log.exception("the probe could not write")
        return str(Failed.STORING)
    return ""
