"""What a phone at the door sends, read strictly: shape only."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from cordata.meetings.actions import Answers, SentAct
from cordata.meetings.forms.door import WalkInForm
from cordata.meetings.models import Meeting
from cordata.meetings.states import ActKind

MOST = 500  # acts at once
LONGEST = 36  # letters of a key
OLDEST = timedelta(days=7)


class BadActs(ValueError):
    """What came is not what a phone of ours sends."""


def read_acts(meeting: Meeting, body: bytes) -> list[SentAct]:
    """The acts in `body`. Raises BadActs."""
    try:
        sent = json.loads(body)
        acts = sent["acts"]
        if not isinstance(acts, list) or len(acts) > MOST:
            raise BadActs("acts")
        return [_act(meeting, one) for one in acts]
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as mistake:
        raise BadActs(str(mistake)) from mistake


def _act(meeting: Meeting, sent: Mapping[str, Any]) -> SentAct:
    kind = ActKind(sent["kind"])
    return SentAct(
        key=_word(sent, "key", needed=True),
        kind=kind,
        age=_age(sent.get("age", 0)),
        ticket=_word(sent, "ticket", needed=kind == ActKind.ARRIVED),
        undoes=_word(sent, "undoes"),
        device=_word(sent, "device"),
        device_at=_instant(sent.get("device_at")),
        decided=sent.get("decided") is not False,
        walk_in=_walk_in(meeting, sent.get("walk_in")) if kind == ActKind.WALKED_IN else None,
    )


def _word(sent: Mapping[str, Any], name: str, *, needed: bool = False) -> str:
    word = sent.get(name, "")
    plain = isinstance(word, str) and word.isascii() and word.replace("-", "").isalnum()
    if (needed or word) and not (plain and len(word) <= LONGEST):
        raise BadActs(name)
    return str(word)


def _age(milliseconds: Any) -> timedelta:
    """How long ago; never in the future, never longer than a week."""
    if isinstance(milliseconds, bool) or not isinstance(milliseconds, int | float):
        raise BadActs("age")
    if milliseconds != milliseconds:
        raise BadActs("age")
    bounded = min(max(milliseconds, 0), OLDEST.total_seconds() * 1000)
    return timedelta(milliseconds=bounded)


def _instant(text: Any) -> datetime | None:
    """The phone's own clock; what it cannot say is left out."""
    try:
        read = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        return None
    return read if read.tzinfo is not None else None


def _walk_in(meeting: Meeting, sent: Any) -> Answers:
    """Somebody written down at the door: an address that is none is left out, not the person."""
    if not isinstance(sent, dict):
        raise BadActs("walk_in")
    typed = {name: str(value) for name, value in sent.items()}
    form = WalkInForm(meeting, typed)
    if not form.is_valid() and set(form.errors) == {"email"}:
        form = WalkInForm(meeting, typed | {"email": ""})
    if not form.is_valid():
        raise BadActs("walk_in")
    return form.answers()
