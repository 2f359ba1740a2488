"""Priority points are computed from the sealed file, never scored by hand.

A priority of the grid names its fact; what each fact means in a sealed file stands here. Where the
fact is a check, the officer's word on it comes before the machine's, and is asked for where the
machine does not know: points hang on it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from cordata.assessment.models import Review
from cordata.packs.grid import PriorityFact
from cordata.rules.finding import Outcome

Content = Mapping[str, Any]
Words = Mapping[str, str]  # code of a check -> the officer's verdict
NEW_BODY = "partnership.new_body"
CHECKS = {PriorityFact.NEW_BODY: NEW_BODY}  # facts that are the answer to a check
FRAGILE = frozenset({"fragile_areas", "vulnerable_groups"})


def new_body(content: Content, words: Words) -> bool:
    """The check on bodies never funded: the officer's word, else as it was sealed."""
    sealed = {finding["code"]: finding["verdict"] for finding in content["findings"]}
    return words.get(NEW_BODY, sealed.get(NEW_BODY)) == Outcome.MET


def private_body(content: Content, _words: Words) -> bool:
    """A partner says of itself that it is not a public body."""
    return any(partner["organisation"].get("is_public") is False for partner in content["partners"])


def fragile_territory(content: Content, _words: Words) -> bool:
    """Fragile areas or vulnerable groups are ticked among those the project is meant for."""
    answers = content["project"]["answers"]
    ticked = {code for text in answers.get("inclusion", {}).values() for code in text.split(",")}
    return bool(ticked & FRAGILE)


FACTS: Mapping[PriorityFact, Callable[[Content, Words], bool]] = {
    PriorityFact.NEW_BODY: new_body,
    PriorityFact.PRIVATE_BODY: private_body,
    PriorityFact.FRAGILE_TERRITORY: fragile_territory,
}


def priorities_of(review: Review) -> frozenset[str]:
    """Codes of the priorities of the grid that this file fulfils."""
    grid = review.application.call_version.definition.grid
    content = review.submission.sealed.content
    words = {one.code: one.verdict for one in review.verifications.all()}
    return frozenset(
        item.code
        for item in grid.priorities
        if item.fact is not None and FACTS[item.fact](content, words)
    )


def checks_with_points(review: Review) -> frozenset[str]:
    """Codes of the checks on whose answer priority points hang."""
    grid = review.application.call_version.definition.grid
    return frozenset(CHECKS[item.fact] for item in grid.priorities if item.fact in CHECKS)
