"""Calls and their rules over HTTP, read-only."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest
from ninja import Router, Schema

from cordata.packs.freezing import freeze
from cordata.programme.models import Call
from cordata.programme.queries import call_or_none, public_calls

router = Router(tags=["calls"])


class CallOut(Schema):
    """A call as the list shows it."""

    code: str
    programme: str
    state: str
    names: dict[str, str]
    opens_at: datetime
    closes_at: datetime | None
    languages: list[str]
    themes: list[str]


class RulesOut(Schema):
    """The rules a call has frozen, with their hash."""

    code: str
    version: int
    digest: str
    rules: dict[str, Any]


@router.get("", response=list[CallOut], summary="Announced calls, the latest first")
def calls(request: HttpRequest) -> list[CallOut]:
    return [call_out(call) for call in public_calls()]


@router.get("/{code}", response=CallOut, summary="One call")
def call(request: HttpRequest, code: str) -> CallOut:
    return call_out(known_call(code))


@router.get("/{code}/rules", response=RulesOut, summary="The rules of a call, as frozen")
def rules(request: HttpRequest, code: str) -> RulesOut:
    found = known_call(code)
    version = found.current_version
    return RulesOut(
        code=found.code,
        version=version.number,
        digest=version.digest,
        rules=freeze(found.definition.ruleset),
    )


def known_call(code: str) -> Call:
    """The announced call; anything else is not found."""
    found = call_or_none(code)
    if found is None:
        raise Http404
    return found


def call_out(found: Call) -> CallOut:
    definition = found.definition
    return CallOut(
        code=found.code,
        programme=found.programme.code,
        state=found.state,
        names=dict(definition.names),
        opens_at=found.opens_at,
        closes_at=None if definition.continuous else found.closes_at,
        languages=list(definition.languages),
        themes=[theme.code for theme in definition.themes],
    )
