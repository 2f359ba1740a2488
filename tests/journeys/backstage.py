"""What a journey needs from behind the scenes: a line of words in, JSON out.

It prepares the programme and its staff through the real actions, carries out what the worker
would (so that a journey waits for nothing) and answers two questions about the database.
"""

from __future__ import annotations

import json
import sqlite3
import sys
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

from cordata.config.sqlite import use_bundled

use_bundled()

import django  # noqa: E402 - sqlite3 must be replaced first

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402

from cordata.accounts.actions import add_person, grant_role  # noqa: E402
from cordata.accounts.models import Role  # noqa: E402
from cordata.desk import agenda  # noqa: E402
from cordata.kernel import clock, jobs, journal  # noqa: E402
from cordata.kernel.journal import SYSTEM  # noqa: E402
from cordata.meetings.actions import load_meetings  # noqa: E402
from cordata.packs import load  # noqa: E402
from cordata.programme.actions import load_pack  # noqa: E402
from cordata.rehearsal import moving  # noqa: E402
from cordata.rehearsal.middleware import shift_clock  # noqa: E402
from tests.journeys import seeding  # noqa: E402
from tests.journeys.cast import STAFF  # noqa: E402

A_WHILE = timedelta(days=3650)  # an auditor always has a last day
PACK = Path(__file__).parent.parent.parent / "packs" / "alcotra-microprojects"


def prepare(start: str) -> dict[str, str]:
    """The ALCOTRA pack, its meetings, one person for each role; returns their public ids."""
    moving.set_clock(datetime.fromisoformat(start))
    at, pack = clock.now(), load(PACK)
    programme = load_pack(pack, by=SYSTEM, at=at)
    meetings = load_meetings(programme, pack, by=SYSTEM, at=at)
    pids = {meeting.code: meeting.pid for meeting in meetings}
    for one in STAFF:
        person = add_person(one.email, by=SYSTEM, at=at, name=one.name, language=one.language)
        grant_role(person, Role(one.role), ends_at=at + A_WHILE, by=SYSTEM, at=at)
        pids[one.key] = person.pid
    return pids


def work() -> dict[str, int]:
    """Everything queued, done as the worker would."""
    shift_clock()
    return {"done": jobs.run_now()}


def tick() -> dict[str, int]:
    """What falls due by now, carried out as the worker's minute does."""
    shift_clock()
    return {"done": len(list(agenda.tick()))}


def clock_to(instant: str) -> dict[str, str]:
    """The clock set without anything happening on the way (only for tests that need no acts)."""
    moving.set_clock(datetime.fromisoformat(instant))
    return {"now": clock.now().isoformat()}


def seed(name: str) -> dict[str, str]:
    """One of the things of `seeding`, at the instance's own instant."""
    shift_clock()
    return dict(getattr(seeding, name)())


def breaks() -> dict[str, int]:
    """How often the journal's chain is broken."""
    return {"breaks": len(list(journal.verify()))}


def keep(name: str) -> dict[str, str]:
    """A copy of the database as it stands, under a name."""
    connection.ensure_connection()
    with closing(sqlite3.connect(kept(name))) as copy:
        connection.connection.backup(copy)
    return {"now": clock.now().isoformat()}


def put_back(name: str) -> dict[str, int]:
    """The database is again as it was kept; the server goes on."""
    connection.ensure_connection()
    with closing(sqlite3.connect(kept(name))) as copy:
        copy.backup(connection.connection)
    return {}


def kept(name: str) -> Path:
    return Path(settings.DATA_DIR) / f"{name}.kept"


VERBS = {
    "prepare": prepare,
    "work": work,
    "tick": tick,
    "clock": clock_to,
    "seed": seed,
    "breaks": breaks,
    "keep": keep,
    "put_back": put_back,
}

if __name__ == "__main__":
    for line in sys.stdin:
        verb, *words = line.split()
        print(json.dumps(VERBS[verb](*words)), flush=True)
