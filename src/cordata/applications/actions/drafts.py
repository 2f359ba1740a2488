"""A draft re-read under lock before anything in it changes."""

from __future__ import annotations

from datetime import datetime, timedelta

from cordata.applications.models import Application, Partner
from cordata.applications.states import State
from cordata.kernel.prepared import Given, Prepared
from cordata.kernel.verdicts import NotPossible

MINUTE = timedelta(minutes=1)
WRITABLE = frozenset({State.DRAFT, State.SUBMITTED})  # a new filing replaces the one that stands


_locked: Prepared[Application] = Prepared(
    lambda: (
        Application.objects.filter(pk=Given("application"))
        .with_call()
        .select_related("call__version")
        .defer("call__version__data", "call__programme__data", "call_version__data")
        .select_for_update(of=("self",))
    )
)


def locked_draft(application: Application, *, at: datetime) -> Application:
    """The application, locked. Raises NotPossible when nothing may be written any more."""
    draft = _locked.get(application=application.pk)
    if draft.state not in WRITABLE or not draft.takes_changes(at):
        raise NotPossible("application.closed_to_changes")
    return draft


def held_draft(application: Application, *, at: datetime) -> Application:
    """The application as it was just read, held by noting that it changes: the cheapest lock.

    Raises NotPossible when nothing may be written any more.
    """
    rows = Application.objects.filter(pk=application.pk, state__in=WRITABLE)
    if not application.takes_changes(at) or not rows.update(changed_at=at):
        raise NotPossible("application.closed_to_changes")
    application.changed_at = at
    return application


def still_written(locked: Application, application: Application, *, at: datetime) -> None:
    """Whether the row just locked may still be written, or NotPossible.

    While somebody types, `changed_at` is written once a minute: it says when a draft last changed
    to lists, never what stands.
    """
    if locked.state not in WRITABLE or not application.takes_changes(at):
        raise NotPossible("application.closed_to_changes")
    application.changed_at = locked.changed_at
    noted_lately(application, at)


def noted_lately(application: Application, at: datetime) -> None:
    """Let a change of the last minute stand for this one, of an application just read."""
    if timedelta(0) <= at - application.changed_at < MINUTE:
        application.changed_at = at


def locked_partner(partner: Partner, *, at: datetime) -> Partner:
    """The partner with its application locked, so that two hands on one part follow in turn."""
    draft = locked_draft(partner.application, at=at)
    again = Partner.objects.select_related("organisation").get(pk=partner.pk, application=draft)
    again.application = draft
    return again


def mark_changed(application: Application, at: datetime) -> None:
    """Note when the draft last changed: once an action, however many texts it saves."""
    if application.changed_at != at:
        application.changed_at = at
        application.save(update_fields=["changed_at"])
