"""Error pages, the doors without language, the theme. Nothing here touches a step's data."""

from __future__ import annotations

import logging
import secrets
import sys
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import DisallowedHost
from django.db import DatabaseError, OperationalError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import mark_safe
from django.utils.translation import get_language_from_request, override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from cordata.kernel import clock, disk
from cordata.kernel.verdicts import Denied, NotPossible
from cordata.web.access import public
from cordata.web.catalogue import sentence
from cordata.web.context import THEMES

log = logging.getLogger(__name__)

NOT_PASSING = ("no such table", "no such column", "does not exist", "syntax error")
NOT_SHOWN = {"csrfmiddlewaretoken", "password", "code"}
RETRY_SECONDS = 20


# Doors without a language


@public
@require_safe
def root(request: HttpRequest) -> HttpResponse:
    """`/` leads to the reader's language: the cookie's, else the browser's."""
    language = get_language_from_request(request)
    response = HttpResponseRedirect(f"/{language}/")
    response.headers["Vary"] = "Accept-Language, Cookie"
    return response


@public
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@public
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """The process answers and its database too; a second line warns of a disk nearly full."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        log.exception("readyz: the database does not answer")
        return HttpResponse("database\n", status=503, content_type="text/plain")
    alarm = f"disk: over {disk.ALARM} %\n" if disk.nearly_full(settings.DATA_DIR) else ""
    return HttpResponse(f"ok\n{alarm}", content_type="text/plain")


@public
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *", "Disallow: /api/"]
    for code, _name in settings.LANGUAGES:
        lines += [f"Disallow: /{code}/account/", f"Disallow: /{code}/desk/"]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain")


@public
@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    return HttpResponseRedirect(static("web/img/logo.svg"))


@public
@csrf_exempt  # it sets a colour: nothing to forge, and public pages stay without a cookie
@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Keep the colours the reader wants, and return to the page."""
    chosen, back = request.POST.get("theme", "auto"), request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, settings.SECURE):
        back = "/"
    response = HttpResponseRedirect(back)
    if chosen in THEMES and chosen != "auto":
        response.set_cookie(
            "theme",
            chosen,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            secure=settings.SECURE,
            httponly=True,
            samesite="Lax",
        )
    else:
        response.delete_cookie("theme")
    return response


# Refusals and errors


def typed_text(request: HttpRequest) -> list[tuple[str, str]]:
    """What the reader had typed, to be copied or sent again: never lost in silence (SUB-03)."""
    try:
        sent = request.POST
    except Exception:  # an unreadable body has no text to keep
        return []
    return [
        (name, value)
        for name, values in sent.lists()
        if name not in NOT_SHOWN
        for value in values
        if value
    ]


def _page(request: HttpRequest, name: str, status: int, **context: Any) -> HttpResponse:
    """In the reader's language, also where the request was refused before we had looked at it."""
    if not hasattr(request, "user"):
        request.user = AnonymousUser()
    with override(readers_language(request)):
        return render(request, f"web/errors/{name}.html", context, status=status)


def readers_language(request: HttpRequest) -> str:
    """By the address, the cookie, the browser; never what the thread spoke to somebody before."""
    return get_language_from_request(request, check_path=True)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if isinstance(exception, DisallowedHost):  # no page of ours under a name that is not (CFG-01)
        return HttpResponse("400", status=400, content_type="text/plain")
    return _page(request, "bad_request", 400, typed=typed_text(request))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, "not_found", 404)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403 with the reason, when the refusal brings one."""
    why = sentence_of(exception) if isinstance(exception, Denied) else ""
    return _page(request, "refused", 403, why=why, typed=typed_text(request), back=back(request))


def refused(request: HttpRequest, refusal: Denied | NotPossible, status: int) -> HttpResponse:
    """403 or 409: the sentence of the refusal, what was typed, the way back."""
    why, typed = sentence_of(refusal), typed_text(request)
    return _page(request, "refused", status, why=why, typed=typed, back=back(request))


def only_sent(request: HttpRequest) -> HttpResponse:
    """405: an address that takes a form was opened, as by the language switch of a refused one."""
    return _page(request, "refused", 405, why=sentence("web.only_sent"), back=back(request))


def back(request: HttpRequest) -> str:
    """Where the reader came from, if that is a page of ours and another one; else nothing."""
    came_from = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(came_from, {request.get_host()}, settings.SECURE)
    path = urlsplit(came_from).path if ours else ""
    return "" if path == request.path else path


def sentence_of(refusal: Denied | NotPossible) -> str:
    return sentence(refusal.code, **refusal.params) if refusal.code else ""


def signed_out(request: HttpRequest) -> HttpResponse:
    """A form sent after the session ended: sign in again, nothing typed is lost."""
    try:
        sign_in = reverse(settings.LOGIN_URL)
    except NoReverseMatch:
        sign_in = "/"
    return _page(request, "signed_out", 403, typed=typed_text(request), sign_in=sign_in)


@public
def stale_page(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's token is too old or missing: reload; what was typed can be copied."""
    return _page(request, "stale_page", 403, typed=typed_text(request))


def is_passing(error: BaseException | None) -> bool:
    """Whether the database is locked, gone or full, rather than asked nonsense; or a full disk
    takes no file."""
    if isinstance(error, OperationalError):
        return not any(sign in str(error).lower() for sign in NOT_PASSING)
    return isinstance(error, OSError) and disk.is_full(error)


def busy(request: HttpRequest, error: BaseException, *, resend: bool) -> HttpResponse:
    """503: try again in a moment; the form can be sent again as it was."""
    log.warning("database not available: %s", error)
    language = readers_language(request)
    context = {
        "full": disk.is_full(error),
        "typed": typed_text(request),
        "resend": resend and request.method == "POST" and not request.FILES,
        "path": request.get_full_path(),
        "LANGUAGE_CODE": language,
    }
    with override(language):
        page = render_to_string("web/errors/busy.html", context | {"csrf": get_token(request)})
    response = HttpResponse(page, status=503)
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    response.headers["Cache-Control"] = "no-store"
    return response


def broken(request: HttpRequest) -> HttpResponseBase:
    """500 without database, session or context processors; a code to quote."""
    error = sys.exc_info()[1]
    if error is not None and is_passing(error):
        return busy(request, error, resend=False)
    number = f"E-{clock.real_now():%Y-%m-%d}-{secrets.token_hex(2).upper()}"
    log.error("shown to the reader as %s: %s", number, request.path)
    language = readers_language(request)
    context = {"number": number, "at": clock.real_now(), "LANGUAGE_CODE": language}
    try:
        with override(language):
            told = context | {"typed": typed_text(request)}
            page = render_to_string("web/errors/broken.html", told)
    except Exception:  # the last page must not fail
        log.exception("the error page itself failed")
        page = mark_safe(f"<!doctype html><title>500</title><p>{number}</p>")
    return HttpResponse(page, status=500)
