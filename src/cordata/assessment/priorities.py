"""Priority points are computed from the sealed file where data tells, never scored by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from cordata.assessment.models import Review

Content = Mapping[str, Any]


def new_body(content: Content) -> bool:
    """A partner that the programme never funded, by the check sealed with the file."""
    return any(
        finding["code"] == "partnership.new_body" and finding["verdict"] == "met"
        for finding in content["findings"]
    )


def private_body(content: Content) -> bool:
    """A partner that is not a public body."""
    return any(partner["organisation"].get("is_public") is False for partner in content["partners"])


def declared_fragile(content: Content) -> bool:
    """The applicants tick fragile areas among those they reach."""
    answers = content["project"]["answers"]
    return any("fragile" in str(text) for text in answers.get("citizens_groups", {}).values())


# A pack's priority names one of these by its code; an unknown one is never given.
PRIORITIES: dict[str, Callable[[Content], bool]] = {
    "P1": new_body,
    "P2": private_body,
    "P3": declared_fragile,
}


def priorities_of(review: Review) -> frozenset[str]:
    """Codes of the priorities of the grid that this file fulfils."""
    grid = review.application.call_version.definition.grid
    content = review.submission.sealed.content
    return frozenset(
        item.code
        for item in grid.priorities
        if item.code in PRIORITIES and PRIORITIES[item.code](content)
    )
