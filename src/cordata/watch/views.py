"""What the probe asks of the web server, and nobody else may."""

from __future__ import annotations

import logging

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from cordata.kernel import clock
from cordata.watch.actions import try_writing
from cordata.watch.probing import HEADER, SALT
from cordata.web.access import public

log = logging.getLogger(__name__)
FRESH = 120  # seconds for which the probe's word is good


@public
@csrf_exempt  # it is known by its signed word, and carries nothing
@require_POST
def try_filing(request: HttpRequest) -> HttpResponse:
    """Whether a row can be written and a file put on the disk; without the word: not found."""
    try:
        TimestampSigner(salt=SALT).unsign(request.headers.get(HEADER, ""), max_age=FRESH)
    except BadSignature as error:
        raise Http404 from error
    try:
        try_writing(settings.FILES_DIR, at=clock.now())
    except (DatabaseError, OSError):
        log.exception("the probe could not write")
        return HttpResponse("not written\n", status=503, content_type="text/plain")
    return HttpResponse("ok\n", content_type="text/plain")
