"""What happens around every view: arrival, language, sign-in, refusals, headers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotAllowed,
    UnreadablePostError,
)
from django.middleware.locale import LocaleMiddleware
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language_from_path
from django_htmx.http import HttpResponseClientRedirect

from cordata.kernel import clock
from cordata.kernel.verdicts import Denied, NotPossible
from cordata.web import access, arrival, views

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class Arrival:
    """`request.received_at`: the instant we hold the complete request (TIM-04).

    The body is read first, except that of an upload: no deadline may hang on one, and the view
    that files an application takes none. What waited for a thread keeps the instant noted before.
    A NUL in an address is nobody's letter and no database takes one: it is dropped (REL-21).
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        while "%00" in request.META.get("QUERY_STRING", ""):
            request.META["QUERY_STRING"] = request.META["QUERY_STRING"].replace("%00", "")
        if request.method not in {"GET", "HEAD"} and not _is_upload(request):
            try:
                request.body  # noqa: B018 - reading it is the point
            except UnreadablePostError:
                return HttpResponse(status=400)  # the sender went away: nobody reads this
        real = arrival.arrived_at(request.META, clock.real_now())
        request.received_at = clock.domain_instant(real)  # type: ignore[attr-defined]
        return self.get_response(request)


def _is_upload(request: HttpRequest) -> bool:
    return (request.content_type or "").startswith("multipart/form-data")


class Busy:
    """A database that is locked, gone or full, or a full disk, answers 503 with what was typed
    (REL-08, REL-10)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if views.is_passing(error):
            return views.busy(request, error, resend=True)
        return None


class ReaderLanguage(LocaleMiddleware):
    """The address's prefix wins, then the cookie, then Accept-Language, then French.

    The cookie is set once the reader is on a page in another language than we would guess.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> Any:
        response = super().process_response(request, response)
        chosen = get_language_from_path(request.path_info)
        kept = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        if chosen and chosen != kept and (kept or chosen != _guessed(request)):
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                chosen,
                max_age=settings.LANGUAGE_COOKIE_AGE,
                secure=settings.LANGUAGE_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        return response


def _guessed(request: HttpRequest) -> str:
    """The first of our languages the browser asks for."""
    ours = {code for code, _name in settings.LANGUAGES}
    asked = request.headers.get("Accept-Language", "").lower().split(",")
    wanted = (part.split(";")[0].strip().split("-")[0] for part in asked)
    return next((code for code in wanted if code in ours), settings.LANGUAGE_CODE)


class SignInFirst(LoginRequiredMiddleware):
    """Every view needs a sign-in unless `web.access.public` marks it.

    A form sent after the session ended is not lost: the page shows what was typed.
    """

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        name = request.resolver_match.url_name if request.resolver_match else ""
        if access.is_public(view, name or "") or request.user.is_authenticated:
            return None
        if request.method in {"GET", "HEAD"}:
            return self._to_sign_in(request, view)
        return views.signed_out(request)

    def _to_sign_in(self, request: HttpRequest, view: Callable[..., Any]) -> HttpResponseBase:
        if getattr(request, "htmx", False) or request.headers.get("HX-Request"):
            return HttpResponseClientRedirect(reverse(settings.LOGIN_URL))
        return super().handle_no_permission(request, view)


CAMERA, NO_CAMERA = "camera=(self)", "camera=()"
PERMISSIONS = ", ".join(
    (
        NO_CAMERA,
        "publickey-credentials-get=(self)",
        "publickey-credentials-create=(self)",
        "geolocation=()",
        "microphone=()",
        "payment=()",
        "usb=()",
        "browsing-topics=()",
    )
)
WITH_CAMERA = PERMISSIONS.replace(NO_CAMERA, CAMERA)  # the check-in page reads a code


class Headers:
    """What the browser may keep and may use."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        patch_vary_headers(response, ["Cookie"])
        if _is_signed_in(request):
            response.headers["Cache-Control"] = "no-store, private"
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


def _is_signed_in(request: HttpRequest) -> bool:
    return settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated


class Refusals:
    """A refusal that left the view becomes a page that says why: 403, 405 or 409."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and request.method == "GET":
            page = views.only_sent(request)
            page.headers["Allow"] = response.headers["Allow"]
            return page
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, Denied):
            return views.refused(request, error, 403)
        if isinstance(error, NotPossible):
            return views.refused(request, error, 409)
        return None
