"""Operations: projects whose grant has been notified."""

from __future__ import annotations

from datetime import datetime

from cordata.programme.models import Call
from tests.factories.projects import (
    Running,
    opened,
    paid,
    prove,
    reported,
    signed,
    verified,
)


def operation(call: Call, at: datetime) -> Running:
    """A grant just notified."""
    return opened(call, at)


def completed(call: Call, at: datetime) -> Running:
    """A project with its final report, verified and paid."""
    running = signed(call, at)
    paid(running, "advance", at)
    prove(running, at, 1, 2, 3)
    reported(running, at)
    verified(running, at, 1, 2, 3)
    paid(running, "balance", at)
    return running
