"""The committee sits, changes what it will, and the chair signs: frozen from then on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from cordata.accounts.models import Person
from cordata.applications.states import State as ApplicationState
from cordata.documents.sealing import seal
from cordata.kernel.transitions import move, tell
from cordata.kernel.verdicts import NotPossible
from cordata.notify.quoting import literal
from cordata.programme.models import Call
from cordata.selection import access
from cordata.selection.letters import LETTERS
from cordata.selection.minutes import record_of
from cordata.selection.models import CommitteeSession, Decision
from cordata.selection.queries import money_left, reviews_to_decide
from cordata.selection.reasons import reasons_for
from cordata.selection.room import Room, room_of
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
    """The committee sits. Where the call has rules of procedure it was convened and is quorate.

    Raises `NotPossible`: `selection.not_convened`, `selection.no_quorum`.
    """
    session = locked_session(pid)
    _quorate(session)
    move(session, OPEN, by=by, at=at)
    return session


def _quorate(session: CommitteeSession) -> Room:
    """The room, where the call's rules of procedure ask for one. A written procedure opens with
    its convocation."""
    room = room_of(session)
    if room.definition is None:
        return room
    if session.convened_at is None:
        raise NotPossible("selection.not_convened")
    quorum = room.quorum
    if not quorum.reached:
        raise NotPossible("selection.no_quorum", present=quorum.present, needed=quorum.needed)
    return room


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

    Raises `NotPossible`: `selection.signed`, `selection.file_withdrawn`,
    `selection.reason_missing`, `selection.outcome_unknown`, `selection.no_letter`,
    `selection.conditions_missing`, `selection.over_envelope` (nothing is granted beyond the
    envelope, to the cent).
    """
    session = locked_session(pid)
    if session.state not in {SessionState.PREPARED, SessionState.OPEN}:
        raise NotPossible("selection.signed")
    if not because.strip():
        raise NotPossible("selection.reason_missing")
    _sayable(session, outcome, conditions or {})
    decision = session.decisions.select_related("application__review").get(pid=decision_pid)
    if decision.application.state == ApplicationState.WITHDRAWN:
        raise NotPossible("selection.file_withdrawn", file=decision.application.number)
    review = decision.application.review
    before = decision.outcome
    decision.outcome = Outcome(outcome)
    decision.grant = review.submission.erdf if decision.outcome in GRANTS else ZERO
    decision.total = review.submission.total
    decision.reasons = reasons_for(review, "changed", because=literal(because))
    decision.conditions = dict(conditions or {}) if outcome == Outcome.CONDITIONS else {}
    decision.because = because
    decision.save()
    decision.ballots.all().delete()  # they spoke to another proposal
    _within_envelope(session, decision.theme)
    tell(decision, "changed", by=by, at=at, because=because, before=before, after=outcome)
    return decision


def _sayable(session: CommitteeSession, outcome: str, conditions: Mapping[str, str]) -> None:
    """An outcome that exists, whose letter the call has, with its conditions in words."""
    if outcome not in set(Outcome):
        raise NotPossible("selection.outcome_unknown")
    letters = session.call.definition.letters
    if outcome in LETTERS and LETTERS[outcome] not in letters:
        raise NotPossible("selection.no_letter", outcome=outcome)
    languages = session.call.definition.languages
    if outcome == Outcome.CONDITIONS and not all(conditions.get(code) for code in languages):
        raise NotPossible("selection.conditions_missing")


def _within_envelope(session: CommitteeSession, theme: str) -> None:
    left = money_left(session).get(theme, ZERO)
    granted = sum((d.grant for d in session.decisions.filter(theme=theme)), ZERO)
    if granted > left:
        raise NotPossible("selection.over_envelope", over=granted - left, theme=theme)


@transaction.atomic
def sign_session(pid: str, *, by: Person, at: datetime) -> CommitteeSession:
    """The chair signs: every decision is decided and the ranking sealed with them.

    Raises `NotPossible`: `selection.not_open`, `selection.signed` at a second signature,
    `selection.deferred_left` while a decision is open, `selection.not_decidable` when a file was
    withdrawn or decided elsewhere since, `selection.over_envelope`; where the call has rules of
    procedure `selection.no_quorum` and `selection.not_carried`.
    """
    session = locked_session(pid)
    if not (verdict := access.signable(session)):
        raise NotPossible(verdict.code)
    Call.objects.select_for_update().get(pk=session.call_id)  # one signature at a time on a call
    _all_settled(session, at)
    room = _quorate(session)
    _carried(session, room, at)
    for theme in session.themes:
        _within_envelope(session, theme)
    session.signed_by, session.signed_at = by, at
    record = record_of(session, room, at, by=by)
    session.ranking = seal("ranking", f"{session.call.code}-{session.held_on}", record, at=at)
    move(session, SIGN, by=by, at=at, ranking=session.ranking.sha256)
    for decision in session.decisions.select_related("application"):
        move(decision, DECIDE, by=by, at=at, outcome=decision.outcome, grant=decision.grant)
    return session


def _all_settled(session: CommitteeSession, at: datetime) -> None:
    decisions = list(session.decisions.select_related("application"))
    open_ones = [one for one in decisions if one.outcome == Outcome.DEFERRED and not one.because]
    if open_ones:
        raise NotPossible("selection.deferred_left", count=len(open_ones), files=_files(open_ones))
    ready = set(
        reviews_to_decide(session.call, session.themes, with_reserve=True, at=at).values_list(
            "application_id", flat=True
        )
    )
    gone = [one for one in decisions if one.application_id not in ready]
    if gone:
        raise NotPossible("selection.not_decidable", count=len(gone), files=_files(gone))


def _carried(session: CommitteeSession, room: Room, at: datetime) -> None:
    """What is decided has the committee's agreement; what is put off needs none."""
    if room.definition is None:
        return
    decided = session.decisions.exclude(outcome=Outcome.DEFERRED).select_related("application")
    for result, decisions in room.not_carried(decided, at).items():
        raise NotPossible(
            f"selection.not_carried.{result.value}", count=len(decisions), files=_files(decisions)
        )


def _files(decisions: list[Decision]) -> tuple[str, ...]:
    return tuple(sorted(one.application.number for one in decisions))
