"""The signed-in person of a request; the middleware has already refused visitors."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest

from cordata.accounts.models import Person


def person_of(request: HttpRequest) -> Person:
    return cast(Person, request.user)
