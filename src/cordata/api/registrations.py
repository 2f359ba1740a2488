"""The people of one meeting over HTTP, for who has a key of it.

No diet, no access need and no answer to an own question: no software of others needs them.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from ninja.errors import HttpError
from ninja.security import HttpBearer
from pydantic import AwareDatetime

from cordata.api import access, actions, queries
from cordata.api.models import Token
from cordata.kernel import clock
from cordata.kernel.throttle import within_limit
from cordata.meetings.models import Meeting, Registration

EACH_MINUTE = 60
MOST, USUAL = 200, 100  # registrations of one answer
LONGEST_KEY = 200
EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


class Key(HttpBearer):
    """`Authorization: Bearer cdt_...`; whatever is wrong with a key, the answer is the same 401."""

    def authenticate(self, request: HttpRequest, token: str) -> Token | None:
        if len(token) > LONGEST_KEY:
            return None
        found = queries.token_with(actions.digest_of(token))
        if found is None or not access.read_registrations(found, clock.now()):
            return None
        if not within_limit("token", found.pid, limit=EACH_MINUTE, seconds=60):
            raise HttpError(429, "Too many requests in a minute.")
        return found


class KeyRequest(HttpRequest):
    """A request that `Key` has let in."""

    auth: Token


class RegistrationOut(Schema):
    """One person; `comes_with` is the id of whoever registered them, who alone has an address."""

    id: str
    state: str
    side: str
    name: str
    email: str
    organisation: str
    role: str
    territory: str
    language: str
    comes_with: str
    photo_consent: bool
    sharing_consent: bool
    follow_up_consent: bool
    registered_at: datetime
    confirmed_at: datetime | None
    attended_at: datetime | None


class RegistrationsOut(Schema):
    """`next` is the `after` of the following request; empty at the end."""

    registrations: list[RegistrationOut]
    next: str


class Told(Schema):
    detail: str


router = Router(tags=["registrations"], auth=Key())


@router.get(
    "/{code}/registrations",
    response={200: RegistrationsOut, 401: Told, 404: Told, 422: Told, 429: Told},
    summary="The people registered for the meeting of the key, in their order",
)
def registrations(
    request: KeyRequest,
    response: HttpResponse,
    code: str,
    since: Annotated[AwareDatetime | None, Query(ge=EARLIEST, le=LATEST)] = None,
    after: str = "",
    limit: Annotated[int, Query(ge=1, le=MOST)] = USUAL,
) -> RegistrationsOut:
    """`since`: only those to whom something happened from that instant on. `after`: the `next` of
    the answer before. People who have not confirmed their address by mail are not in the list."""
    token = request.auth
    if token.meeting.code != code:
        raise HttpError(404, "Not Found")
    actions.note_use(token, at=clock.now())
    found = queries.registrations_told(token.meeting, since)
    if after:
        found = found.filter(pk__gt=place_of(after, token.meeting))
    page = list(found[: limit + 1])
    response["Cache-Control"] = "no-store, private"
    more = page[limit - 1].pid if len(page) > limit else ""
    return RegistrationsOut(registrations=[told(one) for one in page[:limit]], next=more)


def place_of(pid: str, meeting: Meeting) -> int:
    """Where in the list somebody stands. Raises HttpError for who is not in it."""
    found = meeting.registrations.filter(pid=pid).values_list("pk", flat=True).first()
    if found is None:
        raise HttpError(422, "Nobody is registered under the id given as after.")
    return found


def told(one: Registration) -> RegistrationOut:
    return RegistrationOut(
        id=one.pid,
        state=one.state,
        side=one.country,
        name=one.name,
        email="" if one.party else one.email,
        organisation=one.organisation,
        role=one.role,
        territory=one.nuts3,
        language=one.language,
        comes_with=one.party.pid if one.party else "",
        photo_consent=one.photo_consent,
        sharing_consent=one.sharing_consent,
        follow_up_consent=one.follow_up_consent,
        registered_at=one.registered_at,
        confirmed_at=one.confirmed_at,
        attended_at=one.attended_at,
    )
