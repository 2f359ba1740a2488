"""How long a form takes, in words that promise no more than an estimate can hold."""

from __future__ import annotations

from cordata.programme.models import Call
from cordata.web.catalogue import sentence

EXACT = 10  # minutes below which nothing is rounded
HOUR = 60


def about(minutes: int) -> str:
    """`about 10 minutes`, `about 1 hour`, `about 3 h 30`: fives, then half hours."""
    if minutes <= EXACT:
        return sentence("effort.minutes", count=max(minutes, 1))
    fives = _nearest(minutes, 5)
    if fives < HOUR:
        return sentence("effort.minutes", count=fives)
    hours, rest = divmod(_nearest(minutes, 30), HOUR)
    return sentence("effort.hours_half" if rest else "effort.hours", count=hours)


def of_call(call: Call) -> str:
    """The whole form for the fewest partners that the call takes, in all its languages."""
    definition = call.definition
    partners = max(definition.ruleset.min_partners, 1)
    minutes = definition.form.minutes(partners, len(definition.languages))
    return sentence("effort.form", about=about(minutes), count=partners)


def _nearest(minutes: int, step: int) -> int:
    return (minutes + step // 2) // step * step
