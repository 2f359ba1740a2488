"""The person behind a page that needs a sign-in."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied

from cordata.accounts.models import Person
from cordata.web.requests import PageRequest


def person_of(request: PageRequest) -> Person:
    """Whoever is signed in; the middleware lets nobody else through."""
    if not isinstance(request.user, Person):
        raise PermissionDenied
    return request.user
