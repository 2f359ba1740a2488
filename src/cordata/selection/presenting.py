"""The board as the committee sees it: ranking, cut, sums, spread of the sheets."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from cordata.applications.models import Partner
from cordata.assessment.states import AssignmentState
from cordata.packs import CallDefinition
from cordata.packs.provenance import Text
from cordata.rules.leniency import Leniency
from cordata.selection.evening import Doubt, doubt_about
from cordata.selection.models import CommitteeSession, Decision, Lifting
from cordata.selection.states import Outcome

ZERO = Decimal("0.00")
GRANTED = frozenset({Outcome.APPROVED, Outcome.CONDITIONS})
STATES: Mapping[str, tuple[str, str]] = {
    Outcome.APPROVED: ("ok", "check"),
    Outcome.CONDITIONS: ("ok", "list-checks"),
    Outcome.RESERVE: ("mute", "bookmark"),
    Outcome.REJECTED: ("ko", "x"),
    Outcome.DEFERRED: ("warn", "scale"),
}
LEFT, LENGTH = 8, 108  # the drawing of the two sheets, in its own units


def outcome_code(decision: Decision, outcome: str) -> str:
    """The sentence of an outcome; put off by the committee is not the same as not settled yet."""
    settled = outcome == Outcome.DEFERRED and decision.because
    return f"selection.outcome.{'postponed' if settled else outcome}"


@dataclass(frozen=True, slots=True)
class Spread:
    """The totals of the sheets, drawn as a line from the lowest to the highest."""

    low: Decimal
    high: Decimal
    maximum: Decimal

    def _at(self, value: Decimal) -> str:
        return f"{LEFT + LENGTH * value / (self.maximum or 1):.1f}"

    @property
    def start(self) -> str:
        return self._at(self.low)

    @property
    def end(self) -> str:
        return self._at(self.high)

    @property
    def middle(self) -> str:
        return self._at((self.low + self.high) / 2)


@dataclass(frozen=True, slots=True)
class Row:
    """One file on the board."""

    decision: Decision
    titles: Text
    partners: Sequence[Partner]
    asked: Decimal
    sum: Decimal  # of what was asked up to here, in the order of the ranking
    outcome: str  # decided or, where an effect is tried out, what it would be
    grant: Decimal
    tie: bool
    new: bool
    spread: Spread | None
    form: Any = None

    @property
    def lifting(self) -> Lifting | None:
        """The conditions of a notified approval, where it has some."""
        return self.decision.lifting if hasattr(self.decision, "lifting") else None

    @property
    def open(self) -> bool:
        """Not settled: the rules could not, and nobody has."""
        return self.outcome == Outcome.DEFERRED and not self.decision.because

    @property
    def state(self) -> tuple[str, str]:
        return STATES[self.outcome]

    @property
    def outcome_code(self) -> str:
        return outcome_code(self.decision, self.outcome)


@dataclass(frozen=True, slots=True)
class ThemeBoard:
    """One envelope with its ranking."""

    code: str
    names: Text
    envelope: Decimal
    rows: Sequence[Row]  # ranked
    failed: Sequence[Row]  # below what the call requires
    cut_before: int  # index of the first row that gets nothing; the length if all get something
    doubt: Doubt | None = None  # beside the ranking, never in it
    aside: Sequence[Row] = ()  # on which the reader stands aside: no score, no sum, no talk

    @property
    def granted(self) -> Decimal:
        return sum((row.grant for row in self.everything), ZERO)

    @property
    def everything(self) -> Sequence[Row]:
        return (*self.rows, *self.failed, *self.aside)

    @property
    def left(self) -> Decimal:
        return self.envelope - self.granted

    @property
    def winners(self) -> int:
        return sum(row.outcome in GRANTED for row in self.everything)

    @property
    def bar(self) -> list[tuple[Decimal, str]]:
        """The envelope as parts in percent, one a grant."""
        whole = self.envelope or Decimal(1)
        kinds = [(row.grant * 100 / whole, "fr") for row in self.rows if row.grant]
        return kinds or [(Decimal(0), "no")]

    @property
    def equals(self) -> list[Row]:
        """Files of equal merit at the cut, between which the committee decides."""
        return [row for row in self.rows if row.tie and row.open]


@dataclass(frozen=True, slots=True)
class Trial:
    """What would come of a file under another treatment of the remainder."""

    outcome: str
    grant: Decimal


def theme_boards(
    session: CommitteeSession,
    decisions: Sequence[Decision],
    envelopes: Mapping[str, Decimal],
    *,
    trials: Mapping[int, Trial] | None = None,
    forms: Mapping[int, Any] | None = None,
    found: Leniency | None = None,
    hidden: Collection[int] = (),
) -> list[ThemeBoard]:
    """`trials` and `forms` are keyed by the decision's row; `found` is the model of the sheets;
    `hidden` are applications on which the reader stands aside."""
    definition = session.call.definition
    boards = []
    for theme in definition.themes:
        own = [one for one in decisions if one.theme == theme.code]
        if theme.code not in session.themes:
            continue
        rows = _rows(own, definition, trials or {}, forms or {})
        shown = [row for row in rows if row.decision.application_id not in hidden]
        aside = [row for row in rows if row not in shown]
        ranked = [row for row in shown if row.decision.rank is not None]
        boards.append(
            ThemeBoard(
                code=theme.code,
                names=theme.names,
                envelope=envelopes.get(theme.code, ZERO),
                rows=ranked,
                failed=[row for row in shown if row.decision.rank is None],
                cut_before=_cut(ranked),
                doubt=None
                if aside
                else doubt_about([row.decision for row in ranked], _cut(ranked), found),
                aside=aside,
            )
        )
    return boards


def _rows(
    decisions: Sequence[Decision],
    definition: CallDefinition,
    trials: Mapping[int, Trial],
    forms: Mapping[int, Any],
) -> list[Row]:
    rows, total = [], ZERO
    ranks = [one.rank for one in decisions if one.rank is not None]
    ordered = sorted(decisions, key=lambda one: (one.rank is None, one.rank or 0, str(one)))
    for decision in ordered:
        review = decision.application.review
        total += review.submission.erdf
        trial = trials.get(decision.pk)
        rows.append(
            Row(
                decision=decision,
                titles=titles_of(decision),
                partners=sorted(decision.application.partners.all(), key=lambda one: one.position),
                asked=review.submission.erdf,
                sum=total,
                outcome=trial.outcome if trial else decision.outcome,
                grant=trial.grant if trial else decision.grant,
                tie=decision.rank is not None and ranks.count(decision.rank) > 1,
                new=bool(review.priority_points),
                spread=_spread(review, definition),
                form=forms.get(decision.pk),
            )
        )
    return rows


def _cut(rows: Sequence[Row]) -> int:
    return next((index for index, row in enumerate(rows) if row.outcome not in GRANTED), len(rows))


def titles_of(decision: Decision) -> Text:
    answers = getattr(decision.application, "title_answers", ())
    texts = {answer.language: answer.text for answer in answers if answer.text}
    return texts or {"": decision.application.acronym or decision.application.number}


def _spread(review: Any, definition: CallDefinition) -> Spread | None:
    totals = [
        one.total
        for one in review.assignments.all()
        if one.state == AssignmentState.LOCKED and one.total is not None
    ]
    if not totals:
        return None
    return Spread(min(totals), max(totals), definition.grid.maximum)


@dataclass(frozen=True, slots=True)
class Recipient:
    """An organisation that is written to when the session is released."""

    number: str
    organisation: Any
    outcome_code: str
    people: Sequence[Any]


def recipients(
    decisions: Sequence[Decision], people: Mapping[int, Sequence[Any]]
) -> list[Recipient]:
    """Everybody who gets a letter, file by file, lead first."""
    return [
        Recipient(
            number=decision.application.number,
            organisation=partner.organisation,
            outcome_code=outcome_code(decision, decision.outcome),
            people=people.get(partner.organisation_id, ()),
        )
        for decision in decisions
        for partner in sorted(decision.application.partners.all(), key=lambda one: one.position)
    ]


def balance(decisions: Sequence[Decision]) -> dict[str, int]:
    """Country of the lead -> projects granted."""
    counts: dict[str, int] = {}
    for decision in decisions:
        if decision.outcome in GRANTED:
            lead = next(one for one in decision.application.partners.all() if one.is_lead)
            country = lead.organisation.country
            counts[country] = counts.get(country, 0) + 1
    return dict(sorted(counts.items()))
