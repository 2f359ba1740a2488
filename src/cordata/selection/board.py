"""The envelope board: files ranked, envelopes filled, by the rules the call froze."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cordata.assessment.models import Review
from cordata.assessment.priorities import priorities_of
from cordata.assessment.queries import agreed_sheet, sheet_of
from cordata.assessment.states import AssignmentState
from cordata.rules import ranking, scoring
from cordata.rules.ranking import Award, Entry, Filling, Ranked, Remainder
from cordata.selection.states import Outcome

ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Place:
    """One file on the board, before the committee has spoken; amounts in euros."""

    review: Review
    rank: int | None
    outcome: str
    grant: Decimal
    total: Decimal
    reason: str  # code of why: funded, reserve, held, undecided, or the failure


def entry_of(review: Review) -> Entry:
    """A file as the ranking sees it: what it asks, its score, what settles equals."""
    grid = review.application.call_version.definition.grid.rules
    priorities = priorities_of(review)
    sheets = [
        sheet_of(assignment)
        for assignment in review.assignments.all()
        if assignment.state == AssignmentState.LOCKED
    ]
    agreed = agreed_sheet(review)
    sheets = [agreed] if agreed else sheets
    ties = (
        scoring.tie_values(scoring.consolidate(sheets, grid, priorities), grid, priorities)
        if sheets
        else ()
    )
    return Entry(
        key=review.application.pid,
        asked=review.submission.erdf,
        score=review.score or ZERO,
        ties=ties,
        envelope=review.application.theme,
    )


def _bounds(reviews: Collection[Review]) -> dict[str, Decimal]:
    """What bounds a partial award in this call: its ERDF rate and its least total."""
    for review in reviews:
        rules = review.application.call_version.definition.ruleset
        return {"rate": rules.rate_max, "total_min": rules.total_min}
    return {}


def board(
    reviews: Iterable[Review],
    envelopes: Mapping[str, Decimal],
    remainder: Remainder,
    *,
    chosen: Sequence[str] = (),
) -> list[Place]:
    """Every file with its rank in its envelope and what the rules propose; those that did not pass
    come last."""
    files = {review.application.pid: review for review in reviews}
    passed = [entry_of(review) for review in files.values() if review.passed]
    ranked = _ranked(passed, chosen)
    fillings = ranking.fill_envelopes(ranked, envelopes, remainder, **_bounds(files.values()))
    places = [_place(files[one.entry.key], one, fillings) for one in ranked]
    failed = [review for review in files.values() if not review.passed]
    return places + [
        Place(review, None, Outcome.REJECTED, ZERO, review.submission.total, "failed")
        for review in failed
    ]


def _ranked(passed: Sequence[Entry], chosen: Sequence[str]) -> list[Ranked]:
    """Each envelope has a ranking of its own: who asks another one stands in nobody's way."""
    envelopes = dict.fromkeys(one.envelope for one in passed)
    return [
        place
        for envelope in envelopes
        for place in ranking.rank(
            (one for one in passed if one.envelope == envelope), chosen=chosen
        )
    ]


def _place(review: Review, ranked: Ranked, fillings: Mapping[str, Filling]) -> Place:
    filling = fillings.get(ranked.entry.envelope)
    award = _award(ranked, filling)
    if award is not None:
        total = award.total or review.submission.total
        reason = "partial" if award.partial else "funded"
        return Place(review, ranked.place, Outcome.APPROVED, award.amount, total, reason)
    outcome, reason = _without_award(ranked.entry.key, filling)
    return Place(review, ranked.place, outcome, ZERO, review.submission.total, reason)


def _award(ranked: Ranked, filling: Filling | None) -> Award | None:
    awards = filling.awards if filling else ()
    return next((award for award in awards if award.key == ranked.entry.key), None)


def _without_award(key: str, filling: Filling | None) -> tuple[str, str]:
    """Outcome and reason of a file that passed and gets nothing by the rules."""
    if filling is None:
        return Outcome.DEFERRED, "no_envelope"
    if key in filling.undecided:
        return Outcome.DEFERRED, "undecided"
    if key in filling.held:
        return Outcome.DEFERRED, "held"
    return Outcome.RESERVE, "reserve"
