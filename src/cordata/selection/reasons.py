"""The reasons a letter quotes: the assessors' motivations, without their names (EVA-04)."""

from __future__ import annotations

from cordata.assessment.models import Review
from cordata.assessment.states import AssignmentState
from cordata.kernel.localised import pick
from cordata.notify.quoting import literal
from cordata.web.catalogue import sentence


def reasons_for(review: Review, code: str, **params: str) -> dict[str, str]:
    """Language of the call -> Markdown: the reason in a sentence, then each criterion's words."""
    definition = review.application.call_version.definition
    return {
        language: "\n\n".join(
            [
                sentence(f"selection.reason.{code}", language, **params),
                *_motivations(review, language),
            ]
        )
        for language in definition.languages
    }


def _motivations(review: Review, language: str) -> list[str]:
    grid = review.application.call_version.definition.grid
    by_criterion: dict[str, list[str]] = {}
    for assignment in review.assignments.all():
        if assignment.state == AssignmentState.LOCKED:
            for score in assignment.scores.all():
                by_criterion.setdefault(score.criterion, []).append(
                    literal(score.motivation.strip())
                )
    return [
        f"**{pick(item.names, language)}.** " + " ".join(by_criterion[item.code])
        for item in grid.scored
        if item.code in by_criterion
    ]
