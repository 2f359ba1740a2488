"""The request as our views see it, for type checking."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails


class PageRequest(HttpRequest):
    """A request that went through our middleware.

    `received_at` is the instant the server held the complete request (TIM-04).
    """

    received_at: datetime
    htmx: HtmxDetails


def client_address(request: HttpRequest) -> str:
    """The network address the request came from: the one our own proxies saw (`PROXY_HOPS`)."""
    forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
    if settings.PROXY_HOPS and len(forwarded) >= settings.PROXY_HOPS and forwarded[0]:
        return forwarded[-settings.PROXY_HOPS]
    return str(request.META.get("REMOTE_ADDR", ""))
