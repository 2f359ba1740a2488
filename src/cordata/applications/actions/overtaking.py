"""Whether a text that was sent may replace the one that stands: three texts are compared.

What was sent, what the page showed (the version it names) and what stands now. Who sent back
exactly what the page showed has changed nothing: another hand's text stays, and is no conflict.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from cordata.applications.models import Answer, AnswerVersion, Partner
from cordata.kernel.journal import Actor
from cordata.web.cleaning import clean_text


class Outcome(StrEnum):
    SAVE = "save"  # a new version
    STANDS = "stands"  # nothing to do: untouched, the same words, or told before
    CONFLICT = "conflict"  # two hands changed it: both texts are shown


@dataclass(frozen=True, slots=True)
class AnswerDraft:
    """What a page sends for one field in one language.

    `version` is the one the person had before their eyes; 0 if there was none yet. `key` names
    the page, one for each time it is loaded; `turn` grows with every save its script sends, and
    is 0 for a page without one. Together they make a repeated sending harmless. `machine`: the
    words are a translator's draft, which `author` asked for.
    """

    field: str
    text: str
    language: str = ""
    version: int = 0
    partner: Partner | None = None
    key: str = ""
    turn: int = 0
    machine: bool = False


def outcome_of(one: AnswerDraft, stands: Answer | None, by: Actor) -> Outcome:
    """What is to be done with a text; reads earlier versions only where another came between."""
    if same(stands.text if stands else "", one.text):
        return Outcome.STANDS
    if stands is None or stands.version == one.version:
        return Outcome.SAVE
    rows = AnswerVersion.objects.filter(answer=stands, version__gte=one.version)
    found = list(rows.order_by("version"))
    later = [version for version in found if version.version > one.version]
    seen = next((version.text for version in found if version.version == one.version), None)
    return _between(one, "" if one.version == 0 else seen, later, by)


def _between(
    one: AnswerDraft, seen: str | None, later: Sequence[AnswerVersion], by: Actor
) -> Outcome:
    """As `outcome_of`, given the text that was seen and the versions that came after it."""
    own = [version for version in later if _of_this_page(version, one, by)]
    if any(_told_before(one, version) for version in own):
        return Outcome.STANDS
    untouched = seen is not None and same(seen, one.text)
    if own and len(own) == len(later) and (one.turn or not untouched):
        return Outcome.SAVE  # this very page's next words; it had not heard of its last save yet
    return Outcome.STANDS if untouched else Outcome.CONFLICT


def _of_this_page(version: AnswerVersion, one: AnswerDraft, by: Actor) -> bool:
    return bool(one.key) and version.key == one.key and version.author == by.actor_key


def _told_before(one: AnswerDraft, version: AnswerVersion) -> bool:
    """Whether a save arrives again, or after a later one of the same page."""
    if one.turn:
        return version.turn >= one.turn
    return version.text == one.text


def same(kept: str, sent: str) -> bool:
    """Whether two texts differ in nothing that can be seen; what is sent was cleaned."""
    return kept == sent or sent in (clean_text(kept), clean_text(kept, lines=True))
