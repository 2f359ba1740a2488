"""What a call's written rule makes of the minutes measured before its closing (TIM-06, TIM-07).

It proposes with its arithmetic; an officer asks for the later closing, a second person confirms.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from cordata.programme.models import Call
from cordata.programme.queries import calls
from cordata.programme.states import MOVABLE
from cordata.rules.availability import Extension, ExtensionRule, Minutes, extension
from cordata.watch.queries import minutes_between
from cordata.web import moments
from cordata.web.catalogue import sentence

HOUR = timedelta(hours=1)
LOOKED_BACK = timedelta(days=7)  # after a closing: then what was measured is everybody's past


@dataclass(frozen=True, slots=True)
class Measured:
    """A call's rule, what was measured before its closing, and what follows from it."""

    call: Call
    rule: ExtensionRule
    minutes: Minutes
    extension: Extension | None

    @property
    def params(self) -> dict[str, Any]:
        """For a sentence: the rule and its arithmetic."""
        said = {**rule_params(self.rule), **_sums(self.minutes)}
        if self.extension is None:
            return said
        return said | {"added": self.extension.added, "after": self.extension.after}

    def reasons(self) -> dict[str, str]:
        """The reason that is published, in each language of the programme."""
        languages = self.call.programme.definition.languages
        code = "programme.extension.reason"
        return {one: sentence(code, one, **self.params) for one in languages}

    def proposed(self) -> dict[str, Any]:
        """The form of a later closing, filled in by the rule."""
        if self.extension is None:
            return {}
        wall = moments.local(self.extension.after, self.call.definition.zone)
        reasons = {f"reason_{language}": text for language, text in self.reasons().items()}
        return {"day": wall.date(), "hour": f"{wall:%H:%M}", **reasons}


def measured(call: Call, at: datetime) -> Measured | None:
    """For a call with a rule whose hours before the closing have begun; else None."""
    rule = call.definition.extension
    if rule is None or call.definition.continuous or call.state not in MOVABLE:
        return None
    since = call.closes_at - rule.within_hours * HOUR
    if not since < at <= call.closes_at + LOOKED_BACK:
        return None
    minutes = minutes_between(since, min(at, call.closes_at))
    return Measured(call, rule, minutes, extension(rule, call.closes_at, minutes.unavailable, at))


def untold(at: datetime) -> Iterator[Measured]:
    """Calls for which the rule proposes what nobody was told of for this closing."""
    for call in calls().filter(state__in=MOVABLE):
        if call.extension_told_for == call.closes_at:
            continue
        found = measured(call, at)
        if found is not None and found.extension is not None:
            yield found


def rule_words(rule: ExtensionRule) -> str:
    """The rule itself, as everybody may read it."""
    return sentence("programme.extension.rule", **rule_params(rule))


def rule_params(rule: ExtensionRule) -> Mapping[str, Any]:
    return {
        "within": rule.within_hours,
        "most": rule.more_than_minutes,
        "times": rule.times,
        "notice": rule.notice_hours,
    }


def _sums(minutes: Minutes) -> Mapping[str, Any]:
    return {
        "unavailable": minutes.unavailable,
        "failing": minutes.failing,
        "missing": minutes.missing,
        "expected": minutes.expected,
    }
