"""One table: event -> what a later step does in the same transaction, in order."""

from __future__ import annotations

from cordata.applications.actions import follow_call, follow_closing, follow_opening
from cordata.assessment.actions import (
    close_on_refusal,
    close_on_withdrawal,
    open_review,
    withdraw_review,
)
from cordata.desk.trails import keep_trails
from cordata.kernel import transitions
from cordata.kernel.transitions import Reaction
from cordata.meetings.actions import move_helpers
from cordata.projects.actions import open_lifted_project, open_project
from cordata.selection.actions import close_on_decision, close_on_lifting
from cordata.selection.actions.guarding import keep_what_is_signed

REACTIONS: tuple[tuple[str, Reaction], ...] = (
    ("meeting.changed", move_helpers),
    ("meeting.registrations_erased", keep_trails),
    ("call.opened", follow_opening),
    ("call.closing_moved", follow_closing),
    ("call.version_published", follow_call),
    ("application.submitted", open_review),
    ("application.withdrawn", withdraw_review),
    ("application.withdrawn", close_on_withdrawal),
    ("refusal.released", close_on_refusal),
    ("decision.notified", close_on_decision),
    ("call.envelope_changed", keep_what_is_signed),
    ("decision.notified", open_project),
    ("lifting.lifted", open_lifted_project),
    ("lifting.lifted", close_on_lifting),
)


def connect() -> None:
    """Fill the kernel's table; called once, when the application starts."""
    for kind, reaction in REACTIONS:
        transitions.on(kind, reaction)
