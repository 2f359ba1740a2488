"""How long what was never filed is kept: the programme's terms, as instants (PRI-05)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from cordata.applications.models import Application
from cordata.applications.states import State
from cordata.packs.programme import DraftTerms
from cordata.programme.models import Call

ENDED = frozenset({State.LAPSED, State.WITHDRAWN})  # of what was never filed


def terms_of(call: Call) -> DraftTerms:
    return call.programme.definition.drafts


def erased_at(application: Application) -> datetime | None:
    """When a draft is erased if nothing happens; None for what was received, in time or late."""
    if application.was_filed or application.late_attempts.exists():
        return None
    return end_of(application)


def end_of(application: Application) -> datetime:
    """The end of the term of what was never received: that of every draft, or of a deleted one."""
    if application.state == State.DELETED and application.deleted_at:
        return deleted_until(application.call, application.deleted_at)
    return terms_of(application.call).kept_until(application.call.closes_at)


def deleted_until(call: Call, at: datetime) -> datetime:
    """Until when a draft deleted at `at` can be brought back; never longer than any other."""
    terms = terms_of(call)
    return min(terms.kept_until(call.closes_at), terms.deleted_until(at))


def followed_until(call: Call) -> datetime:
    """When the addresses that follow a call are erased: some days after its closing, in case it
    is moved (PRI-05)."""
    return call.closes_at + timedelta(days=terms_of(call).followers_days)


def warned_at(application: Application, erased: datetime) -> Iterable[datetime]:
    """When its partners are written to that it will be erased."""
    days = terms_of(application.call).warning_days
    return sorted(erased - timedelta(days=one) for one in days)
