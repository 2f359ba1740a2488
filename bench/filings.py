"""Files ready to be filed, and what the database holds once they were: the bench's inside view."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django_q.models import OrmQ
from tests.factories.applications import STATED

from bench import world
from cordata.accounts.models import Person
from cordata.applications.actions import submit_application
from cordata.applications.actions.submit import RENDER
from cordata.applications.models import Answer, Submission
from cordata.documents import sealing
from cordata.kernel import clock, journal
from cordata.kernel.ids import public_id
from cordata.kernel.models import Event
from cordata.notify.models import Message

FILED = "application.submitted"
SHORT, LONGER = 40, 36  # a text of so many characters is a sentence; it is said so many times


def drafts(count: str) -> list[dict[str, Any]]:
    """So many complete drafts: who signs, the address of the act, what the last page sends."""
    found = []
    for _one in range(int(count)):
        email, path, fields = world.ready_to_submit()
        pid = path.strip("/").split("/")[-2]
        text = Answer.objects.get(application__pid=pid, field="need", language="fr")
        need = {"text": text.text, "version": text.version}
        found.append({"pid": pid, "email": email, "path": path, "fields": fields, "need": need})
    return found


def long_filing() -> Submission:
    """A filing whose texts are as long as the form lets them be: twelve pages in two languages."""
    email, path, _fields = world.ready_to_submit()
    filed = submit_application(
        path.strip("/").split("/")[-2], by=Person.objects.get(email=email), key=public_id(),
        statements=STATED, received_at=clock.now(), at=clock.now(),
    )  # fmt: skip
    submission = Submission.objects.get(pk=filed.pk)
    answers = submission.sealed.content["project"]["answers"]
    for words in answers.values():
        words |= {code: text * LONGER for code, text in words.items() if code and len(text) > SHORT}
    return submission


def stored() -> dict[str, Any]:
    """Every key with the instant of its receipt, and what of a filing stands without the rest."""
    receipts = list(Submission.objects.select_related("sealed").order_by("pk"))
    noted = {event.data["sha256"] for event in Event.objects.filter(kind=FILED)}
    mails = Message.objects.filter(notice="applications.submitted").values_list("once", flat=True)
    mailed = {once.rpartition(":")[2] for once in mails}
    waiting = {one.args()[0] for one in OrmQ.objects.all() if one.func() == RENDER}
    return {
        "received": {one.key: one.received_at.timestamp() for one in receipts},
        "without_event": sum(one.sealed.sha256 not in noted for one in receipts),
        "events_alone": len(noted - {one.sealed.sha256 for one in receipts}),
        "without_mail": sum(one.pid not in mailed for one in receipts),
        "without_job": len({one.pk for one in receipts} - waiting),
        "breaks": len(list(journal.verify())) + len(list(sealing.broken_seals())),
        "database": integrity(),
    }


def integrity() -> str:
    """`ok` when SQLite finds its file whole; PostgreSQL has no such question."""
    if connection.vendor != "sqlite":
        return "not asked"
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        return str(cursor.fetchone()[0])
