"""A site for `test_flood.py`: it answers nobody before it is told to, then each with the instant
at which their request was noted."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")


from cordata.config.waiting_room import WaitingRoom
from cordata.web.arrival import NOTED

GATE = Path(os.environ.get("GATE", ""))


def told(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    """The instant, and what came of the headers a proxy may set."""
    while not GATE.exists():
        time.sleep(0.02)
    said = f"{environ[NOTED].timestamp()} {environ.get('HTTP_X_FORWARDED_FOR', '-')}".encode()
    start_response("200 OK", [("Content-Length", str(len(said)))])
    return [said]


application = WaitingRoom(told, 4)
