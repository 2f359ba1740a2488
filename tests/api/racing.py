"""What the race of the workers needs from their database: a line of words in, JSON out."""

from __future__ import annotations

import json
import sys
from collections import Counter

from cordata.config.sqlite import use_bundled

use_bundled()

import django  # noqa: E402 - sqlite3 must be replaced first

django.setup()

from cordata.api import actions, sending  # noqa: E402
from cordata.api.models import Delivery  # noqa: E402
from cordata.api.states import HookEvent  # noqa: E402
from cordata.kernel import clock  # noqa: E402
from cordata.kernel.journal import SYSTEM  # noqa: E402
from cordata.meetings.models import Meeting  # noqa: E402
from tests.factories.meetings import registered  # noqa: E402
from tests.meetings.racing import prepare  # noqa: E402


def tell(url: str, people: str) -> list[str]:
    """So many people get a place at a meeting of which `url` is told; the ids it will be told."""
    pid = prepare("1", people)[0]
    actions.add_hook(pid, url=url, events=HookEvent.values, by=SYSTEM, at=clock.now())
    for _person in range(int(people)):
        registered(Meeting.objects.get(pid=pid), clock.now())
    return list(Delivery.objects.order_by("pk").values_list("pid", flat=True))


def states() -> dict[str, int]:
    """How far the telling is."""
    return dict(Counter(Delivery.objects.values_list("state", flat=True)))


def after_the_pause() -> int:
    """As if the pause of what failed were over; how many addresses are told again."""
    Delivery.objects.update(send_after=clock.real_now())
    return sending.queue_due()


VERBS = {"tell": tell, "states": states, "after_the_pause": after_the_pause}

if __name__ == "__main__":
    for line in sys.stdin:
        verb, *words = line.split()
        print(json.dumps(VERBS[verb](*words)), flush=True)
