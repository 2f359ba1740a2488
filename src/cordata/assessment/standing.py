"""The file as it stands for those who examine and assess it: the sealed version, with what was
completed on request in its place and marked. What was sealed at filing never changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from cordata.applications.reading import ReadActivity, ReadAnnex, Reading, ReadPartner, read_content
from cordata.applications.reading_fields import ReadField
from cordata.assessment.models import CompletionRequest, Review
from cordata.assessment.parts import PROJECT, Kind


@dataclass(frozen=True, slots=True)
class Standing:
    """The content that counts, and when each part of it was completed."""

    content: Mapping[str, Any]
    completed: Mapping[str, datetime]  # code of a part -> when it was sent
    sha256: str


def standing_of(review: Review, before: CompletionRequest | None = None) -> Standing:
    """As it stands now, or as it stood when `before` was asked for; one query."""
    rounds = review.completions.exclude(sealed=None).select_related("sealed").order_by("pk")
    sealed, completed = review.submission.sealed, dict[str, datetime]()
    content = sealed.content
    for one in rounds:
        if one.sealed is None or one.answered_at is None or (before and one.pk >= before.pk):
            break
        sealed, content = one.sealed, one.sealed.content["application"]
        completed |= dict.fromkeys(one.sealed.content["completed"], one.answered_at)
    return Standing(content, completed, sealed.sha256)


def reading_of_review(review: Review) -> Reading:
    """What officers and assessors read, with the instant on everything that was completed."""
    standing = standing_of(review)
    definition = review.submission.call_version.definition
    reading = read_content(
        standing.content, definition, review.application.call.programme.definition
    )
    return marked(reading, standing.completed) if standing.completed else reading


def marked(reading: Reading, completed: Mapping[str, datetime]) -> Reading:
    """The reading with `completed_at` on the answers, activities and files under these codes."""
    sections = tuple(
        replace(one, fields=_fields(PROJECT, one.fields, completed)) for one in reading.sections
    )
    return replace(
        reading,
        sections=sections,
        partners=tuple(_partner(one, completed) for one in reading.partners),
        activities=tuple(_activity(one, completed) for one in reading.activities),
        annexes=tuple(_annex(one, reading, completed) for one in reading.annexes),
    )


def _fields(
    owner: str, fields: tuple[ReadField, ...], completed: Mapping[str, datetime]
) -> tuple[ReadField, ...]:
    return tuple(
        replace(one, completed_at=completed.get(f"{Kind.TEXT}:{owner}:{one.key}")) for one in fields
    )


def _partner(one: ReadPartner, completed: Mapping[str, datetime]) -> ReadPartner:
    return replace(one, fields=_fields(one.key, one.fields, completed))


def _activity(one: ReadActivity, completed: Mapping[str, datetime]) -> ReadActivity:
    return replace(one, completed_at=completed.get(f"{Kind.ACTIVITY}:{one.position}"))


def _annex(one: ReadAnnex, reading: Reading, completed: Mapping[str, datetime]) -> ReadAnnex:
    keys = {partner.name: partner.key for partner in reading.partners}
    owner = keys.get(one.partner, PROJECT)
    return replace(one, completed_at=completed.get(f"{Kind.ANNEX}:{owner}:{one.slot}"))
