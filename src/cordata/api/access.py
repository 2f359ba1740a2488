"""Who may connect other software to a meeting, and what a key opens."""

from __future__ import annotations

from datetime import datetime

from cordata.accounts.queries import Reader
from cordata.api.models import Token
from cordata.api.states import Scope
from cordata.kernel.verdicts import Verdict, refused
from cordata.meetings import access as meetings
from cordata.meetings.models import Meeting


def connect(person: Reader, meeting: Meeting, at: datetime) -> Verdict:
    """Keys of a meeting: whoever may read its lists, for a key gives no more than that."""
    return meetings.organise(person, meeting, at)


def read_registrations(token: Token, at: datetime) -> Verdict:
    """A key in force reads what its owner may read at this very moment (ACC-08)."""
    if token.scope != Scope.REGISTRATIONS or not token.in_force(at):
        return refused("token.ended")
    return meetings.organise(token.person, token.meeting, at)
