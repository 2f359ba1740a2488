"""What the race needs from the server's database: a line of words in, JSON out."""

from __future__ import annotations

import json
import sys
from datetime import timedelta
from pathlib import Path

from cordata.config.sqlite import use_bundled

use_bundled()

import django  # noqa: E402 - sqlite3 must be replaced first

django.setup()

from cordata.kernel import clock, journal  # noqa: E402
from cordata.kernel.journal import SYSTEM  # noqa: E402
from cordata.meetings.models import Meeting  # noqa: E402
from cordata.notify.models import Message  # noqa: E402
from tests.factories.meetings import meeting_with  # noqa: E402

PACK = Path(__file__).parent.parent.parent / "packs" / "alcotra-microprojects"


def prepare(trials: str, places: str) -> list[str]:
    """So many meetings ten days ahead; their public ids."""
    from cordata.meetings.actions import load_meetings
    from cordata.packs import load
    from cordata.programme.actions import load_pack

    at, pack = clock.now(), load(PACK)
    programme = load_pack(pack, by=SYSTEM, at=at)
    model = load_meetings(programme, pack, by=SYSTEM, at=at)[0]
    starts = at + timedelta(days=10)
    half = int(places) // 2
    return [
        meeting_with(
            model,
            places=int(places),
            sides={"FR": half, "IT": int(places) - half},
            released_at=at - timedelta(hours=1),
            starts_at=starts,
            ends_at=starts + timedelta(hours=4),
            registration_opens_at=at - timedelta(days=1),
            registration_closes_at=starts - timedelta(days=1),
        ).pid
        for _trial in range(int(trials))
    ]


def people(pid: str) -> list[dict[str, str]]:
    """Everyone registered for a meeting: id, key of the mailed link, state."""
    found = Meeting.objects.get(pid=pid).registrations.order_by("pk")
    return [{"pid": one.pid, "key": one.key, "state": one.state} for one in found]


def offers(pid: str) -> dict[str, int]:
    """How many mails offered a place at this meeting, and how often the journal is broken."""
    pids = list(Meeting.objects.get(pid=pid).registrations.values_list("pid", flat=True))
    sent = Message.objects.filter(notice="meetings.place_offered", subject_id__in=pids)
    return {"offers": sent.count(), "breaks": len(list(journal.verify()))}


VERBS = {"prepare": prepare, "people": people, "offers": offers}

if __name__ == "__main__":
    for line in sys.stdin:
        verb, *words = line.split()
        print(json.dumps(VERBS[verb](*words)), flush=True)
