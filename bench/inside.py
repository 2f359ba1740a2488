"""What is measured in-process: queries, and CPU without the network."""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from cordata.config.sqlite import use_bundled

use_bundled()

import django  # noqa: E402 - sqlite3 must be replaced first

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection, reset_queries, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from tests.factories.applications import complete_application  # noqa: E402
from tests.factories.assessment import staff  # noqa: E402
from tests.factories.meetings import meeting_with, typed  # noqa: E402
from tests.servers import ROOT  # noqa: E402

from cordata.applications.models import Application, Submission  # noqa: E402
from cordata.assessment.models import Review  # noqa: E402
from cordata.kernel import clock  # noqa: E402
from cordata.kernel.ids import public_id  # noqa: E402
from cordata.kernel.journal import SYSTEM  # noqa: E402
from cordata.meetings.actions import load_meetings  # noqa: E402
from cordata.meetings.models import Meeting  # noqa: E402
from cordata.packs import load  # noqa: E402
from cordata.programme.actions import load_pack  # noqa: E402

DEMO = datetime(2025, 2, 3, 8, 0, tzinfo=UTC)
LATER = datetime(2025, 5, 5, 8, 0, tzinfo=UTC)
CALL = "microprojets-2"
settings.DEBUG = False
settings.ALLOWED_HOSTS = ["*"]


def prepare() -> dict[str, str]:
    """The real pack with its meetings, an officer, a meeting for the race."""
    pack = load(ROOT / "packs" / "alcotra-microprojects")
    with clock.held_at(DEMO):
        programme = load_pack(pack, by=SYSTEM, at=DEMO)
        meetings = load_meetings(programme, pack, by=SYSTEM, at=DEMO)
    annecy = next(one for one in meetings if one.code.startswith("annecy"))
    officer = staff("bench", "officer", "organiser")
    now = clock.now()
    starts = now + timedelta(days=10)
    race = meeting_with(
        annecy,
        places=60,
        sides={},
        released_at=now - timedelta(hours=1),
        starts_at=starts,
        ends_at=starts + timedelta(hours=4),
        registration_opens_at=now - timedelta(days=1),
        registration_closes_at=starts - timedelta(days=1),
    )
    return {"annecy": annecy.pid, "race": race.pid, "officer": officer.email}


def counted(act: Callable[[], Any]) -> tuple[int, float]:
    """Queries and CPU ms of one act."""
    connection.force_debug_cursor = True
    reset_queries()
    act()
    queries = len(connection.queries)
    connection.force_debug_cursor = False
    started = time.process_time()
    act()
    return queries, 1000 * (time.process_time() - started)


def page(path: str, email: str = "") -> dict[str, float]:
    """One page as a visitor or as a person: queries, and the median CPU ms of twenty."""
    from cordata.accounts.models import Person

    client = Client()
    if email:
        client.force_login(Person.objects.get(email=email))
    with clock.held_at(LATER if email else DEMO):
        assert client.get(path).status_code == 200, path
        queries, _ = counted(lambda: client.get(path))
        times = []
        for _ in range(20):
            started = time.process_time()
            client.get(path)
            times.append(1000 * (time.process_time() - started))
    return {"queries": queries, "cpu_ms": round(statistics.median(times), 2)}


def fill(count: str) -> None:
    """Copies of one filed application, until the call has `count` files under examination."""
    from cordata.programme.models import Call

    call = Call.objects.get(code=CALL)
    model = Application.objects.filter(call=call, state="submitted").first() or file_one(call)
    review = Review.objects.get(application=model)
    submission = Submission.objects.get(pk=review.submission_id)
    present = Review.objects.filter(application__call=call).count()
    with transaction.atomic():
        for number in range(present + 1, int(count) + 1):
            copy_of(model, submission, review, number)


def copy_of(model: Application, submission: Submission, review: Review, number: int) -> None:
    from cordata.applications.models import Answer, Partner
    from cordata.documents.models import Sealed

    partners = list(Partner.objects.filter(application=model))
    answers = list(Answer.objects.filter(application=model, field="title"))
    sealed = Sealed.objects.get(pk=submission.sealed_id)
    twin = Application.objects.get(pk=model.pk)
    twin.pk, twin.pid, twin.number, twin.key = None, public_id(), f"B-{number:05d}", ""
    twin.save(force_insert=True)
    for partner in partners:
        partner.pk, partner.pid, partner.application = None, public_id(), twin
        partner.save(force_insert=True)
    for answer in answers:
        answer.pk, answer.application = None, twin
        answer.save(force_insert=True)
    sealed.pk, sealed.pid = None, public_id()
    sealed.save(force_insert=True)
    filed = Submission.objects.get(pk=submission.pk)
    filed.pk, filed.pid, filed.key = None, public_id(), public_id()
    filed.application, filed.sealed = twin, sealed
    filed.save(force_insert=True)
    Review.objects.create(
        application=twin, submission=filed, state=review.state, opened_at=review.opened_at
    )


def file_one(call: Any) -> Application:
    with clock.held_at(DEMO):
        cast = complete_application(call, DEMO)
        submit(cast, public_id())
    return Application.objects.get(pk=cast.application.pk)


def submit(cast: Any, key: str) -> None:
    from cordata.applications.actions import submit_application

    submit_application(cast.application.pid, by=cast.signatory, key=key, received_at=DEMO, at=DEMO)


def submission() -> dict[str, float]:
    """The final request of a filing, through the page's own form."""
    from tests.factories.assessment import fresh_sides

    from cordata.programme.models import Call

    call = Call.objects.get(code=CALL)
    with clock.held_at(DEMO):
        casts = [complete_application(call, DEMO, *fresh_sides()) for _ in range(2)]
        acts = iter([lambda cast=cast: submit(cast, public_id()) for cast in casts])
        queries, cpu = counted(lambda: next(acts)())
    return {"queries": queries, "cpu_ms": round(cpu, 2)}


def registration(pid: str) -> dict[str, float]:
    """One registration in all its requests: page, form sent, mailed link opened, button pressed."""
    meeting = Meeting.objects.get(pid=pid)

    def register() -> None:
        client = Client()
        page_path = f"/fr/meetings/{pid}/"
        client.get(page_path)
        email = f"{public_id()}@cordata.example"
        sent = client.post(f"{page_path}register/", typed(meeting, email=email))
        assert sent.status_code == 302, sent.status_code
        one = meeting.registrations.get(email=email)
        link = f"/fr/meetings/registration/{one.pid}/{one.key}/"
        client.get(link)
        assert client.post(f"{link}confirm/").status_code == 302

    queries, cpu = counted(register)
    return {"requests": 4, "queries": queries, "cpu_ms": round(cpu, 2)}


def forms(pid: str, count: str) -> list[dict[str, Any]]:
    """What so many people type; each its own address."""
    meeting = Meeting.objects.get(pid=pid)
    return [typed(meeting, email=f"{public_id()}@cordata.example") for _ in range(int(count))]


def officer_list() -> str:
    """The address of the officer's list of files of the call."""
    from django.urls import reverse

    from cordata.programme.models import Call

    return reverse("assessment:reviews", args=[Call.objects.get(code=CALL).pid])


VERBS = (prepare, page, fill, submission, registration, forms, officer_list)

if __name__ == "__main__":
    verbs = {one.__name__: one for one in VERBS}
    print(json.dumps(verbs[sys.argv[1]](*sys.argv[2:])))
