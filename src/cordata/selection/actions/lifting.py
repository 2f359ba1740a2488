"""The conditions of an approval: answered by the lead, stated by one, confirmed by another.

Nothing is refused by the clock: after the term a person decides. Conditions found not met put the
file before the committee again, which decides anew.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from cordata.accounts.models import Person
from cordata.applications.states import State as ApplicationState
from cordata.documents.models import StoredFile
from cordata.kernel.jobs import later
from cordata.kernel.journal import SYSTEM
from cordata.kernel.transitions import can_move, move, tell
from cordata.kernel.verdicts import NotPossible
from cordata.programme.queries import local_day
from cordata.rules.deadlines import end_of_day
from cordata.selection import notices
from cordata.selection.letters import draft_letters
from cordata.selection.models import Decision, Letter, Lifting, LiftingEntry
from cordata.selection.states import LIFT, RETURN, SEND_BACK, STATE, LiftingState, Outcome

Kind = LiftingEntry.Kind
REMINDED_BEFORE = timedelta(days=7)  # default: before the end of the term


def await_conditions(decision: Decision, *, at: datetime) -> Lifting | None:
    """Open the term of an approval with conditions; nothing for another outcome."""
    if decision.outcome != Outcome.CONDITIONS:
        return None
    call, definition = decision.application.call, decision.application.definition
    day = local_day(call, at) + timedelta(days=definition.grid.conditions_days)
    due_at = end_of_day(day, definition.zone)
    lifting = Lifting.objects.create(
        decision=decision, due_at=due_at, remind_at=_reminder(due_at, at)
    )
    tell(lifting, "opened", by=SYSTEM, at=at, due_at=lifting.due_at)
    return lifting


@transaction.atomic
def answer_conditions(
    pid: str, text: str, file: StoredFile | None = None, *, by: Person, at: datetime
) -> LiftingEntry:
    """The lead's answer: words, a file or both; as often as needed, after the term too.

    Raises `NotPossible`: `selection.answer_missing`, `selection.conditions_settled`,
    `selection.withdrawn`.
    """
    lifting = _open(pid)
    if not text.strip() and file is None:
        raise NotPossible("selection.answer_missing")
    entry = _entry(lifting, Kind.ANSWER, text, file, by, at)
    tell(lifting, "answered", by=by, at=at, entry=entry.pid, late=at > lifting.due_at)
    notices.conditions_answered(lifting, entry, at=at)
    return entry


@transaction.atomic
def state_conditions(
    pid: str,
    *,
    met: bool,
    because: str,
    file: StoredFile | None = None,
    by: Person,
    at: datetime,
) -> Lifting:
    """The case officer says whether the conditions are met, and why; the authority confirms.

    Raises `NotPossible`: `selection.reason_missing`, `selection.conditions_settled`,
    `selection.withdrawn`.
    """
    lifting = _open(pid)
    if not because.strip():
        raise NotPossible("selection.reason_missing")
    lifting.met, lifting.stated_by, lifting.stated_at = met, by, at
    entry = _entry(lifting, Kind.MET if met else Kind.UNMET, because, file, by, at)
    move(lifting, STATE, by=by, at=at, because=because, met=met, entry=entry.pid)
    notices.conditions_stated(lifting, at=at)
    return lifting


@transaction.atomic
def send_back_conditions(pid: str, *, because: str, by: Person, at: datetime) -> Lifting:
    """The authority does not follow the statement: the case officer looks again."""
    lifting = _to_confirm(pid, by)
    if not because.strip():
        raise NotPossible("selection.reason_missing")
    stated_by = lifting.stated_by
    lifting.met = lifting.stated_by = lifting.stated_at = None
    _entry(lifting, Kind.SENT_BACK, because, None, by, at)
    move(lifting, SEND_BACK, by=by, at=at, because=because)
    if stated_by is not None:
        notices.conditions_sent_back(lifting, stated_by, because, at=at)
    return lifting


@transaction.atomic
def confirm_conditions(pid: str, *, by: Person, at: datetime) -> Lifting:
    """The authority confirms what was stated: the grant is notified, or the committee decides anew.

    `lifting.lifted` opens the project. Raises `NotPossible("selection.conditions_four_eyes")` for
    the person who stated, `selection.conditions_not_stated`, `selection.withdrawn`.
    """
    lifting = _to_confirm(pid, by)
    lifting.confirmed_by, lifting.confirmed_at = by, at
    if not lifting.met:
        move(lifting, RETURN, by=by, at=at)
        notices.conditions_returned(lifting, at=at)
        return lifting
    for letter in draft_letters(lifting.decision, at=at, kind=Letter.Kind.GRANT):
        later("cordata.selection.jobs.render_letter", letter.pid)
    move(lifting, LIFT, by=by, at=at, grant=lifting.decision.grant)
    notices.conditions_lifted(lifting, at=at)
    return lifting


@transaction.atomic
def extend_conditions(
    pid: str, *, due_at: datetime, because: str, by: Person, at: datetime
) -> Lifting:
    """A later term, with its reason; every partner is told.

    Raises `NotPossible`: `selection.reason_missing`, `selection.term_not_later` (than the term
    and than now), `selection.conditions_settled`, `selection.withdrawn`.
    """
    lifting = _open(pid)
    if not because.strip():
        raise NotPossible("selection.reason_missing")
    if due_at <= max(lifting.due_at, at):
        raise NotPossible("selection.term_not_later", due_at=lifting.due_at)
    before, lifting.due_at = lifting.due_at, due_at
    lifting.told_at, lifting.remind_at = None, _reminder(due_at, at)
    lifting.save(update_fields=["due_at", "told_at", "remind_at"])
    _entry(lifting, Kind.EXTENDED, because, None, by, at)
    tell(lifting, "extended", by=by, at=at, because=because, before=before, after=due_at)
    notices.conditions_extended(lifting, because, at=at)
    return lifting


def _reminder(due_at: datetime, at: datetime) -> datetime | None:
    """When the lead is reminded of a term given at `at`; never of one that is shorter than that."""
    remind_at = due_at - REMINDED_BEFORE
    return remind_at if remind_at > at else None


@transaction.atomic
def remind_of_term(pid: str, at: datetime) -> None:
    """The term ends soon: the lead is written to, unless its answer is there to be read."""
    lifting = _locked(pid)
    if lifting.remind_at is None or lifting.remind_at > at:
        return
    lifting.remind_at = None
    lifting.save(update_fields=["remind_at"])
    last = lifting.entries.last()
    if lifting.state == LiftingState.AWAITED and (last is None or last.kind != Kind.ANSWER):
        tell(lifting, "reminded", by=SYSTEM, at=at, due_at=lifting.due_at)
        notices.conditions_near(lifting, at=at)


@transaction.atomic
def tell_term_passed(pid: str, at: datetime) -> None:
    """The term has passed: the secretariat has a task, nothing else happens."""
    lifting = _locked(pid)
    if lifting.state != LiftingState.AWAITED or lifting.told_at or lifting.due_at >= at:
        return
    lifting.told_at = at
    lifting.save(update_fields=["told_at"])
    tell(lifting, "term_passed", by=SYSTEM, at=at, due_at=lifting.due_at)
    notices.conditions_term_passed(lifting, at=at)


def _open(pid: str) -> Lifting:
    """The conditions under lock, while they are to be met."""
    lifting = _locked(pid)
    if lifting.state != LiftingState.AWAITED:
        raise NotPossible("selection.conditions_settled")
    return lifting


def _to_confirm(pid: str, by: Person) -> Lifting:
    """The conditions under lock, stated by another person."""
    lifting = _locked(pid)
    if not can_move(lifting, LIFT):
        raise NotPossible("selection.conditions_not_stated")
    if lifting.stated_by_id == by.pk:
        raise NotPossible("selection.conditions_four_eyes")
    return lifting


def _locked(pid: str) -> Lifting:
    """Of a file that still stands."""
    lifting = (
        Lifting.objects.select_for_update(of=("self",))
        .select_related(
            "decision__session",
            "decision__application__call__programme",
            "decision__application__call_version",
        )
        .get(pid=pid)
    )
    if lifting.decision.application.state == ApplicationState.WITHDRAWN:
        raise NotPossible("selection.withdrawn")
    return lifting


def _entry(
    lifting: Lifting, kind: str, text: str, file: StoredFile | None, by: Person, at: datetime
) -> LiftingEntry:
    return LiftingEntry.objects.create(
        lifting=lifting, kind=kind, text=text, file=file, author=by, at=at
    )
