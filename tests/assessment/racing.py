"""What the race of two officers needs from the server's database: a line of words in, JSON out."""

from __future__ import annotations

import json
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

from cordata.config.sqlite import use_bundled

use_bundled()

import django  # noqa: E402 - sqlite3 must be replaced first

django.setup()

from allauth.mfa.models import Authenticator  # noqa: E402
from django.conf import settings  # noqa: E402
from django.test import Client  # noqa: E402

from cordata.accounts.models import Person  # noqa: E402
from cordata.assessment.actions import second_check, verify_check  # noqa: E402
from cordata.assessment.models import Review  # noqa: E402
from cordata.assessment.queries import (  # noqa: E402
    ADMISSIBILITY,
    checklist,
    rows_unanswered,
    rows_without_second,
)
from cordata.kernel import clock, journal  # noqa: E402
from cordata.kernel.journal import SYSTEM  # noqa: E402
from cordata.kernel.models import Event  # noqa: E402
from cordata.packs import load  # noqa: E402
from cordata.programme.actions import load_pack  # noqa: E402
from cordata.rules.finding import Outcome  # noqa: E402
from tests.factories.assessment import filed, review_of, staff  # noqa: E402

PACK = Path(__file__).parent.parent.parent / "packs" / "alcotra-microprojects"
OFFICERS = ("Odile Officier", "Oreste Istruttore")
LANGUAGE = "en"


def prepare(trials: str) -> dict[str, Any]:
    """So many files of a closed call, two officers' sessions, and the number of one check."""
    pack = load(PACK)
    call = load_pack(pack, by=SYSTEM, at=clock.now()).calls.get(code="microprojets-2")
    filing = call.closes_at - timedelta(days=2)
    reviews = [review_of(filed(call, filing)) for _trial in range(int(trials))]
    return {
        "reviews": [review.pid for review in reviews],
        "sessions": [session_of(staff(name, "officer")) for name in OFFICERS],
        "check": rows_unanswered(reviews[0], ADMISSIBILITY)[0].number,
    }


def finish(pid: str) -> int:
    """Every check of the stage is answered with yes, and seconded where the call asks for it."""
    review, now = Review.objects.get(pid=pid), clock.now()
    first, second = (staff(name, "officer") for name in OFFICERS)
    for row in checklist(review, ADMISSIBILITY):
        if row.verdict != Outcome.MET:
            verify_check(pid, row.code, "met", reason="Seen.", by=first, at=now)
    review = Review.objects.get(pid=pid)
    for row in rows_without_second(review, ADMISSIBILITY):
        second_check(pid, row.code, agrees=True, by=second, at=now)
    return len(checklist(review, ADMISSIBILITY))


def answered(pid: str) -> dict[str, int]:
    """How often a check of the file was answered, and how often somebody came too late."""
    told = Event.objects.filter(subject_type="review", subject_id=pid)
    return {
        "checked": told.filter(kind="review.checked").count(),
        "noted": told.filter(kind="review.attempt_refused").count(),
    }


def session_of(person: Person) -> str:
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={})
    client = Client()
    client.force_login(person)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def outcome(pid: str) -> dict[str, Any]:
    """Where the file ended, how often it was settled and how often somebody came too late."""
    review = Review.objects.get(pid=pid)
    told = Event.objects.filter(subject_type="review", subject_id=pid)
    return {
        "state": review.state,
        "settled": told.filter(kind__in=["review.admitted", "review.found_inadmissible"]).count(),
        "noted": told.filter(kind="review.attempt_refused").count(),
    }


def breaks() -> int:
    """How often the journal's chain is broken."""
    return len(list(journal.verify()))


VERBS = {
    "prepare": prepare,
    "finish": finish,
    "answered": answered,
    "outcome": outcome,
    "breaks": breaks,
}

if __name__ == "__main__":
    for line in sys.stdin:
        verb, *words = line.split()
        print(json.dumps(VERBS[verb](*words)), flush=True)
