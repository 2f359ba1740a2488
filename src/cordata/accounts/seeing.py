"""Seeing what an applicant sees: for a short while, nothing can be changed, and it is written down.

The session says whose eyes and until when, in real time as sessions do. Every page is drawn for
that person and whatever drawing it would have written is undone; the journal has the beginning with
its reason, each page once, and the end (ACC-09). Keys, addresses, links that open without a sign-in
and the data of the account are shown to nobody but their owner.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.urls import Resolver404, ResolverMatch, resolve, reverse

from cordata.accounts import access
from cordata.accounts.models import Person
from cordata.kernel import clock
from cordata.kernel.transitions import tell
from cordata.kernel.verdicts import Denied
from cordata.web import navigation, views
from cordata.web.catalogue import sentence
from cordata.web.navigation import Banner

KEY = "seeing"  # in the session
TERM = timedelta(minutes=30)
WHOLE = frozenset(
    {"applications", "matching", "projects", "programme", "selection", "transparency"}
)
SOME = frozenset(
    {"accounts:organisation", "accounts:history", "desk:home", "meetings:list", "meetings:detail"}
)
OWN = frozenset({"accounts:see_end", "account_logout", "web:theme"})  # done by whoever looks

GetResponse = Callable[[HttpRequest], HttpResponseBase]


@dataclass(frozen=True, slots=True)
class Seeing:
    """Who looks through whose eyes, and until when."""

    by: Person
    person: Person
    until: datetime


class ThroughOtherEyes:
    """Innermost: the view, and it alone, takes the reader for the person who is looked at."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        seeing = current(request)
        match = _match(request)
        if seeing is None or (match and match.view_name in OWN):
            return self.get_response(request)
        request.seeing = seeing  # type: ignore[attr-defined]
        request.user = seeing.person
        seeing.person.seen_by = seeing.by
        try:
            return self._shown(request, seeing, match)
        finally:
            request.user = seeing.by

    def _shown(
        self, request: HttpRequest, seeing: Seeing, match: ResolverMatch | None
    ) -> HttpResponseBase:
        if request.method not in {"GET", "HEAD"}:
            return views.refused(request, Denied("seeing.read_only"), 403)
        if match and not is_shown(match):
            return views.refused(request, Denied("seeing.not_shown"), 403)
        _note(request, seeing)
        with transaction.atomic():
            response = self.get_response(request)
            transaction.set_rollback(True)
        return response


def is_shown(match: ResolverMatch) -> bool:
    """Pages of the steps; nothing that signs in, and no link that opens without a sign-in."""
    return match.namespace in WHOLE or match.view_name in SOME


def begin(request: HttpRequest, person: Person, *, because: str, at: datetime) -> None:
    """From now on pages are drawn for `person`; the caller has asked `access.see_as`."""
    by = cast(Person, request.user)
    tell(person, "seen_as", by=by, at=at, because=because, minutes=TERM.seconds // 60)
    ends = clock.real_now() + TERM
    request.session[KEY] = {"pid": person.pid, "until": ends.timestamp(), "pages": []}


def end(request: HttpRequest, *, at: datetime) -> None:
    """One's own eyes again."""
    kept = request.session.pop(KEY, None)
    person = Person.objects.filter(pid=kept["pid"]).first() if kept else None
    if person is not None:
        tell(person, "seen_as_ended", by=cast(Person, request.user), at=at)


def current(request: HttpRequest) -> Seeing | None:
    """Whose eyes this session has; none once the time is over or the right is gone."""
    kept: dict[str, Any] | None = getattr(request, "session", {}).get(KEY)
    if not kept or not isinstance(request.user, Person):
        return None
    until = datetime.fromtimestamp(kept["until"], UTC)
    person = Person.objects.filter(pid=kept["pid"]).first()
    if clock.real_now() >= until or person is None or not _may(request.user, person):
        del request.session[KEY]
        return None
    return Seeing(request.user, person, until)


def _may(by: Person, person: Person) -> bool:
    return bool(access.see_as(by, person, at=clock.now()))


def _note(request: HttpRequest, seeing: Seeing) -> None:
    """Each page once in a while of looking."""
    pages = request.session[KEY]["pages"]
    if request.path in pages:
        return
    pages.append(request.path)
    request.session.modified = True
    with transaction.atomic():
        tell(seeing.person, "page_seen", by=seeing.by, at=clock.now(), path=request.path[:200])


def _match(request: HttpRequest) -> ResolverMatch | None:
    try:
        return resolve(request.path_info)
    except Resolver404:
        return None


def install() -> None:
    """Give the page shell its band: before any other, it says what nothing else does."""
    if seeing_banner not in navigation.banner_providers:
        navigation.banner_providers.insert(0, seeing_banner)


def seeing_banner(request: HttpRequest) -> Banner | None:
    """Whose eyes, and how to end."""
    seeing = getattr(request, "seeing", None)
    if seeing is None:
        return None
    left = max(1, round((seeing.until - clock.real_now()).total_seconds() / 60))
    return Banner(
        text=sentence("seeing.banner", name=str(seeing.person), minutes=left, count=left),
        icon="eye",
        url=reverse("accounts:see_end"),
        action=sentence("seeing.end"),
        sends=True,
    )
