"""The reasons a letter quotes: the assessors' motivations, without their names (EVA-04)."""

from __future__ import annotations

from decimal import Decimal

from cordata.assessment.models import Review
from cordata.assessment.queries import agreed_sheet
from cordata.assessment.states import AssignmentState
from cordata.kernel.localised import pick
from cordata.notify.quoting import literal
from cordata.web.catalogue import sentence
from cordata.web.numerals import plain_number


def reasons_for(review: Review, code: str, **params: str) -> dict[str, str]:
    """Language of the call -> Markdown: the reason in a sentence, then each criterion's words."""
    definition = review.application.call_version.definition
    return {
        language: "\n\n".join(
            [
                sentence(f"selection.reason.{code}", language, **params),
                *_score(review, language),
                *_motivations(review, language),
            ]
        )
        for language in definition.languages
    }


def _score(review: Review, language: str) -> list[str]:
    """The consolidated score out of the most a file can have, priority points included; where the
    call tells scores."""
    grid = review.application.call_version.definition.grid
    if review.score is None or not grid.scores_told:
        return []
    most = grid.maximum + sum((item.weight for item in grid.priorities), Decimal(0))
    score = plain_number(review.score, language, 2)
    return [sentence("selection.reason.score", language, score=score, most=plain_number(most))]


def _motivations(review: Review, language: str) -> list[str]:
    """Each criterion's words as they were written, those in the letter's own language first."""
    grid = review.application.call_version.definition.grid
    agreed = agreed_sheet(review)
    if agreed:
        return [
            f"**{pick(item.names, language)}.** {literal(agreed.motivations[item.code].strip())}"
            for item in grid.scored
            if item.code in agreed.motivations
        ]
    sheets = [one for one in review.assignments.all() if one.state == AssignmentState.LOCKED]
    by_criterion: dict[str, list[str]] = {}
    for assignment in sorted(sheets, key=lambda one: one.assessor.language != language):
        for score in assignment.scores.all():
            words = literal(score.motivation.strip())
            by_criterion.setdefault(score.criterion, []).append(words)
    return [
        f"**{pick(item.names, language)}.** " + " ".join(by_criterion[item.code])
        for item in grid.scored
        if item.code in by_criterion
    ]
