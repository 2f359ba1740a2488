"""What the race needs from the server's database: a line of words in, JSON out."""

from __future__ import annotations

import json
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

from cordata.config.sqlite import use_bundled

use_bundled()

import django  # noqa: E402 - sqlite3 must be replaced first

django.setup()

from allauth.mfa.models import Authenticator  # noqa: E402
from django.conf import settings  # noqa: E402
from django.db.models import F  # noqa: E402
from django.test import Client  # noqa: E402

from cordata.accounts.models import Grant  # noqa: E402
from cordata.kernel import clock, journal  # noqa: E402
from cordata.kernel.journal import SYSTEM  # noqa: E402
from cordata.kernel.models import Event  # noqa: E402
from cordata.meetings.models import ItemPlace, Meeting, Registration  # noqa: E402
from cordata.meetings.queries import items_taken, presence  # noqa: E402
from cordata.meetings.states import RegistrationState  # noqa: E402
from cordata.notify.models import Message  # noqa: E402
from cordata.rules.places import Taken  # noqa: E402
from tests.factories.accounts import PersonFactory  # noqa: E402
from tests.factories.meetings import came, meeting_with, with_items  # noqa: E402

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


def prepare_day(places: str, seats: str) -> str:
    """One meeting with room for so many, parties of two allowed, and one workshop of so many."""
    prepare("1", places)
    model = Meeting.objects.get(code__startswith="annecy")
    starts = clock.now() + timedelta(days=10)
    return with_items(
        model,
        {"code": "water", "places": int(seats)},
        places=int(places),
        max_party=2,
        starts_at=starts,
        ends_at=starts + timedelta(hours=4),
        registration_opens_at=starts - timedelta(days=20),
        registration_closes_at=starts - timedelta(days=1),
    ).pid


def prepare_door(people: str) -> dict[str, Any]:
    """A meeting whose doors open in half an hour, so many people with a place, two phones."""
    prepare("1", "10")
    model, at = Meeting.objects.get(code__startswith="annecy"), clock.now()
    before, starts = at - timedelta(days=10), at + timedelta(minutes=30)
    room = meeting_with(
        model,
        places=None,
        starts_at=starts,
        ends_at=starts + timedelta(hours=4),
        registration_opens_at=before,
        registration_closes_at=starts - timedelta(hours=1),
    )
    coming = [
        Registration(
            meeting=room,
            name=f"Camille Perret {number}",
            email=f"camille-{number}@sentiers.example",
            country="FR",
            language="fr",
            state=RegistrationState.CONFIRMED,
            registered_at=before,
            confirmed_at=before,
        )
        for number in range(int(people))
    ]
    Registration.objects.bulk_create(coming)
    return {
        "pid": room.pid,
        "tickets": [one.pid for one in coming],
        "sessions": [opened("left"), opened("right")],
    }


def opened(name: str) -> str:
    """The session of an organiser's phone."""
    person = PersonFactory(email=f"{name}@phones.example")
    started = clock.now() - timedelta(days=1)
    Grant.objects.create(person=person, role="organiser", starts_at=started, granted_by="system")
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={})
    client = Client()
    client.force_login(person)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def present(pid: str) -> dict[str, int]:
    """Who is in, by the list and by the count; the acts kept; how often the journal is broken."""
    room = Meeting.objects.get(pid=pid)
    return {
        "attended": room.registrations.filter(state="attended").count(),
        "counted": presence(room).present_total,
        "people": room.registrations.count(),
        "acts": room.door_acts.count(),
        "breaks": len(list(journal.verify())),
    }


def prepare_survey() -> dict[str, str]:
    """A meeting that ended an hour ago, and the link of one who came."""
    prepare("1", "10")
    model, at = Meeting.objects.get(code__startswith="annecy"), clock.now()
    before, starts = at - timedelta(days=10), at - timedelta(hours=5)
    held = meeting_with(
        model,
        starts_at=starts,
        ends_at=at - timedelta(hours=1),
        registration_opens_at=before,
        registration_closes_at=starts - timedelta(days=1),
    )
    person = came(held, before)
    return {"meeting": held.pid, "pid": person.pid, "key": person.key}


def answered(pid: str) -> dict[str, int]:
    """How often a meeting was judged, how often the journal says so, and how often it is broken."""
    told = Event.objects.filter(subject_id=pid, kind="meeting.survey_answered").count()
    answers = Meeting.objects.get(pid=pid).survey_answers.count()
    return {"answers": answers, "told": told, "breaks": len(list(journal.verify()))}


def seats(pid: str) -> dict[str, int]:
    """Places taken at a meeting and in its workshop, and how many lists are out of step."""
    meeting, at = Meeting.objects.get(pid=pid), clock.now()
    states = Counter(meeting.registrations.values_list("state", flat=True))
    split = meeting.registrations.exclude(party=None).exclude(state=F("party__state")).count()
    item = items_taken(meeting, at).get("water", Taken()).total
    offers = Message.objects.filter(notice="meetings.item_offered").count()
    return dict(states) | {"item": item, "split": split, "item_offers": offers}


def chosen(pid: str) -> list[dict[str, str]]:
    """Who holds a place in the workshop."""
    held = ItemPlace.objects.filter(registration__meeting__pid=pid, state="confirmed")
    return [{"pid": one.registration.pid, "key": one.registration.key} for one in held]


def people(pid: str) -> list[dict[str, str]]:
    """Everyone registered for a meeting: id, key of the mailed link, state."""
    found = Meeting.objects.get(pid=pid).registrations.leading().order_by("pk")
    return [{"pid": one.pid, "key": one.key, "state": one.state} for one in found]


def offers(pid: str) -> dict[str, int]:
    """How many mails offered a place at this meeting, and how often the journal is broken."""
    pids = list(Meeting.objects.get(pid=pid).registrations.values_list("pid", flat=True))
    sent = Message.objects.filter(notice="meetings.place_offered", subject_id__in=pids)
    return {"offers": sent.count(), "breaks": len(list(journal.verify()))}


VERBS = {
    "prepare": prepare,
    "prepare_day": prepare_day,
    "prepare_door": prepare_door,
    "present": present,
    "prepare_survey": prepare_survey,
    "answered": answered,
    "people": people,
    "offers": offers,
    "seats": seats,
    "chosen": chosen,
}

if __name__ == "__main__":
    for line in sys.stdin:
        verb, *words = line.split()
        print(json.dumps(VERBS[verb](*words)), flush=True)
