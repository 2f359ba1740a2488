"""What the pages start from: the person, the call, the session, or 404."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from cordata.accounts.models import Person
from cordata.kernel import clock
from cordata.programme.models import Call
from cordata.programme.site import site_of
from cordata.selection import access, queries
from cordata.selection.models import CommitteeSession


def person_of(request: HttpRequest) -> Person:
    """Whoever is signed in; the middleware lets nobody else through."""
    if not isinstance(request.user, Person):
        raise PermissionDenied
    return request.user


def call_or_404(request: HttpRequest, code: str) -> Call:
    call = site_of(request).call(code)
    if call is None or not access.list_sessions(request.user, call, clock.now()):
        raise Http404
    return call


def session_or_404(request: HttpRequest, pid: str) -> CommitteeSession:
    session = queries.session_for(request.user, pid)
    if session is None:
        raise Http404
    return session
