"""`/api/v1`: the steps' own routers, and the check of an application that nobody stores."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from ninja import NinjaAPI, Router, Schema
from ninja.errors import HttpError

from cordata.api.judging import as_json, judge
from cordata.api.registrations import router as registrations
from cordata.kernel import clock
from cordata.kernel.throttle import within_limit
from cordata.meetings.api import router as meetings
from cordata.programme.api import known_call
from cordata.programme.api import router as calls
from cordata.rules.application_json import ApplicationRefused
from cordata.transparency.api import router as operations
from cordata.web.catalogue import sentence
from cordata.web.requests import client_address

LIMIT = 200_000  # bytes of one application
EACH_MINUTE = 60

api = NinjaAPI(
    title="Cordata",
    version="1",
    description="Calls, their rules, a check without an account, meetings and operations;"
    " with a key of its meeting, the people registered.",
    docs_url=None,  # the usual page would load scripts from elsewhere
    urls_namespace="api-v1",
)
checking = Router(tags=["check"])


class FindingOut(Schema):
    number: int
    code: str
    verdict: str
    reason: str
    severity: str
    blocks: bool
    field: str
    source: str
    params: dict[str, Any]
    sentence: str


class CheckOut(Schema):
    call: str
    eligible: bool
    total: str
    erdf: str
    findings: list[FindingOut]


class MistakeOut(Schema):
    pointer: str
    code: str
    sentence: str


class RefusedOut(Schema):
    mistakes: list[MistakeOut]


@checking.post(
    "/{code}/check",
    response={200: CheckOut, 422: RefusedOut},
    summary="Judge an application; facts in, findings out, nothing stored",
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": {"type": "object"}}},
        }
    },
)
def check(request: HttpRequest, code: str, lang: str = "en") -> tuple[int, dict[str, Any]]:
    """`lang` is fr, it or en; the form of the body is docs/application.schema.json."""
    language = lang if lang in dict(settings.LANGUAGES) else "en"
    call = known_call(code)
    try:
        judgement = judge(body_of(request), call.definition, clock.now())
    except ApplicationRefused as refusal:
        return 422, {"mistakes": mistakes(refusal, language)}
    return 200, as_json(judgement, call.definition, call.programme.definition, language)


def body_of(request: HttpRequest) -> object:
    """The parsed body, bounded in size and in calls a minute from one address."""
    if not within_limit("check", client_address(request), limit=EACH_MINUTE, seconds=60):
        raise HttpError(429, "Too many checks in a minute.")
    if len(request.body) > LIMIT:
        raise HttpError(413, "The application is too long.")
    try:
        return json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise HttpError(400, "The body is not JSON.") from error


def mistakes(refusal: ApplicationRefused, language: str) -> list[dict[str, str]]:
    return [
        {
            "pointer": mistake.pointer,
            "code": mistake.code,
            "sentence": sentence(mistake.sentence_code, language, **mistake.params),
        }
        for mistake in refusal.mistakes
    ]


api.add_router("/calls", calls)
api.add_router("/calls", checking)
api.add_router("/meetings", meetings)
api.add_router("/meetings", registrations)
api.add_router("/operations", operations)
