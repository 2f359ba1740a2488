"""The request as our views see it, for type checking."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails


class PageRequest(HttpRequest):
    """A request that went through our middleware.

    `received_at` is the instant the server held the complete request (TIM-04).
    """

    received_at: datetime
    htmx: HtmxDetails
