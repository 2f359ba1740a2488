"""The journal replayed: the sheets it holds give the scores that stand, and the decisions it tells
are those of the rows and of the sealed rankings (LOG-02, EVA-06)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from cordata.assessment.models import Review
from cordata.assessment.queries import grid_of
from cordata.kernel.models import Event
from cordata.rules import scoring
from cordata.rules.scoring import Method, Sheet
from cordata.selection.models import Decision

KINDS = (
    *("assignment.made", "assignment.locked", "assignment.reopened", "review.consolidated"),
    *("decision.decided", "committeesession.signed"),
)


@dataclass(frozen=True, slots=True)
class Difference:
    """What stands somewhere is not what the journal comes to."""

    what: str  # number of a file, and what of it
    stands: str
    journal: str


@dataclass(slots=True)
class Replayed:
    """What the journal alone comes to."""

    review_of: dict[str, str] = field(default_factory=dict)  # assignment -> review
    sheets: dict[str, dict[str, Sheet]] = field(default_factory=lambda: defaultdict(dict))
    consolidated: dict[str, tuple[dict[str, Sheet], Mapping[str, Any]]] = field(
        default_factory=dict
    )
    decided: dict[str, Mapping[str, Any]] = field(default_factory=dict)  # decision -> facts
    rankings: dict[str, str] = field(default_factory=dict)  # session -> SHA-256 of its ranking


def replayed() -> Replayed:
    """Walk the lines that bear on scores and decisions, in order; one query."""
    found = Replayed()
    for event in Event.objects.filter(kind__in=KINDS).order_by("number").iterator(chunk_size=2000):
        _take_in(found, event)
    return found


def _take_in(found: Replayed, event: Event) -> None:
    pid, data = event.subject_id, event.data
    match event.kind:
        case "assignment.made":
            found.review_of[pid] = data["review"]
        case "assignment.locked":
            points = {code: Decimal(str(one)) for code, one in data["scores"].items()}
            found.sheets[found.review_of.get(pid, "")][pid] = Sheet(pid, points)
        case "assignment.reopened":
            found.sheets[found.review_of.get(pid, "")].pop(pid, None)
        case "review.consolidated":
            found.consolidated[pid] = (dict(found.sheets[pid]), data)
        case "decision.decided":
            found.decided[pid] = data
        case "committeesession.signed":
            found.rankings[pid] = data["ranking"]


def differences() -> Iterator[Difference]:
    """Every score and every decision that is not what the journal comes to."""
    found = replayed()
    yield from _scores(found)
    yield from _decisions(found)


def _scores(found: Replayed) -> Iterator[Difference]:
    """What the sheets give, what was written down when they did, and what stands."""
    reviews = Review.objects.filter(pid__in=found.consolidated).select_related(
        "application__call_version"
    )
    for review in reviews.order_by("application__number"):
        sheets, told = found.consolidated[review.pid]
        grid, what = grid_of(review).rules, f"{review.application.number} score"
        stands, said = str(review.score), str(told["score"])
        if stands != said:
            yield Difference(what, stands, said)
        if grid.method is not Method.CONSENSUS and sheets:
            result = scoring.consolidate(list(sheets.values()), grid, frozenset(told["priorities"]))
            if Decimal(said) != result.score:
                yield Difference(f"{what} of its sheets", said, str(result.score))


def _decisions(found: Replayed) -> Iterator[Difference]:
    """Each decided row against its line; each sealed ranking against both."""
    rows = Decision.objects.filter(session__signed_at__isnull=False)
    for one in rows.select_related("application", "session__ranking").order_by("pk"):
        told = found.decided.get(one.pid, {})
        said = _said(told.get("outcome"), told.get("grant"))
        stands = _said(one.outcome, one.grant)
        if stands != said:
            yield Difference(f"{one.application.number} decision", stands, said)
        ranking = one.session.ranking
        if ranking is None or found.rankings.get(one.session.pid) != ranking.sha256:
            yield Difference(f"{one.application.number} ranking", "", "")
            continue
        sealed = {row["number"]: row for row in ranking.content["decisions"]}
        row = sealed.get(one.application.number, {})
        if _said(row.get("outcome"), row.get("grant")) != said:
            frozen = _said(row.get("outcome"), row.get("grant"))
            yield Difference(f"{one.application.number} sealed ranking", frozen, said)


def _said(outcome: Any, grant: Any) -> str:
    return f"{outcome} {Decimal(str(grant or 0)):.2f}"
