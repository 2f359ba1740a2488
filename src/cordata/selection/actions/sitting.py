"""The committee sits, changes what it will, and the chair signs: frozen from then on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from cordata.accounts.models import Person
from cordata.documents.sealing import seal
from cordata.kernel.transitions import move, tell
from cordata.kernel.verdicts import NotPossible
from cordata.selection.actions.preparing import money_left
from cordata.selection.models import CommitteeSession, Decision
from cordata.selection.states import DECIDE, OPEN, SIGN, Outcome, SessionState

ZERO = Decimal("0.00")
GRANTS = frozenset({Outcome.APPROVED, Outcome.CONDITIONS})


def locked_session(pid: str) -> CommitteeSession:
    return (
        CommitteeSession.objects.select_for_update(of=("self",))
        .select_related("call__programme", "call__version")
        .get(pid=pid)
    )


@transaction.atomic
def open_session(pid: str, *, by: Person, at: datetime) -> CommitteeSession:
    session = locked_session(pid)
    move(session, OPEN, by=by, at=at)
    return session


@transaction.atomic
def change_outcome(
    pid: str,
    decision_pid: str,
    outcome: str,
    *,
    because: str,
    conditions: Mapping[str, str] | None = None,
    by: Person,
    at: datetime,
) -> Decision:
    """The committee departs from the proposal, with its reason.

    Raises `NotPossible`: `selection.signed`, `selection.reason_missing`,
    `selection.over_envelope` (nothing is granted beyond the envelope, to the cent).
    """
    session = locked_session(pid)
    if session.state not in {SessionState.PREPARED, SessionState.OPEN}:
        raise NotPossible("selection.signed")
    if not because.strip():
        raise NotPossible("selection.reason_missing")
    decision = session.decisions.select_related("application").get(pid=decision_pid)
    before = decision.outcome
    decision.outcome = Outcome(outcome)
    decision.grant = _asked(decision) if decision.outcome in GRANTS else ZERO
    decision.conditions = dict(conditions or {})
    decision.save()
    _within_envelope(session, decision.theme)
    tell(decision, "changed", by=by, at=at, because=because, before=before, after=outcome)
    return decision


def _asked(decision: Decision) -> Decimal:
    submissions = decision.application.submissions.order_by("-version")
    return submissions.values_list("erdf", flat=True)[0]


def _within_envelope(session: CommitteeSession, theme: str) -> None:
    left = money_left(session).get(theme, ZERO)
    granted = sum((d.grant for d in session.decisions.filter(theme=theme)), ZERO)
    if granted > left:
        raise NotPossible("selection.over_envelope", over=granted - left, theme=theme)


@transaction.atomic
def sign_session(pid: str, *, by: Person, at: datetime) -> CommitteeSession:
    """The chair signs: every decision is decided and the ranking sealed with them.

    Raises `NotPossible`: `selection.deferred_left` while equals at the cut are undecided.
    """
    session = locked_session(pid)
    for theme in session.themes:
        _within_envelope(session, theme)
    session.signed_by, session.signed_at = by, at
    session.ranking = seal(
        "ranking", f"{session.call.code}-{session.held_on}", _content(session), at=at
    )
    move(session, SIGN, by=by, at=at, ranking=session.ranking.sha256)
    for decision in session.decisions.select_related("application"):
        move(decision, DECIDE, by=by, at=at, outcome=decision.outcome, grant=decision.grant)
    return session


def _content(session: CommitteeSession) -> dict[str, Any]:
    """The ranking as it is frozen: envelopes, and each file with its rank, score and outcome."""
    return {
        "call": session.call.code,
        "held_on": session.held_on,
        "kind": session.kind,
        "place": session.place,
        "remainder": session.remainder,
        "envelopes": money_left(session),
        "decisions": [
            {
                "number": decision.application.number,
                "theme": decision.theme,
                "rank": decision.rank,
                "score": decision.score,
                "total": decision.total,
                "grant": decision.grant,
                "outcome": decision.outcome,
                "reasons": decision.reasons,
                "conditions": decision.conditions,
            }
            for decision in session.decisions.select_related("application").order_by(
                "theme", "rank", "application__number"
            )
        ],
    }
