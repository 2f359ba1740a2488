"""A notified decision ends the messages of a file, once it leaves nothing open."""

from __future__ import annotations

from cordata.assessment.actions import close_exchanges
from cordata.kernel.models import Event
from cordata.selection.models import Decision, Lifting
from cordata.selection.states import Outcome

ENDS = frozenset({Outcome.APPROVED, Outcome.REJECTED})


def close_on_decision(decision: Decision, event: Event) -> None:
    """Not while the file waits: on the reserve list, for conditions, for another session."""
    if decision.outcome in ENDS:
        close_exchanges(decision.application, at=event.at)


def close_on_lifting(lifting: Lifting, event: Event) -> None:
    """Conditions lifted: the file is a project from now on."""
    close_exchanges(lifting.decision.application, at=event.at)
