"""Priority points are computed from the sealed file, never scored by hand.

A priority of the grid names its fact; what each fact means in a sealed file stands here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from cordata.assessment.models import Review
from cordata.packs.grid import PriorityFact

Content = Mapping[str, Any]
FRAGILE = frozenset({"fragile_areas", "vulnerable_groups"})


def new_body(content: Content) -> bool:
    """The check on bodies never funded, as it was sealed with the file."""
    return any(
        finding["code"] == "partnership.new_body" and finding["verdict"] == "met"
        for finding in content["findings"]
    )


def private_body(content: Content) -> bool:
    """A partner says of itself that it is not a public body."""
    return any(partner["organisation"].get("is_public") is False for partner in content["partners"])


def fragile_territory(content: Content) -> bool:
    """Fragile areas or vulnerable groups are ticked among those the project is meant for."""
    answers = content["project"]["answers"]
    ticked = {code for text in answers.get("inclusion", {}).values() for code in text.split(",")}
    return bool(ticked & FRAGILE)


FACTS: Mapping[PriorityFact, Callable[[Content], bool]] = {
    PriorityFact.NEW_BODY: new_body,
    PriorityFact.PRIVATE_BODY: private_body,
    PriorityFact.FRAGILE_TERRITORY: fragile_territory,
}


def priorities_of(review: Review) -> frozenset[str]:
    """Codes of the priorities of the grid that this file fulfils."""
    grid = review.application.call_version.definition.grid
    content = review.submission.sealed.content
    return frozenset(
        item.code for item in grid.priorities if item.fact is not None and FACTS[item.fact](content)
    )
