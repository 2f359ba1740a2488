"""What falls due at an instant: closings, expiries, reminders.

Each step lists its own acts; `desk.agenda` gathers them and carries them out in order.
An act is read from the state of the rows, so carrying it out makes it disappear: running the
list twice does nothing the second time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True, order=True)
class DueAct:
    """One act that falls due at `at` (UTC); `run(at)` carries it out in its own transaction."""

    at: datetime
    code: str  # meetings.release_places
    key: str  # the public id it concerns
    run: Callable[[datetime], object] = field(compare=False)
