"""Release: all letters of a session go out together; nothing was visible before (ACC-11)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from cordata.accounts.models import Person
from cordata.applications.models import Application
from cordata.applications.states import State
from cordata.kernel.jobs import later
from cordata.kernel.transitions import move
from cordata.kernel.verdicts import NotPossible
from cordata.selection import notices
from cordata.selection.actions.lifting import await_conditions
from cordata.selection.actions.sitting import locked_session
from cordata.selection.letters import draft_letters
from cordata.selection.models import CommitteeSession, Decision
from cordata.selection.states import NOTIFY, RELEASE


@transaction.atomic
def release_session(pid: str, *, by: Person, at: datetime) -> CommitteeSession:
    """Notify every decision of a signed session; the event opens the approved projects. A file that
    was withdrawn since the signature gets no letter, and binds no money.

    Raises `NotPossible("selection.four_eyes")` for the person who signed.
    """
    session = locked_session(pid)
    if session.signed_by_id == by.pk:
        raise NotPossible("selection.four_eyes")
    session.released_by, session.released_at = by, at
    move(session, RELEASE, by=by, at=at)
    for decision in _to_notify(session):
        decision.notified_at = at
        for letter in draft_letters(decision, at=at):
            later("cordata.selection.jobs.render_letter", letter.pid)
        move(decision, NOTIFY, by=by, at=at, outcome=decision.outcome)
        await_conditions(decision, at=at)
        notices.decision_notified(decision, at=at)
    return session


def _to_notify(session: CommitteeSession) -> QuerySet[Decision]:
    """The decisions whose files stand; none of these can be withdrawn meanwhile."""
    ours = session.decisions.values("application")
    stands = Application.objects.exclude(state=State.WITHDRAWN).filter(pk__in=ours)
    locked = list(stands.select_for_update().order_by("pk").values_list("pk", flat=True))
    return (
        session.decisions.filter(application__in=locked)
        .select_related("application__call__programme", "application__call_version", "session")
        .prefetch_related("application__partners__organisation", "application__answers")
    )
